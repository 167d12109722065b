"""Find, in one pass over a text, the lines on which a pattern could match at all.

A gate may name a line too many, never one too few: the units confirm.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from cleaner.engine.automaton import Automaton, Rows, Tables
from cleaner.engine.matcher import Unit
from cleaner.model import Line
from cleaner.packs.words import MARK, WORD
from cleaner.text.normalise import DASHES, QUOTES, fold
from cleaner.text.segment import LONG_LINE_CHARS, WINDOW_CHARS, is_long

# What hides a word from a search in the raw text: invisible characters, combining marks, odd digits and entities.
# Lines with one of them, and lines that are not in NFKC form, are folded before the search.
_HIDING = regex.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\u0130\u02bc\u1100-\u11ff\u203f\u2040\u2054"
    r"\U0001f150-\U0001f189\p{M}\p{No}]|&[#A-Za-z]"
)
_FOLDED_WORDS = regex.compile(rf"{WORD}|{MARK}|\n")
_RAW_WORDS = re.compile(rf"\w+|[^\w\s,:;|/()\]>·•\"'\-{re.escape(''.join((*QUOTES, *DASHES)))}]|\n")
SHORT_LINE_CHARS = 100
CHUNK_CHARS = 1 << 18


@dataclass(frozen=True, slots=True)
class Announcements:
    """Which units the pieces on a line announce.

    `alone` are, by piece, the units that need no other piece; `joint` those that need others too. Units are
    numbered through all matchers; `owner` is the matcher of each of the first `leading` units, which make a line a
    candidate. Of these, `ungated` have no piece at all, and `short` none that is a substring: they are for short
    lines only.
    """

    tables: Tables
    alone: Rows
    joint: dict[int, tuple[tuple[int, frozenset[int]], ...]]
    owner: array[int]
    ungated: tuple[int, ...]
    short: frozenset[int]

    @property
    def leading(self) -> int:
        """How many units make a line a candidate."""
        return len(self.owner)


class Gate:
    """All units in one automaton; `scan` says which units to try on which line."""

    def __init__(self, announcements: Announcements, units: Sequence[Unit]) -> None:
        self.announcements = announcements
        self.units = units
        self._words = Automaton(announcements.tables)

    def scan(self, text: str, lines: Sequence[Line]) -> dict[int, set[int]]:
        """For each line index the numbers of the units that its words announce.

        Of a long line only the end is looked at, all that a rule may cut there.
        """
        found: dict[int, set[int]] = {}
        for chunk in _chunks(lines):
            self._scan_chunk(text, chunk, found)
        ungated = self.announcements.ungated
        if ungated:
            for line in lines:
                if 0 < line.end - line.start <= SHORT_LINE_CHARS:
                    found.setdefault(line.index, set()).update(ungated)
        return found

    def _scan_chunk(self, text: str, lines: Sequence[Line], found: dict[int, set[int]]) -> None:
        first = lines[0]
        base = max(first.start, first.end - WINDOW_CHARS) if is_long(first) else first.start
        piece = text[base : lines[-1].end]
        if "\r" in piece:
            self._collect(_RAW_WORDS.findall(piece.replace("\r\n", "\n").replace("\r", "\n")), lines, found)
        else:
            self._collect(_RAW_WORDS.findall(piece), lines, found)
        if piece.isascii() and "&" not in piece:
            return
        starts = [max(line.start - base, 0) for line in lines]
        hidden = {bisect_right(starts, m.start()) - 1 for m in _HIDING.finditer(piece)}
        if not unicodedata.is_normalized("NFKC", piece):
            hidden |= {
                n
                for n, line in enumerate(lines)
                if not unicodedata.is_normalized("NFKC", text[max(line.start, base) : line.end])
            }
        # What was found in the raw text of such a line may be wrong, too.
        for n in hidden:
            found.pop(lines[n].index, None)
        self._scan_folded(text, [lines[n] for n in sorted(hidden)], found)

    def _scan_folded(self, text: str, lines: Sequence[Line], found: dict[int, set[int]]) -> None:
        folded = "\n".join(fold(text[max(line.start, line.end - LONG_LINE_CHARS) : line.end]) for line in lines)
        self._collect(_FOLDED_WORDS.findall(folded), lines, found)

    def _collect(self, words: list[str], lines: Sequence[Line], found: dict[int, set[int]]) -> None:
        if not lines:
            return
        state = self._words.start
        pieces: list[int] = []
        row = 0
        words.append("\n")
        for word in words:
            state = state[word]
            hits = state.hits
            if hits is not None:
                pieces += hits
                if word == "\n":
                    if pieces:
                        units = self._units(pieces, is_short=lines[row].end - lines[row].start <= SHORT_LINE_CHARS)
                        if units:
                            found.setdefault(lines[row].index, set()).update(units)
                        pieces.clear()
                    row += 1

    def _units(self, pieces: list[int], *, is_short: bool) -> set[int]:
        alone, joint = self.announcements.alone, self.announcements.joint
        present = set(pieces)
        units: set[int] = set()
        for piece in present:
            units.update(alone[piece])
            for number, rest in joint.get(piece, ()):
                if rest <= present:
                    units.add(number)
        return units if is_short else units - self.announcements.short


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
