"""A text of many megabytes in stretches that are judged one by one, so that not all is held that is known of its lines.

What counts over a text, such as the places of its prose or the lines that stand in it twice, counts over a stretch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from zlib import crc32

from cleaner.engine.view import LineView, View
from cleaner.model import Match, Span
from cleaner.text.late import late
from cleaner.text.segment import LONG_LINE_CHARS, split_lines

# Most texts are one stretch. Judging one takes some hundred times as much memory.
MOST_CHARS = 1 << 18
_LINE_END = late(r"\r\n?|\n")


class Stretch(NamedTuple):
    """Some lines of a text as a text of their own: the first of them, and the place of its first character."""

    view: View
    line: int = 0
    start: int = 0

    def in_whole(self, match: Match) -> Match:
        """A match in the stretch as one in the whole text."""
        if not self.line:
            return match
        span = match.span and Span(match.span.start + self.start, match.span.end + self.start)
        return replace(match, first=match.first + self.line, last=match.last + self.line, span=span)


def stretches(view: View) -> Iterator[Stretch]:
    """The stretches of a text, each with a view of its own; most texts are one, and keep theirs."""
    if len(view.text) <= MOST_CHARS:
        yield Stretch(view)
        return
    line = start = 0
    while start < len(view.text):
        stop = end(view.text, start)
        part = View(view.text[start:stop])
        after = line + len(part.raws)
        part.links = view.links[line:after]
        yield Stretch(part, line, start)
        line, start = after, stop


def end(text: str, start: int) -> int:
    """Where the stretch ends that begins at a place.

    A stretch begins and ends with prose, where there is any near, or at least begins with it: what stands between two
    is then neither the head of a text nor its tail, and no heading stands apart from what it announces. Among such
    places it is the line itself that decides: a text is parted there, too, when its clutter is gone.
    """
    limit = start + MOST_CHARS
    farthest = limit + MOST_CHARS // 4
    if len(text) <= farthest:
        return len(text)
    window = text[limit:farthest]
    # The first and the last of these lines are seen in part.
    lines = split_lines(window)[1:-1]
    if not lines:
        ended = _LINE_END.search(text, limit)
        return ended.end() if ended else len(text)
    best, chosen, above = (2, 0), lines[0], ""
    for line in lines:
        raw = window[line.start : line.end]
        if raw and not raw.isspace():
            lot = crc32(raw.encode("utf-8", "surrogatepass"))
            if (0, lot) < best and _reads(raw):
                rank = (0 if _reads(above) else 1, lot)
                if rank < best:
                    best, chosen = rank, line
            above = raw
    return limit + chosen.start


def _reads(raw: str) -> bool:
    return len(raw) > LONG_LINE_CHARS or LineView(raw).prose
