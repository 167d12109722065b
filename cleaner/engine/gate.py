"""Find, in one pass over a text, the lines on which a matcher could match at all.

A gate may name a line too many, never one too few: the matchers confirm.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import regex
from ahocorasick_rs import AhoCorasick

from cleaner.engine.matcher import Matcher
from cleaner.model import Line
from cleaner.text.normalise import fold, lower_letters

# Characters that hide a word from a plain lower-case search: invisible ones, combining marks, letters that
# NFKC replaces, entities. Lines with one of them are folded before the search.
_HIDING = regex.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\uff00-\uffef\u1d2c-\u1d7f\u2100-\u214f"
    r"\u2460-\u24ff\ufb00-\ufb4f\u0130\p{M}\U0001d400-\U0001d7ff]|&[#A-Za-z]"
)
SHORT_LINE_CHARS = 100


class Gate:
    """All matchers' announcing substrings in one automaton; `scan` says which matchers to try on which line."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        owners: dict[str, list[int]] = {}
        ungated: list[int] = []
        for number, matcher in enumerate(matchers):
            literals, complete = matcher.gates()
            for literal in literals:
                owners.setdefault(lower_letters(literal), []).append(number)
            if not complete:
                ungated.append(number)
        self.ungated = frozenset(ungated)
        literals_in_order = sorted(owners)
        self._owners = [tuple(owners[literal]) for literal in literals_in_order]
        self._bounded = [len(literal) < 4 and literal.isascii() for literal in literals_in_order]
        self._automaton = AhoCorasick(literals_in_order) if literals_in_order else None

    def scan(self, text: str, lines: Sequence[Line]) -> dict[int, set[int]]:
        """For each line index (of `lines`) the numbers of the matchers that its words announce."""
        found: dict[int, set[int]] = {}
        if not self._automaton:
            return found
        lowered = lower_letters(text)
        starts = [line.start for line in lines]
        if len(lowered) == len(text):
            self._collect(lowered, starts, range(len(lines)), found)
            self._scan_hidden(text, lines, starts, found)
        else:
            # A letter that grows in lower case shifts all that follows: take the text line by line.
            self._scan_folded(text, lines, range(len(lines)), found)
        return found

    def _scan_hidden(
        self, text: str, lines: Sequence[Line], starts: list[int], found: dict[int, set[int]]
    ) -> None:
        if text.isascii() and "&" not in text:
            return
        hidden = sorted({bisect_right(starts, m.start()) - 1 for m in _HIDING.finditer(text)})
        self._scan_folded(text, lines, hidden, found)

    def _scan_folded(
        self, text: str, lines: Sequence[Line], indexes: Sequence[int], found: dict[int, set[int]]
    ) -> None:
        folded = [fold(text[lines[i].start : lines[i].end]) for i in indexes]
        starts, at = [], 0
        for line in folded:
            starts.append(at)
            at += len(line) + 1
        self._collect("\n".join(folded), starts, indexes, found)

    def _collect(
        self, lowered: str, starts: list[int], indexes: Sequence[int], found: dict[int, set[int]]
    ) -> None:
        if not starts or not self._automaton:
            return
        row, following = 0, starts[1] if len(starts) > 1 else len(lowered) + 1
        owners, bounded = self._owners, self._bounded
        for number, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if bounded[number] and (lowered[end : end + 1].isalnum() and lowered[start - 1 : start].isalnum()):
                continue
            if start >= following or start < starts[row]:
                row = bisect_right(starts, start) - 1
                following = starts[row + 1] if row + 1 < len(starts) else len(lowered) + 1
            found.setdefault(indexes[row], set()).update(owners[number])
