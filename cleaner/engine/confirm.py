"""Say which matchers match which line: the gate announces, and what it cannot be sure of is looked at again."""

from __future__ import annotations

from cleaner.engine.gate import Gate
from cleaner.engine.view import View


def confirmed_lines(gate: Gate, view: View) -> dict[int, set[int]]:
    """For each line the numbers of the leading matchers that match it; those announced for a line that is too long.

    The view is told what the gate announces, so that other matchers need not look at its lines again.
    """
    units, leading = gate.units, gate.leading
    confirmed: dict[int, set[int]] = {}
    announced = gate.scan(view.text, view.lines)
    view.announce(announced)
    for index, numbers in announced.items():
        candidates = leading & numbers
        if not candidates:
            continue
        if view.long(index):
            confirmed[index] = {units[n][1] for n in candidates}
            continue
        line = view.line(index)
        matched: set[int] = set()
        for n in candidates:
            unit, matcher = units[n]
            if matcher not in matched and unit.confirms(line):
                matched.add(matcher)
        if matched:
            confirmed[index] = matched
    return confirmed
