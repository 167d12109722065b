"""Find, in one pass over a text, the lines on which a pattern could match at all.

A gate may name a line too many, never one too few: the units confirm.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import regex

from cleaner.engine.automaton import Automaton
from cleaner.engine.matcher import Matcher, Unit
from cleaner.model import Line
from cleaner.packs.phrase_tokens import MARK, WORD, Piece, pieces, substring_piece
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


class Gate:
    """The units of all matchers in one automaton; `scan` says which units to try on which line.

    Units of `matchers` make a line a candidate; those of `others` are asked for on candidates.
    """

    def __init__(self, matchers: Sequence[Matcher], others: Sequence[Matcher] = ()) -> None:
        self.units = [(unit, number) for number, matcher in enumerate(matchers) for unit in matcher.units]
        self.leading = frozenset(range(len(self.units)))
        self.ungated: list[int] = []
        self._alone: list[list[int]] = []
        self._joint: list[list[tuple[int, frozenset[int]]]] = []
        # Units without a substring of their own are for short lines only, whatever else they ask for.
        self._short: set[int] = set()
        self._numbers: dict[Piece, int] = {}
        for n, (unit, _) in enumerate(self.units):
            known = self._add(n, unit)
            if not unit.required:
                (self._short.add if known else self.ungated.append)(n)
        first = 0
        for matcher in (*matchers, *others):
            matcher.first, size = first, len(matcher.units)
            matcher.numbers = frozenset(range(first, first + size))
            first += size
            if matcher.first >= len(self.units):
                matcher.unannounced = frozenset(
                    n for n, unit in enumerate(matcher.units, matcher.first) if not self._add(n, unit)
                )
        self._words = Automaton(self._numbers)

    def _add(self, number: int, unit: Unit) -> bool:
        """Have a unit announced by its pieces, if it has any."""
        wanted = _pieces(unit)
        if not wanted:
            return False
        for piece in wanted:
            if piece not in self._numbers:
                self._numbers[piece] = len(self._numbers)
                self._alone.append([])
                self._joint.append([])
        first, *rest = (self._numbers[piece] for piece in wanted)
        if rest:
            self._joint[first].append((number, frozenset(rest)))
        else:
            self._alone[first].append(number)
        return True

    def scan(self, text: str, lines: Sequence[Line]) -> dict[int, set[int]]:
        """For each line index the numbers of the units that its words announce.

        Of a long line only the end is looked at, all that a rule may cut there.
        """
        found: dict[int, set[int]] = {}
        for chunk in _chunks(lines):
            self._scan_chunk(text, chunk, found)
        if self.ungated:
            for line in lines:
                if 0 < line.end - line.start <= SHORT_LINE_CHARS:
                    found.setdefault(line.index, set()).update(self.ungated)
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
        present = set(pieces)
        units = {n for piece in present for n in self._alone[piece]}
        units.update(n for piece in present for n, rest in self._joint[piece] if rest <= present)
        return units if is_short else units - self._short


def _pieces(unit: Unit) -> tuple[Piece, ...]:
    if isinstance(unit.content, str):
        piece = substring_piece(x.text for needed in unit.required for x in needed)
        return (piece,) if piece else ()
    starts, ends = unit.frame.startswith(r"\A"), unit.frame.endswith(r"\Z")
    return pieces(unit.content, starts=starts, ends=ends, fuzzy=unit.fuzzy)


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
