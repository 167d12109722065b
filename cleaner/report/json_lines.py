"""`json-lines`: one record a line, written as soon as it is known."""

from __future__ import annotations

from typing import Any, BinaryIO

from cleaner.model import Cleaned
from cleaner.report.record import records
from cleaner.report.totals import Totals
from cleaner.report.writer import encoded


class JsonLines:
    """Nothing but records."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def add(self, cleaned: Cleaned) -> None:
        """Write the records of one document."""
        for record in records(cleaned):
            self.file.write(encoded(record) + b"\n")

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Nothing is left to write."""
