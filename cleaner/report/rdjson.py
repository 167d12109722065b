"""`rdjson`: Reviewdog Diagnostic Format."""

from __future__ import annotations

from typing import Any, BinaryIO

from cleaner.model import Cleaned, Removal
from cleaner.report.place import place, told
from cleaner.report.totals import Totals
from cleaner.report.visible import visible
from cleaner.report.writer import Items
from cleaner.text.size import utf8_size

_SEVERITY = {"safe": "WARNING", "unsafe": "INFO"}


class Rdjson:
    """One diagnostic a removal, with its deletion as a suggestion where the file can be edited so."""

    def __init__(self, file: BinaryIO) -> None:
        self.items = Items(file, b'{"source":{"name":"cleaner"},"severity":"WARNING","diagnostics":')

    def add(self, cleaned: Cleaned) -> None:
        """Write the diagnostics of one document."""
        for removal in cleaned.removals:
            at = place(cleaned.document, removal)
            span: dict[str, Any] = {"start": {"line": at.line}, "end": {"line": at.end_line}}
            diagnostic: dict[str, Any] = {
                "message": visible(told(removal)),
                "location": {"path": at.file, "range": span},
                "severity": _SEVERITY[removal.safety],
                "code": {"value": removal.rule_id},
            }
            if at.exact:
                span["start"]["column"], span["end"]["column"] = _byte_columns(cleaned.document.text, removal)
                diagnostic["suggestions"] = [{"range": span, "text": ""}]
            self.items.add([diagnostic])

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """End the object."""
        self.items.close(b"}\n")


def _byte_columns(text: str, removal: Removal) -> tuple[int, int]:
    """The columns in bytes, as this format counts them."""
    start, end = removal.span.start, removal.span.end
    first = text[start - (removal.column - 1) : start]
    last = text[end - (removal.end_column - 1) : end]
    return 1 + utf8_size(first), 1 + utf8_size(last)
