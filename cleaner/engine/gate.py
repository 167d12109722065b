"""Find, in one pass over a text, the lines on which a pattern could match at all.

A gate may name a line too many, never one too few: the units confirm.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import regex
from ahocorasick_rs import AhoCorasick

from cleaner.engine.matcher import Matcher
from cleaner.model import Line
from cleaner.text.normalise import fold, lower_letters
from cleaner.text.segment import LONG_LINE_CHARS, WINDOW_CHARS, is_long

# What hides a word from a plain lower-case search: invisible characters, combining marks and entities. Lines
# with one of them, and lines that are not in NFKC form, are folded before the search.
_HIDING = regex.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\u0130\u1100-\u11ff\p{M}]|&[#A-Za-z]"
)
SHORT_LINE_CHARS = 100
CHUNK_CHARS = 1 << 18
_DIGIT = regex.compile(r"\d")


class Gate:
    """All units' announcing substrings in one automaton; `scan` says which units to try on which line."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        anywhere: dict[str, list[int]] = {}
        as_word: dict[str, list[int]] = {}
        self.units = [(unit, number) for number, matcher in enumerate(matchers) for unit in matcher.units]
        self.digits: list[int] = []
        self.ungated: list[int] = []
        for n, (unit, _) in enumerate(self.units):
            for literal in unit.gate:
                (as_word if literal.word else anywhere).setdefault(literal.text, []).append(n)
            if not unit.gate:
                (self.digits if unit.digit else self.ungated).append(n)
        literals = sorted({*anywhere, *as_word})
        self._anywhere = [tuple(anywhere.get(literal, ())) for literal in literals]
        self._as_word = [tuple(as_word.get(literal, ())) for literal in literals]
        self._automaton = AhoCorasick(literals) if literals else None

    def scan(self, text: str, lines: Sequence[Line]) -> dict[int, set[int]]:
        """For each line index the numbers of the units that its words announce.

        Of a long line only the end is looked at, all that a rule may cut there.
        """
        found: dict[int, set[int]] = {}
        self._short_lines(text, lines, found)
        for chunk in _chunks(lines):
            self._scan_chunk(text, chunk, found)
        return found

    def _scan_chunk(self, text: str, lines: Sequence[Line], found: dict[int, set[int]]) -> None:
        first = lines[0]
        base = max(first.start, first.end - WINDOW_CHARS) if is_long(first) else first.start
        piece = text[base : lines[-1].end]
        lowered = _searchable(lower_letters(piece))
        if len(lowered) != len(piece):
            # A letter that grows in lower case shifts all that follows: take the text line by line.
            self._scan_folded(text, lines, found)
            return
        starts = [max(line.start - base, 0) for line in lines]
        self._collect(lowered, starts, lines, found)
        if piece.isascii() and "&" not in piece:
            return
        hidden = {bisect_right(starts, m.start()) - 1 for m in _HIDING.finditer(piece)}
        if not unicodedata.is_normalized("NFKC", piece):
            hidden |= {
                n
                for n, line in enumerate(lines)
                if not unicodedata.is_normalized("NFKC", text[max(line.start, base) : line.end])
            }
        self._scan_folded(text, [lines[i] for i in sorted(hidden)], found)

    def _short_lines(self, text: str, lines: Sequence[Line], found: dict[int, set[int]]) -> None:
        """Units without a substring of their own are tried on short lines only."""
        if not self.ungated and not self.digits:
            return
        for line in lines:
            if 0 < line.end - line.start <= SHORT_LINE_CHARS:
                numbers = set(self.ungated)
                if self.digits and (
                    _DIGIT.search(text, line.start, line.end) or not text[line.start : line.end].isascii()
                ):
                    numbers.update(self.digits)
                if numbers:
                    found.setdefault(line.index, set()).update(numbers)

    def _scan_folded(self, text: str, lines: Sequence[Line], found: dict[int, set[int]]) -> None:
        folded = [fold(text[max(line.start, line.end - LONG_LINE_CHARS) : line.end]) for line in lines]
        starts, at = [], 0
        for line in folded:
            starts.append(at)
            at += len(line) + 1
        self._collect(_searchable("\n".join(folded)), starts, lines, found)

    def _collect(self, lowered: str, starts: list[int], lines: Sequence[Line], found: dict[int, set[int]]) -> None:
        if not starts or not self._automaton:
            return
        row, following = 0, starts[1] if len(starts) > 1 else len(lowered) + 1
        anywhere, as_word = self._anywhere, self._as_word
        for number, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            units = anywhere[number]
            if as_word[number] and not (
                lowered[end : end + 1].isalnum() or (start and lowered[start - 1 : start].isalnum())
            ):
                units = (*units, *as_word[number])
            if not units:
                continue
            if start >= following or start < starts[row]:
                row = bisect_right(starts, start) - 1
                following = starts[row + 1] if row + 1 < len(starts) else len(lowered) + 1
            found.setdefault(lines[row].index, set()).update(units)


def _chunks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines of bounded length; a long line stands alone."""
    chunk: list[Line] = []
    size = 0
    for line in lines:
        if chunk and (size > CHUNK_CHARS or is_long(line)):
            yield chunk
            chunk, size = [], 0
        chunk.append(line)
        size += line.next - line.start if not is_long(line) else CHUNK_CHARS + 1
    if chunk:
        yield chunk


def _searchable(text: str) -> str:
    # The automaton takes no lone surrogates, which stand for bytes that are no UTF-8.
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
