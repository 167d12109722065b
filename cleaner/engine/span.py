"""Find a piece inside a line, and its place in the original text."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.engine.guards import line_allowed
from cleaner.engine.matcher import Matcher
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import View
from cleaner.model import Match, Span
from cleaner.text.normalise import fold_with_offsets
from cleaner.text.segment import WINDOW_CHARS


def span_match(compiled: Compiled, view: View, index: int, matchers: Sequence[Matcher]) -> Match | None:
    """The span that a rule cuts from a line, in offsets of the text.

    Of a line too long to be folded whole only the last characters are looked at, for rules that cut an end.
    """
    rule = compiled.rule
    line = view.lines[index]
    start = line.start
    if not line_allowed(compiled, view.line(index)):
        return None
    if view.long(index):
        if rule.where != "end":
            return None
        start = line.end - WINDOW_CHARS
    folded, offsets = fold_with_offsets(view.text[start : line.end])
    found = matchers[compiled.main].find(folded)
    if not found or found.start() == found.end():
        return None
    first, last = start + offsets[found.start()], start + offsets[found.end()]
    if found.end() == len(folded):
        last = start + len(view.text[start : line.end].rstrip())
    return Match(rule.id, rule.category, rule.kind, index, index, span=Span(first, last), safety=rule.safety)
