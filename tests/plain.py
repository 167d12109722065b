"""The plain engine: every pattern is tried on every line, and nothing is announced, kept or cached."""

from __future__ import annotations

from contextlib import contextmanager

from cleaner.engine import find, stored
from cleaner.engine.gate import SHORT_LINE_CHARS

# It needs all expressions at once.
stored.MOST_RESTORED = 1 << 30


def plain_lines(rules, view):
    """For each line the numbers of the matchers that match it; all of them for a line that is too long."""
    found = {}
    for line in view.lines:
        size = line.end - line.start
        if not size:
            continue
        if view.long(line.index):
            found[line.index] = set(range(len(rules.matchers)))
            continue
        numbers = _line_numbers(rules, view.line(line.index), size <= SHORT_LINE_CHARS)
        if numbers:
            found[line.index] = numbers
    return found


def _line_numbers(rules, line, is_short):
    # A pattern without a word of its own is for short lines only.
    found = rules.gate.announcements
    barred = set() if is_short else {*found.short, *found.ungated}
    return {
        number
        for number, matcher in enumerate(rules.matchers)
        if any(n not in barred and unit.matches(line) for n, unit in enumerate(matcher.units, matcher.first))
    }


@contextmanager
def plain_engine(confirm=plain_lines):
    """Within it documents are cleaned the plain way."""
    kept = find._confirm, find.look
    find._confirm, find.look = confirm, find.look_by_words
    try:
        yield
    finally:
        find._confirm, find.look = kept
