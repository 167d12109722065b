"""`github`: workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import Any, BinaryIO

from cleaner.model import Cleaned
from cleaner.report.place import place, told
from cleaner.report.totals import Totals
from cleaner.report.visible import visible

_COMMAND = {"safe": "warning", "unsafe": "notice"}


class Github:
    """One command a removal. Columns are told only within one line, as GitHub wants it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def add(self, cleaned: Cleaned) -> None:
        """Write the commands of one document."""
        for removal in cleaned.removals:
            at = place(cleaned.document, removal)
            where = {"title": f"cleaner ({removal.rule_id})", "file": at.file, "line": str(at.line)}
            if at.exact and at.line == at.end_line:
                where["col"] = str(at.column)
            where["endLine"] = str(at.end_line)
            if "col" in where:
                where["endColumn"] = str(at.end_column)
            values = ",".join(f"{key}={_value(visible(value))}" for key, value in where.items())
            text = f"{cleaned.document.path or '-'}:{removal.line}:{removal.column}: {removal.rule_id} {told(removal)}"
            self.file.write(f"::{_COMMAND[removal.safety]} {values}::{_data(visible(text))}\n".encode())

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Nothing is left to write."""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
