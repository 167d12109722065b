"""Find, in one pass over a text, the lines on which a pattern could match at all.

A gate may name a line too many, never one too few: the units confirm.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import regex
from ahocorasick_rs import AhoCorasick

from cleaner.engine.automaton import Automaton
from cleaner.engine.matcher import Matcher, Unit
from cleaner.model import Line
from cleaner.packs import phrase_gate
from cleaner.packs.phrase_tokens import MARK, WORD, Piece, pieces, weight
from cleaner.text.normalise import DASHES, QUOTES, fold, lower_letters
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
_DIGIT = regex.compile(r"\d")


class Gate:
    """All units in two automata: over words for phrases, over letters for the rest; `scan` says which units to
    try on which line."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self.units = [(unit, number) for number, matcher in enumerate(matchers) for unit in matcher.units]
        self.digits: list[int] = []
        self.ungated: list[int] = []
        self._alone: list[list[int]] = []
        self._joint: list[list[tuple[int, frozenset[int]]]] = []
        # Units without a substring of their own are for short lines only, whatever else they ask for.
        self._short: set[int] = set()
        numbers: dict[Piece, int] = {}
        others: list[int] = []
        for n, (unit, _) in enumerate(self.units):
            found = _pieces(unit)
            if not found:
                others.append(n)
                continue
            if not unit.required:
                self._short.add(n)
            wanted = sorted(found, key=weight)
            for piece in wanted:
                if piece not in numbers:
                    numbers[piece] = len(numbers)
                    self._alone.append([])
                    self._joint.append([])
            first, *rest = (numbers[piece] for piece in wanted)
            if rest:
                self._joint[first].append((n, frozenset(rest)))
            else:
                self._alone[first].append(n)
        self._words = Automaton(numbers)
        self._gate_letters(others)

    def _gate_letters(self, numbers: Iterable[int]) -> None:
        gated = [n for n in numbers if self.units[n][0].required]
        for n in numbers:
            if n not in gated:
                (self.digits if self.units[n][0].digit else self.ungated).append(n)
        known = {literal for n in gated for needed in self.units[n][0].required for literal in needed}
        literals = sorted({literal.text for literal in known})
        place = {literal: n for n, literal in enumerate(literals)}
        self._anywhere = [(text, False) in known for text in literals]
        self._as_word = [(text, True) in known for text in literals]
        # A literal is a number, and as a whole word the complement of that number.
        self._announced: dict[int, list[tuple[int, tuple[frozenset[int], ...]]]] = {}
        sets: dict[frozenset[phrase_gate.Literal], frozenset[int]] = {}
        for n in gated:
            required = self.units[n][0].required
            for needed in required:
                if needed not in sets:
                    sets[needed] = frozenset(~place[x.text] if x.word else place[x.text] for x in needed)
            first, *rest = (sets[needed] for needed in required)
            for number in first:
                self._announced.setdefault(number, []).append((n, tuple(rest)))
        self._letters = AhoCorasick(literals) if literals else None

    def scan(self, text: str, lines: Sequence[Line]) -> dict[int, set[int]]:
        """For each line index the numbers of the units that its words announce.

        Of a long line only the end is looked at, all that a rule may cut there.
        """
        found: dict[int, set[int]] = {}
        literals: dict[int, set[int]] = {}
        self._short_lines(text, lines, found)
        for chunk in _chunks(lines):
            self._scan_chunk(text, chunk, found, literals)
        announced = self._announced
        for index, present in literals.items():
            units = {
                n
                for number in present
                for n, rest in announced.get(number, ())
                if not any(map(present.isdisjoint, rest))
            }
            if units:
                found.setdefault(index, set()).update(units)
        return found

    def _scan_chunk(
        self, text: str, lines: Sequence[Line], found: dict[int, set[int]], literals: dict[int, set[int]]
    ) -> None:
        first = lines[0]
        base = max(first.start, first.end - WINDOW_CHARS) if is_long(first) else first.start
        piece = text[base : lines[-1].end]
        lowered = _searchable(lower_letters(piece))
        if len(lowered) != len(piece):
            # A letter that grows in lower case shifts all that follows: take the text line by line.
            self._scan_folded(text, lines, found, literals)
            return
        starts = [max(line.start - base, 0) for line in lines]
        if "\r" in piece:
            self._collect_words(_RAW_WORDS.findall(piece.replace("\r\n", "\n").replace("\r", "\n")), lines, found)
        else:
            self._collect_words(_RAW_WORDS.findall(piece), lines, found)
        self._collect_literals(lowered, starts, lines, literals)
        if piece.isascii() and "&" not in piece:
            return
        hidden = {bisect_right(starts, m.start()) - 1 for m in _HIDING.finditer(piece)}
        if not unicodedata.is_normalized("NFKC", piece):
            hidden |= {
                n
                for n, line in enumerate(lines)
                if not unicodedata.is_normalized("NFKC", text[max(line.start, base) : line.end])
            }
        self._scan_folded(text, [lines[i] for i in sorted(hidden)], found, literals)

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

    def _scan_folded(
        self, text: str, lines: Sequence[Line], found: dict[int, set[int]], literals: dict[int, set[int]]
    ) -> None:
        folded = [fold(text[max(line.start, line.end - LONG_LINE_CHARS) : line.end]) for line in lines]
        starts, at = [], 0
        for line in folded:
            starts.append(at)
            at += len(line) + 1
        joined = "\n".join(folded)
        self._collect_words(_FOLDED_WORDS.findall(joined), lines, found)
        self._collect_literals(_searchable(joined), starts, lines, literals)

    def _collect_words(self, words: list[str], lines: Sequence[Line], found: dict[int, set[int]]) -> None:
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
                    if row == len(lines):
                        break

    def _units(self, pieces: list[int], *, is_short: bool) -> set[int]:
        present = set(pieces)
        units = {n for piece in present for n in self._alone[piece]}
        units.update(n for piece in present for n, rest in self._joint[piece] if rest <= present)
        return units if is_short else units - self._short

    def _collect_literals(
        self, lowered: str, starts: list[int], lines: Sequence[Line], found: dict[int, set[int]]
    ) -> None:
        if not starts or not self._letters:
            return
        row, following = 0, starts[1] if len(starts) > 1 else len(lowered) + 1
        anywhere, as_word = self._anywhere, self._as_word
        for number, start, end in self._letters.find_matches_as_indexes(lowered, overlapping=True):
            whole = as_word[number] and not (
                lowered[end : end + 1].isalnum() or (start and lowered[start - 1 : start].isalnum())
            )
            if not whole and not anywhere[number]:
                continue
            if start >= following or start < starts[row]:
                row = bisect_right(starts, start) - 1
                following = starts[row + 1] if row + 1 < len(starts) else len(lowered) + 1
            present = found.setdefault(lines[row].index, set())
            if whole:
                present.add(~number)
            if anywhere[number]:
                present.add(number)


def _pieces(unit: Unit) -> tuple[Piece, ...]:
    if isinstance(unit.content, str) or unit.fuzzy:
        return ()
    return pieces(unit.content, starts=unit.frame.startswith(r"\A"), ends=unit.frame.endswith(r"\Z"))


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
