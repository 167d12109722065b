"""Find, in one pass over a line, the patterns that could match on it at all.

A gate may name a line too many, never one too few: the units confirm.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cleaner.engine.automaton import Automaton
from cleaner.packs.words import MARK, WORD
from cleaner.text.late import late
from cleaner.text.normalise import DASHES, INVISIBLE, QUOTES, fold
from cleaner.text.segment import LONG_LINE_CHARS, WINDOW_CHARS

# What hides a word from a search in the raw text: characters that folding drops, combining marks, odd digits and
# entities. Lines with one of them, and lines that are not in NFKC form, are folded before the search.
_HIDING = late(
    rf"[{''.join(INVISIBLE)}\u2064\u2065\u0130\u02bc\u1100-\u11ff\u203f\u2040\u2054"
    r"\U0001f150-\U0001f189\p{M}\p{No}]|&[#A-Za-z]"
)
_FOLDED_WORDS = late(rf"{WORD}|{MARK}")
RAW_WORDS = rf"\w+|[^\w\s,:;|/()\]>·•\"'\-{re.escape(''.join((*QUOTES, *DASHES)))}]"
_RAW_WORDS = re.compile(RAW_WORDS)
SHORT_LINE_CHARS = 100


if TYPE_CHECKING:
    from cleaner.engine.automaton import ByNumber, Tables
    from cleaner.engine.matcher import Unit

    class Joint(Protocol):
        """By piece the units that need others too, with these."""

        def __getitem__(self, piece: int, /) -> Sequence[tuple[int, frozenset[int]]]:
            """Those of a piece."""

        def __len__(self) -> int:
            """How many pieces there are."""


class Announcements:
    """Which units the pieces on a line announce.

    `alone` are, by piece, the units that need no other piece; `joint` those that need others too. Units are
    numbered through all matchers; `owner` is the matcher of each of the first `leading` units, which make a line a
    candidate. Of these, `ungated` have no piece at all, and `short` none that is a substring: they are for short
    lines only.
    """

    def __init__(
        self,
        tables: Tables,
        alone: ByNumber,
        joint: Joint,
        owner: array[int],
        ungated: tuple[int, ...],
        short: frozenset[int],
    ) -> None:
        self.tables, self.alone, self.joint = tables, alone, joint
        self.owner, self.ungated, self.short = owner, ungated, short

    def forget(self) -> None:
        """Let go of what can be read again."""

    @property
    def leading(self) -> int:
        """How many units make a line a candidate."""
        return len(self.owner)


class Gate:
    """All units in one automaton; `announced` says which units to try on a line."""

    def __init__(self, announcements: Announcements, units: Sequence[Unit]) -> None:
        self.announcements = announcements
        self.units = units

    @cached_property
    def _words(self) -> Automaton:
        return Automaton(self.announcements.tables)

    def forget(self) -> None:
        """Let go of what has grown, and of what it grew from; it grows again as it is needed."""
        grown: Automaton | None = self.__dict__.pop("_words", None)
        if grown:
            grown.end()
            self.announcements.forget()

    def announced(self, line: str) -> set[int]:
        """The numbers of the units that the words of a line announce.

        Of a line that is too long only the end is looked at, all that a rule may cut there.
        """
        tail = line[-WINDOW_CHARS:] if len(line) > LONG_LINE_CHARS else line
        return self.announced_by(words(tail) if is_open(tail) else folded_words(line), len(line))

    def announced_by(self, found: Iterable[str], size: int) -> set[int]:
        """The same for the words of a line, and its size in characters."""
        state = self._words.start
        pieces: list[int] = []
        for word in found:
            state = state[word]
            if state.hits:
                pieces += state.hits
        pieces += state.ends
        is_short = size <= SHORT_LINE_CHARS
        units = self._units(set(pieces), is_short=is_short) if pieces else set()
        if is_short:
            units.update(self.announcements.ungated)
        return units

    def _units(self, present: set[int], *, is_short: bool) -> set[int]:
        alone, joint = self.announcements.alone, self.announcements.joint
        units: set[int] = set()
        for piece in present:
            units.update(alone[piece])
            for number, rest in joint[piece]:
                if rest <= present:
                    units.add(number)
        return units if is_short else units - self.announcements.short


def is_open(line: str) -> bool:
    """Whether the words of a line can be told without folding it."""
    if line.isascii():
        return "&" not in line or not _HIDING.search(line)
    return not _HIDING.search(line) and unicodedata.is_normalized("NFKC", line)


def words(line: str) -> list[str]:
    """The words and marks of an open line, as they are written there."""
    return _RAW_WORDS.findall(line)


def folded_words(line: str) -> list[str]:
    """The words and marks of any line, folded. Of a line that is too long only the last are told."""
    return _FOLDED_WORDS.findall(fold(line[-LONG_LINE_CHARS:]))
