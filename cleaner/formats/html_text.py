"""The visible text of a page as lines, one for each block, and the way from their characters to the source."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cleaner.formats.html_source import Piece, Source
from cleaner.model import Span

_BLANK = " \t\r\n\f"
_SPACE = re.compile(r"[ \t\r\n\f]+")
# A character reference as `html.unescape` reads it, white space (in preformatted text a line end), or anything else.
_REFERENCE = r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)"
_UNIT = re.compile(rf"{_REFERENCE}|[ \t\r\n\f]+|.", re.DOTALL)
_PRE_UNIT = re.compile(rf"{_REFERENCE}|\r\n|.", re.DOTALL)

_Place = tuple[int, int]


@dataclass(slots=True)
class Lines:
    """All blocks of a page with a text, and the text that has each on a line of its own.

    `starts` says where in the text each block begins, `firsts` which of the `pieces` is its first; both have one
    entry more for the end. `before` and `after` are where in the source the texts of a block begin and end. A block of
    preformatted text has several lines; those of `pre` are known character by character.
    """

    source: Source
    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    _places: dict[int, list[_Place]] = field(default_factory=dict)

    def block(self, number: int) -> tuple[int, int]:
        """Where in the text a block begins and ends, without its line end."""
        return self.starts[number], self.starts[number + 1] - 1

    def of(self, number: int) -> list[Piece]:
        """The pieces of a block."""
        return self.pieces[self.firsts[number] : self.firsts[number + 1]]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def places(self, number: int) -> list[_Place]:
        """For each character of a block the range of the source it is written as."""
        if number not in self._places:
            self._places[number] = [place for place, _ in _spaced(_chars(self.source.text, self.of(number), _UNIT))]
        return self._places[number]

    def at(self, offset: int) -> int:
        """The number of the block in which a place of the text is, or that begins next."""
        return max(bisect_right(self.starts, offset, hi=max(len(self), 0)) - 1, 0)

    def in_source(self, span: Span) -> list[_Place]:
        """The ranges of source, one for each piece or part of a piece, that a range of the text is written as."""
        out: list[_Place] = []
        for number in range(self.at(span.start), len(self)):
            start, end = self.block(number)
            if start >= span.end:
                break
            low, high = max(span.start, start), min(span.end, end)
            if low <= start and high >= end:
                out += [(piece[0], piece[1]) for piece in self.of(number)]
            elif low < high:
                out += _joined(self.places(number)[low - start : high - start], self.of(number))
        return out

    def in_text(self, start: int, end: int) -> Span:
        """The range of the text that is written in a range of the source: whole lines with their line ends, if any."""
        first = bisect_right(self.after, start)
        last = bisect_left(self.before, end, lo=first)
        if first == last:
            return Span(self.starts[first], self.starts[first])
        a, b = self.starts[first], self.starts[last] - 1
        if self.before[first] < start:
            a += bisect_right(self.places(first), start, key=lambda place: place[1])
        if self.after[last - 1] > end:
            b = self.starts[last - 1] + bisect_left(self.places(last - 1), end, key=lambda place: place[0])
        elif a == self.starts[first]:
            b += 1
        return Span(a, max(a, b))

    def add(self, text: str, pieces: list[Piece]) -> None:
        """Add a block; its text begins at the last of `starts`."""
        if len(pieces) > 1:
            written = self.source.text
            filled = [n for n, piece in enumerate(pieces) if written[piece[0] : piece[1]].strip(_BLANK)]
            # Pieces of nothing but space around a block are no part of it.
            pieces = pieces[filled[0] : filled[-1] + 1]
        self.pieces += pieces
        self.firsts.append(len(self.pieces))
        self.starts.append(self.starts[-1] + len(text) + 1)
        self.before.append(pieces[0][0])
        self.after.append(pieces[-1][1])

    def pre(self, pieces: list[Piece]) -> str:
        """Add a block of preformatted text."""
        units = list(_chars(self.source.text, pieces, _PRE_UNIT))
        while units and units[-1][1] in _BLANK:
            units.pop()
        first = next((n for n, unit in enumerate(units) if unit[1] not in _BLANK), 0)
        first = max((n + 1 for n, unit in enumerate(units[:first]) if unit[1] == "\n"), default=0)
        units = units[first:]
        self._places[len(self)] = [place for place, _ in units]
        text = "".join([char for _, char in units])
        self.add(text, pieces)
        return text


def lines(source: Source) -> Lines:
    """The lines of a page."""
    out = Lines(source, starts=[0], firsts=[0])
    written = source.text
    pre = _pre_blocks(source) if source.pre else ()
    parts: list[str] = []
    pieces = source.pieces
    at, count = 0, len(pieces)
    while at < count:
        block, first = pieces[at][3], at
        at += 1
        while at < count and pieces[at][3] == block:
            at += 1
        if at == first + 1:
            raw = written[pieces[first][0] : pieces[first][1]]
        else:
            raw = "".join([written[piece[0] : piece[1]] for piece in pieces[first:at]])
        if not raw.strip(_BLANK):
            continue
        text = _SPACE.sub(" ", _unescaped(written, raw, pieces[first:at])).strip(" ")
        if not text.strip():
            continue
        if block in pre:
            text = out.pre(pieces[first:at])
        else:
            out.add(text, pieces[first:at])
        parts.append(text)
    out.text = "\n".join([*parts, ""])
    return out


def _unescaped(written: str, raw: str, pieces: list[Piece]) -> str:
    if "&" not in raw:
        return raw
    # A reference does not go on in the next piece.
    return "".join([html.unescape(written[piece[0] : piece[1]]) for piece in pieces])


def _pre_blocks(source: Source) -> set[int]:
    """The numbers of the blocks that lie in preformatted text."""
    ends: list[tuple[int, int]] = []
    for number, (name, start, *_) in enumerate(source.opened):
        if name == "pre" and (not ends or start >= ends[-1][1]):
            ends.append((start, source.endings[number][1]))
    found: set[int] = set()
    for piece in source.pieces:
        k = bisect_right(ends, (piece[0], len(source.text))) - 1
        if k >= 0 and piece[0] < ends[k][1]:
            found.add(piece[3])
    return found


def _spaced(chars: Iterable[tuple[_Place, str]]) -> list[tuple[_Place, str]]:
    """The characters without the white space that is not shown."""
    out: list[tuple[_Place, str]] = []
    spaced = True
    for place, char in chars:
        blank = char in _BLANK
        if not (blank and spaced):
            out.append((place, char))
        spaced = blank
    if out and spaced:
        out.pop()
    return out


def _chars(text: str, pieces: Iterable[Piece], unit: re.Pattern[str]) -> Iterator[tuple[_Place, str]]:
    """The characters of some pieces with the source of each; a reference may stand for more than one."""
    for piece in pieces:
        for start, end, chars in _units(text, piece, unit):
            for char in chars:
                yield (start, end), char


def _units(text: str, piece: Piece, unit: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    for found in unit.finditer(text, piece[0], piece[1]):
        written, start, end = found[0], found.start(), found.end()
        if written[0] != "&" or len(written) == 1:
            # White space counts as one character, and so does a line end of two.
            yield start, end, "\n" if unit is _PRE_UNIT and written[0] == "\r" else written[0]
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


def _joined(places: list[_Place], pieces: list[Piece]) -> list[_Place]:
    out: list[_Place] = []
    for piece in pieces:
        inside = [place for place in places if piece[0] <= place[0] < piece[1]]
        if inside:
            out.append((inside[0][0], inside[-1][1]))
    return out
