"""Reports for machines: JSON Lines as the run goes, or one JSON object at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import orjson

from cleaner.errors import InputError
from cleaner.model import Cleaned
from cleaner.report.record import records
from cleaner.report.totals import Totals


class Writer(Protocol):
    """A report in the making."""

    def add(self, cleaned: Cleaned) -> None:
        """Take in one document."""

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Write what is left and close the file."""


def _line(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # Lone surrogates stand for bytes that are no UTF-8; JSON can carry them only as escapes.
        import json

        return json.dumps(value).encode()


class JsonLines:
    """One record a line, written as soon as it is known."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def add(self, cleaned: Cleaned) -> None:
        """Write the records of one document."""
        for record in records(cleaned):
            self.file.write(_line(record) + b"\n")

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Close the file."""
        self.file.close()


class Json:
    """One object: what ran, the totals, the removals and what was spared. The records are streamed."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.first = file, True
        self.spared: list[dict[str, Any]] = []
        file.write(b'{"removals":[')

    def add(self, cleaned: Cleaned) -> None:
        """Write the records of one document."""
        for record in records(cleaned):
            self.file.write((b"\n" if self.first else b",\n") + _line(record))
            self.first = False
        for spared in cleaned.spared:
            self.spared.append(
                {
                    "path": cleaned.document.path,
                    "doc_id": cleaned.document.doc_id,
                    "line": spared.line,
                    "rule": spared.rule_id,
                    "category": spared.category,
                    "reason": spared.reason,
                    "text": spared.text,
                }
            )

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Write totals and settings, and close the file."""
        rules = {r: {"removals": n, "words": totals.words[r]} for r, n in totals.removals.most_common()}
        tail = {
            "spared": self.spared,
            "totals": {
                "documents": totals.documents,
                "changed": totals.changed,
                "over_budget": totals.over_budget,
                "removals": totals.removals.total(),
                "words": totals.words.total(),
                "rules": rules,
            },
            "cleaner": about,
        }
        self.file.write(b"],\n" + _line(tail)[1:] + b"\n")
        self.file.close()


_WRITERS: dict[str, Callable[[BinaryIO], Writer]] = {".json": Json, ".jsonl": JsonLines}


def open_reports(paths: Iterable[str]) -> list[Writer]:
    """A report for each path; none is begun if one of the suffixes is unknown. Raises InputError."""
    paths = list(paths)
    for path in paths:
        _writer(path)
    return [open_report(path) for path in paths]


def _writer(path: str) -> Callable[[BinaryIO], Writer]:
    writer = _WRITERS.get(Path(path).suffix.lower())
    if not writer:
        raise InputError("no report has this suffix", where=path, hint="use " + " or ".join(_WRITERS))
    return writer


def open_report(path: str) -> Writer:
    """A report at `path`, in the format of its suffix.

    Raises InputError for another suffix and for a path that cannot be written.
    """
    writer = _writer(path)
    try:
        return writer(open(path, "wb"))
    except OSError as error:
        raise InputError(f"cannot write the report: {error.strerror}", where=path) from error
