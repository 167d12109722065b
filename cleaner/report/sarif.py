"""`sarif`: the Static Analysis Results Interchange Format 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import os
from typing import Any, BinaryIO
from urllib.parse import quote

from cleaner.model import Cleaned, Removal
from cleaner.report.place import Place, fingerprints, place, told
from cleaner.report.totals import Totals
from cleaner.report.writer import Items, encoded

_HEAD = (
    b'{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",'
    b'"version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","newlineSequences":["\\r\\n","\\n","\\r"],"results":'
)
_LEVEL = {"safe": "warning", "unsafe": "note"}


class Sarif:
    """Results as they come; the rules that had any are described at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self.items = Items(file, _HEAD)
        self.rules: dict[str, dict[str, Any]] = {}
        self.index: dict[str, int] = {}

    def add(self, cleaned: Cleaned) -> None:
        """Write the results of one document."""
        names = fingerprints(cleaned)
        self.items.add(self._result(cleaned, removal, next(names)) for removal in cleaned.removals)

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Write what ran."""
        driver = {
            "name": "cleaner",
            "version": about["version"],
            "rules": list(self.rules.values()),
            "properties": {"settings": about["settings"], "packs": about["packs"]},
        }
        self.items.close(b',\n"tool":' + encoded({"driver": driver}) + b"}]}\n")

    def _result(self, cleaned: Cleaned, removal: Removal, name: str) -> dict[str, Any]:
        at = place(cleaned.document, removal)
        artifact, region = {"uri": _uri(at.file)}, _region(at)
        location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
        if cleaned.document.doc_id:
            location["logicalLocations"] = [{"name": cleaned.document.doc_id, "kind": "object"}]
        result: dict[str, Any] = {
            "ruleId": removal.rule_id,
            "ruleIndex": self._index(removal),
            "level": _LEVEL[removal.safety],
            "message": {"text": told(removal)},
            "locations": [location],
            "partialFingerprints": {"removal/v1": name},
            "properties": {"category": removal.category, "score": removal.score, "cues": list(removal.cues)},
        }
        if at.exact:
            change = {"artifactLocation": artifact, "replacements": [{"deletedRegion": region}]}
            result["fixes"] = [{"description": {"text": "Remove the text"}, "artifactChanges": [change]}]
        return result

    def _index(self, removal: Removal) -> int:
        rule_id = removal.rule_id
        if rule_id not in self.rules:
            rule: dict[str, Any] = {"id": rule_id, "properties": {"tags": [removal.category]}}
            if removal.message:
                rule["shortDescription"] = {"text": removal.message}
            rule["help"] = {"text": f"cleaner rule {rule_id}"}
            rule["defaultConfiguration"] = {"level": _LEVEL[removal.safety]}
            self.rules[rule_id], self.index[rule_id] = rule, len(self.rules)
        return self.index[rule_id]


def _uri(path: str) -> str:
    # A backslash parts folders only where paths are written so; elsewhere it is a letter of the name, and quoted.
    parts = path.replace(os.sep, "/")
    return ("file://" if parts.startswith("/") else "") + quote(parts.encode("utf-8", "surrogateescape"))


def _region(at: Place) -> dict[str, int]:
    if not at.exact:
        return {"startLine": at.line}
    return {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }
