"""`gitlab`: a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

from typing import Any, BinaryIO

from cleaner.model import Cleaned
from cleaner.report.place import fingerprints, place, told
from cleaner.report.totals import Totals
from cleaner.report.visible import visible
from cleaner.report.writer import Items

_SEVERITY = {"safe": "minor", "unsafe": "info"}


class Gitlab:
    """One issue a removal."""

    def __init__(self, file: BinaryIO) -> None:
        self.items = Items(file, b"")

    def add(self, cleaned: Cleaned) -> None:
        """Write the issues of one document."""
        names = fingerprints(cleaned)
        for removal in cleaned.removals:
            at = place(cleaned.document, removal)
            issue = {
                "check_name": removal.rule_id,
                "description": visible(told(removal)),
                "fingerprint": next(names),
                "location": {"path": at.file, "lines": {"begin": at.line, "end": at.end_line}},
                "severity": _SEVERITY[removal.safety],
            }
            self.items.add([issue])

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """End the list."""
        self.items.close(b"\n")
