"""Say which matchers match which line: the gate announces, and what it cannot be sure of is looked at again."""

from __future__ import annotations

from cleaner.engine.gate import Gate
from cleaner.engine.view import View


def confirmed_lines(gate: Gate, view: View) -> dict[int, set[int]]:
    """For each line the numbers of the leading matchers that match it; those announced for a line that is too long.

    The view is told what the gate announces, so that other matchers need not look at its lines again.
    """
    units, owner = gate.units, gate.announcements.owner
    leading = len(owner)
    confirmed: dict[int, set[int]] = {}
    announced = gate.scan(view.text, view.lines)
    view.announce(announced)
    for index, numbers in announced.items():
        matched: set[int] = set()
        line = None if view.long(index) else view.line(index)
        for n in numbers:
            if n < leading and owner[n] not in matched and (line is None or units[n].confirms(line)):
                matched.add(owner[n])
        if matched:
            confirmed[index] = matched
    return confirmed
