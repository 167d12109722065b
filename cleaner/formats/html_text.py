"""The visible text of a page as lines, one for each block, and the way from their characters to the source."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from cleaner.formats.html_source import Piece, Source
from cleaner.model import Span

_BLANK = " \t\r\n\f"
_SPACE = re.compile(r"[ \t\r\n\f]+")
# A character reference as `html.unescape` reads it, white space, or anything else.
_UNIT = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)|[ \t\r\n\f]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text, from `start` to `end`, and the pieces of source that it is made of."""

    start: int
    end: int
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Lines:
    """All blocks of a page with a text, and the text that has each on a line of its own."""

    source: Source
    text: str
    blocks: list[Block]
    _places: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def places(self, number: int) -> list[tuple[int, int]]:
        """For each character of a block the range of the source it is written as."""
        if number not in self._places:
            self._places[number] = _places(self.source.text, self.blocks[number].pieces)
        return self._places[number]

    def at(self, offset: int) -> int:
        """The number of the block in which a place of the text is, or that begins next."""
        return max(bisect_right(self.blocks, offset, key=lambda block: block.start) - 1, 0)

    def in_source(self, span: Span) -> list[tuple[int, int]]:
        """The ranges of source, one for each piece or part of a piece, that a range of the text is written as."""
        out: list[tuple[int, int]] = []
        for number in range(self.at(span.start), len(self.blocks)):
            block = self.blocks[number]
            if block.start >= span.end:
                break
            low, high = max(span.start, block.start), min(span.end, block.end)
            if low <= block.start and high >= block.end:
                out += [(piece.start, piece.end) for piece in block.pieces]
            elif low < high:
                out += _joined(self.places(number)[low - block.start : high - block.start], block.pieces)
        return out

    def in_text(self, start: int, end: int) -> Span:
        """The range of the text that is written in a range of the source: whole lines with their line ends, if any."""
        first = bisect_right(self.blocks, start, key=lambda block: block.pieces[-1].end)
        last = first
        while last < len(self.blocks) and self.blocks[last].pieces[0].start < end:
            last += 1
        if first == last:
            at = self.blocks[first].start if first < len(self.blocks) else len(self.text)
            return Span(at, at)
        low, high = self.blocks[first], self.blocks[last - 1]
        a, b = low.start, high.end
        if low.pieces[0].start < start:
            places = self.places(first)
            a += bisect_right(places, start, key=lambda place: place[1])
        if high.pieces[-1].end > end:
            places = self.places(last - 1)
            b = high.start + bisect_left(places, end, key=lambda place: place[0])
        elif a == low.start:
            b += 1
        return Span(a, max(a, b))


def lines(source: Source) -> Lines:
    """The lines of a page."""
    blocks: list[Block] = []
    parts: list[str] = []
    at = 0
    for _, group in groupby(source.pieces, key=lambda piece: piece.block):
        pieces = tuple(group)
        written = "".join([_read(source.text[piece.start : piece.end]) for piece in pieces])
        text = _SPACE.sub(" ", written).strip(" ")
        if text.strip():
            # Pieces of nothing but space around a block are no part of it.
            trimmed = _trimmed(source.text, pieces)
            blocks.append(Block(at, at + len(text), trimmed))
            parts.append(text)
            at += len(text) + 1
    return Lines(source, "".join(f"{part}\n" for part in parts), blocks)


def _read(written: str) -> str:
    return html.unescape(written) if "&" in written else written


def _trimmed(text: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    filled = [n for n, piece in enumerate(pieces) if text[piece.start : piece.end].strip(_BLANK)]
    return pieces[filled[0] : filled[-1] + 1]


def _places(text: str, pieces: Iterable[Piece]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    spaced = True
    for piece in pieces:
        for start, end, chars in _units(text, piece):
            for char in chars:
                blank = char in _BLANK
                if not (blank and spaced):
                    out.append((start, end))
                spaced = blank
    if out and spaced:
        out.pop()
    return out


def _units(text: str, piece: Piece) -> Iterator[tuple[int, int, str]]:
    """The characters of a piece with the source of each; a reference may stand for more than one."""
    for unit in _UNIT.finditer(text, piece.start, piece.end):
        written, start, end = unit[0], unit.start(), unit.end()
        if len(written) == 1 or written[0] != "&":
            yield start, end, written
            continue
        chars = html.unescape(written)
        # What looked like a reference may be none, or end with letters that are no part of it.
        same = 0
        while same < min(len(chars), len(written)) and chars[-1 - same] == written[-1 - same]:
            same += 1
        if same < len(chars):
            yield start, end - same, chars[: len(chars) - same]
        for at in range(end - same, end):
            yield at, at + 1, text[at]


def _joined(places: list[tuple[int, int]], pieces: tuple[Piece, ...]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for piece in pieces:
        inside = [place for place in places if piece.start <= place[0] < piece.end]
        if inside:
            out.append((inside[0][0], inside[-1][1]))
    return out
