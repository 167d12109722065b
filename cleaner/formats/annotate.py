"""What a row tells of its own cleaning: the field or column `cleaner`, of the same shape in every format."""

from __future__ import annotations

from typing import Any

from cleaner.model import Cleaned
from cleaner.text.segment import count_words

FIELD = "cleaner"
_PAYWALL = ("paywall", "registration")


def annotation(cleaned: Cleaned) -> dict[str, Any]:
    """Counts, rules and spans of the removals of a document.

    Spans are code points of the text as it was. `paywalled` says that a paywall or registration notice was found,
    `over_budget` that so much would have gone that the document was left whole.
    """
    removals = cleaned.removals
    found = {removal.category for removal in removals}
    if cleaned.over_budget:
        found |= {spared.category for spared in cleaned.spared}
    return {
        "removals": len(removals),
        "words": sum(count_words(removal.text) for removal in removals),
        "rules": sorted({removal.rule_id for removal in removals}),
        "spans": [
            {
                "start": removal.span.start,
                "end": removal.span.end,
                "rule": removal.rule_id,
                "category": removal.category,
            }
            for removal in removals
        ],
        "paywalled": any(category in found for category in _PAYWALL),
        "over_budget": cleaned.over_budget,
    }


def is_annotation(value: object) -> bool:
    """Whether an earlier run wrote this value, so that it may be replaced."""
    return isinstance(value, dict) and {"removals", "words", "rules", "spans"} <= value.keys()
