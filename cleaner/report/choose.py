"""The formats of reports by name, and reports by the path they are written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.errors import InputError
from cleaner.model import Cleaned
from cleaner.report.github import Github
from cleaner.report.gitlab import Gitlab
from cleaner.report.json_lines import JsonLines
from cleaner.report.json_object import Json
from cleaner.report.junit import Junit
from cleaner.report.lines import Lines, concise, grouped
from cleaner.report.page import Page
from cleaner.report.rdjson import Rdjson
from cleaner.report.sarif import Sarif
from cleaner.report.totals import Totals
from cleaner.report.writer import Writer

FORMATS: dict[str, Callable[[BinaryIO], Writer]] = {
    "concise": partial(Lines, view=concise),
    "grouped": partial(Lines, view=grouped),
    "json": Json,
    "json-lines": JsonLines,
    "jsonl": JsonLines,
    "junit": Junit,
    "github": Github,
    "gitlab": Gitlab,
    "rdjson": Rdjson,
    "sarif": Sarif,
    "html": Page,
}
SUFFIXES = {".json": "json", ".jsonl": "json-lines", ".sarif": "sarif", ".xml": "junit", ".html": "html"}


class Report:
    """A report that is written to a file of its own."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file, self.writer = file, FORMATS[name](file)

    def add(self, cleaned: Cleaned) -> None:
        """Take in one document."""
        self.writer.add(cleaned)

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Write what is left and close the file."""
        self.writer.close(totals, about)
        self.file.close()


def open_reports(values: Iterable[str]) -> list[Report]:
    """A report for each `FILE` or `NAME:FILE`; none is begun if one of them is unknown or named twice.

    Raises InputError, also for a path that cannot be written.
    """
    wanted: dict[str, str] = {}
    for value in values:
        name, path = format_and_path(value)
        if path in wanted:
            raise InputError("two reports cannot go to one file", where=path, hint="name another file")
        wanted[path] = name
    return [_open(path, name) for path, name in wanted.items()]


def format_and_path(value: str) -> tuple[str, str]:
    """The format and the file that `FILE` or `NAME:FILE` asks for. Raises InputError."""
    name, colon, path = value.partition(":")
    if colon and path and name in FORMATS:
        return name, path
    name = SUFFIXES.get(Path(value).suffix.lower(), "")
    if not name:
        hint = f"use {', '.join(SUFFIXES)}, or NAME:FILE with one of {', '.join(FORMATS)}"
        raise InputError("no report has this suffix", where=value, hint=hint)
    return name, value


def _open(path: str, name: str) -> Report:
    try:
        return Report(open(path, "wb"), name)
    except OSError as error:
        raise InputError(f"cannot write the report: {error.strerror}", where=path) from error
