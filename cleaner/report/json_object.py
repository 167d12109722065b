"""`json`: one object with the removals, what was spared, the totals and what ran."""

from __future__ import annotations

from typing import Any, BinaryIO

from cleaner.model import Cleaned
from cleaner.report.record import records
from cleaner.report.totals import Totals
from cleaner.report.writer import Items, encoded


class Json:
    """The records are written as they come, the rest at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.items = Items(file, b'{"removals":')
        self.spared: list[dict[str, Any]] = []

    def add(self, cleaned: Cleaned) -> None:
        """Write the records of one document."""
        self.items.add(records(cleaned))
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
        """Write totals and settings."""
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
        self.items.close(b",\n" + encoded(tail)[1:] + b"\n")
