"""Which ranges of a page's source go with the elements and texts that are to go."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cleaner.engine.edit import union
from cleaner.formats.html_source import Element, Piece
from cleaner.formats.html_tags import BLOCK, OMISSIBLE, names
from cleaner.formats.html_text import Lines
from cleaner.model import Span

# An element that shows one of these does not go with its text.
_SHOWS = names("img picture video audio iframe object embed canvas math table figure")
# Nor do the parts that a page and a table are built of.
_BUILT_OF = names("html head body main article td th tr tbody thead tfoot table caption")


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    element: Element | None = None


def source_cuts(lines: Lines, numbers: Iterable[int], gone: Iterable[Span]) -> list[Span]:
    """The ranges of source to delete: the elements of these numbers, and what is written of `gone`, ranges of text.

    Texts take the elements with them that hold nothing else. Blocks stay apart: where the tags that go are all that
    parts two texts, one pair of them stays.
    """
    return _Cutting(lines, numbers, gone).ranges()


class _Cutting:
    def __init__(self, lines: Lines, numbers: Iterable[int], gone: Iterable[Span]) -> None:
        self.source, self.pieces = lines.source, lines.pieces
        self.starts = [piece[0] for piece in self.pieces]
        self.cut = [_Cut(element.start, element.end, element) for element in map(self.source.element, numbers)]
        texts = sorted(place for span in gone for place in lines.in_source(span))
        dead = union([*(Span(c.start, c.end) for c in self.cut), *(Span(a, b) for a, b in texts)])
        self.kept = list(_outside(self.pieces, dead))
        self.kept_starts = [piece[0] for piece in self.kept]
        shown = [opened[1] for opened in self.source.opened if opened[0] in _SHOWS] if texts else []
        self.stays = sorted([*self.kept_starts, *shown, *self.source.hidden])
        self.cut += [self.of_text(*place) for place in texts]

    def of_text(self, start: int, end: int) -> _Cut:
        piece = self.pieces[bisect_right(self.starts, start) - 1]
        best = _Cut(start, end)
        if (start, end) != piece[:2]:
            return best
        number = piece[2]
        while number >= 0:
            element = self.source.element(number)
            if element.name in _BUILT_OF or not removable(element) or self.holds_more(element):
                break
            best = _Cut(element.start, element.end, element)
            number = element.parent
        return best

    def holds_more(self, element: Element) -> bool:
        if self.source.is_kept(element.start, element.end):
            return True
        k = bisect_left(self.stays, element.start)
        return k < len(self.stays) and self.stays[k] < element.end

    def ranges(self) -> list[Span]:
        cuts = list(self.outermost())
        out: list[Span] = []
        for before, group in groupby(cuts, key=lambda cut: bisect_right(self.kept_starts, cut.start)):
            run = list(group)
            if 0 < before < len(self.kept) and not self.parted(self.kept[before - 1], self.kept[before], run):
                out += self.with_a_break(run)
            else:
                out += [Span(cut.start, cut.end) for cut in run]
        return union(out)

    def outermost(self) -> Iterator[_Cut]:
        reach = -1
        for cut in sorted(self.cut, key=lambda cut: (cut.start, -cut.end)):
            if cut.start >= reach:
                yield cut
                reach = cut.end

    def parted(self, before: Piece, after: Piece, run: list[_Cut]) -> bool:
        """Whether two texts that stay are still in blocks of their own when what lies between them has gone."""
        if before[3] == after[3]:
            return True
        left = self.breaks(before[1], after[0]) - sum(self.breaks(cut.start, cut.end) for cut in run)
        return left > 0

    def breaks(self, start: int, end: int) -> int:
        return bisect_left(self.source.breaks, end) - bisect_left(self.source.breaks, start)

    def with_a_break(self, run: list[_Cut]) -> list[Span]:
        for n, cut in enumerate(run):
            if cut.element and cut.element.name in BLOCK:
                others = [Span(other.start, other.end) for other in (*run[:n], *run[n + 1 :])]
                return [Span(cut.element.inner, cut.element.inner_end), *others]
        texts = [self.pieces[bisect_left(self.starts, c.start) : bisect_left(self.starts, c.end)] for c in run]
        return [Span(piece[0], piece[1]) for pieces in texts for piece in pieces]


def _outside(pieces: list[Piece], dead: list[Span]) -> Iterator[Piece]:
    """The pieces that do not lie in one of some ranges."""
    at = 0
    for piece in pieces:
        while at < len(dead) and dead[at].end < piece[1]:
            at += 1
        if at == len(dead) or dead[at].start > piece[0]:
            yield piece


def removable(element: Element) -> bool:
    """Whether it is known where an element ends: one that was never closed may hold the rest of the page."""
    return element.closed or element.name in OMISSIBLE
