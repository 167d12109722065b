"""Say which matchers match which line: the gate announces, and what it cannot be sure of is looked at again."""

from __future__ import annotations

import regex

from cleaner.engine.gate import Gate
from cleaner.engine.view import LineView, View
from cleaner.packs.phrase_regex import GAP

# Where words stand further apart than a phrase allows, or cling to an underscore, the gate is not sure.
_UNSURE = regex.compile(rf"{GAP}{{5}}|[_\x1c-\x1f\x85]")


def confirmed_lines(gate: Gate, view: View) -> dict[int, set[int]]:
    """For each line the numbers of the matchers that match it; those announced for a line that is too long."""
    units, exact = gate.units, gate.exact
    confirmed: dict[int, set[int]] = {}
    for index, numbers in gate.scan(view.text, view.lines).items():
        if view.long(index):
            confirmed[index] = {units[n][1] for n in numbers}
            continue
        line = view.line(index)
        sure = exact if _is_plain(line) else frozenset()
        matched: set[int] = set()
        for n in numbers:
            unit, matcher = units[n]
            if matcher in matched or line.words > unit.longest:
                continue
            if n in sure or unit.matches(line):
                matched.add(matcher)
        if matched:
            confirmed[index] = matched
    return confirmed


def _is_plain(line: LineView) -> bool:
    return line.core[:1].isalnum() and line.core[-1:].isalnum() and not _UNSURE.search(line.folded)
