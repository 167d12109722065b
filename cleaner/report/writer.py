"""What every machine report shares: how it is fed and closed, and how its values become bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Protocol

import orjson

from cleaner.model import Cleaned
from cleaner.report.totals import Totals
from cleaner.report.visible import harmless_json


class Writer(Protocol):
    """A report in the making."""

    def add(self, cleaned: Cleaned) -> None:
        """Take in one document."""

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Write what is left. The file stays open: who opened it closes it."""


def encoded(value: Any) -> bytes:
    """`value` as JSON on one line, with lone surrogates as escapes."""
    try:
        return harmless_json(orjson.dumps(value))
    except TypeError:
        # Lone surrogates stand for bytes that are no UTF-8; JSON can carry them only as escapes.
        import json

        return harmless_json(json.dumps(value).encode())


class Items:
    """A JSON array in the making, one item a line, so that no report has to fit into memory."""

    def __init__(self, file: BinaryIO, head: bytes) -> None:
        self.file, self.first = file, True
        file.write(head + b"[")

    def add(self, values: Iterable[Any]) -> None:
        """Write some items."""
        for value in values:
            self.file.write((b"\n" if self.first else b",\n") + encoded(value))
            self.first = False

    def close(self, tail: bytes) -> None:
        """End the array and write what follows."""
        self.file.write((b"]" if self.first else b"\n]") + tail)
