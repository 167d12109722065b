"""A text of many megabytes in stretches that are judged one by one, so that not all is held that is known of its lines.

What counts over a text, such as the places of its prose or the lines that stand in it twice, counts over a stretch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from zlib import crc32

from cleaner.engine.view import LineView, View
from cleaner.model import Match, Span

# Most texts are one stretch. Judging one takes some hundred times as much memory.
MOST_CHARS = 1 << 18


@dataclass(frozen=True, slots=True)
class Stretch:
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
    while line < len(view.raws):
        after = end(view, line)
        stop = view.lines[after].start if after < len(view.raws) else len(view.text)
        yield Stretch(View(view.text[start:stop], view.links[line:after]), line, start)
        line, start = after, stop


def end(view: View, first: int) -> int:
    """The line with which the stretch after one begins that begins with a line.

    Both begin and end with prose, where there is any near: what stands between is neither the head of a text nor its
    tail. Among such places it is the line itself that decides: a text is parted there, too, when its clutter is gone.
    """
    lines = view.lines
    limit = lines[first].start + MOST_CHARS
    farthest = limit + MOST_CHARS // 2
    if len(view.text) <= farthest:
        return len(lines)
    after = first + 1
    while after < len(lines) and lines[after].end < limit:
        after += 1
    best, chosen, above = 1 << 32, after, -1
    for index in range(after, len(lines)):
        if lines[index].start > farthest:
            break
        raw = view.raws[index]
        if raw and not raw.isspace():
            lot = crc32(raw.encode("utf-8", "surrogatepass"))
            if lot < best and above >= 0 and _reads(view, above) and _reads(view, index):
                best, chosen = lot, index
            above = index
    return chosen


def _reads(view: View, index: int) -> bool:
    # The view is not to hold what was seen of the line.
    return view.long(index) or LineView(view.raws[index]).prose
