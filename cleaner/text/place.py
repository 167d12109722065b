"""Where an offset stands in a text, as people count."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def place_at(starts: Sequence[int], offset: int) -> tuple[int, int]:
    """The line and the column of an offset in code points, both from 1, by the offsets at which lines start."""
    line = max(bisect_right(starts, offset) - 1, 0)
    return line + 1, offset - (starts[line] if starts else 0) + 1
