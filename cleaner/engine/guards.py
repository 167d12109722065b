"""Check the conditions that a rule puts on a line besides its pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.engine.outlet import host
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import LineView
from cleaner.text.segment import FULL_STOPS

if TYPE_CHECKING:
    from cleaner.packs.pack import Rule


def line_allowed(compiled: Compiled, line: LineView) -> bool:
    """Whether the line itself meets the rule's guards; `near` and `zone` need the whole document."""
    guards = compiled.rule.guards
    if guards.max_words is not None and line.words > guards.max_words:
        return False
    if line.words < guards.min_words:
        return False
    if guards.no_quotes and line.quoted >= 3:
        return False
    if guards.no_final_period and line.folded.endswith(FULL_STOPS) and not line.folded.endswith("..."):
        return False
    if compiled.need_any and not compiled.need_any.search(line):
        return False
    return not (compiled.unless and compiled.unless.search(line))


def in_zone(zone: str, index: int, first_prose: int, last_prose: int) -> bool:
    """Whether a line stands in the part of the document the rule is for."""
    head, tail = index < first_prose, index > last_prose
    return {"any": True, "head": head, "tail": tail, "edge": head or tail}[zone]


def in_scope(rule: Rule, url: str, languages: frozenset[str] | None) -> bool:
    """Whether the rule is for this site or language; `languages` is None when the text is too short to tell.

    The address says more than the words do: a rule for a site is tried on every text of it, whatever its language.
    """
    if rule.sites:
        on = host(url)
        return any(on == site or on.endswith(f".{site}") for site in rule.sites)
    return languages is None or rule.lang in languages or rule.lang in ("any", "en")
