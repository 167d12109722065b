"""Work out the plain texts of units, of which one stands on every line that the unit matches."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from cleaner.engine.automaton import Rows
from cleaner.engine.literals import Literals, whole_words
from cleaner.packs.everyday import how_often, sum_of
from cleaner.packs.expression_literals import texts_of
from cleaner.packs.phrase_literals import Found, besides, literals
from cleaner.packs.phrase_tokens import Piece

# Sets of texts beyond the first that a line is asked for before an expression is tried on it.
MOST_SETS = 6
# So many texts of a set may be something else than words, which takes longer to look for.
MOST_LOOSE = 60


class Told(NamedTuple):
    """What there is to say of one unit: its texts, whether they are whole, and its sets of texts; all in order."""

    texts: tuple[str, ...]
    whole: bool
    sets: tuple[tuple[str, ...], ...]


def literals_for(wanted: Iterable[Callable[[], tuple[Collection[Piece], str]] | Told]) -> Literals:
    """The texts of units, of which it is told already, or which are given by their pieces and regular expressions."""
    work = _Work()
    numbers: dict[str, int] = {}
    set_numbers: dict[tuple[str, ...], int] = {}
    rows, sets = _Growing(), _Growing()
    whole = bytearray()
    for unit in wanted:
        told = unit if isinstance(unit, Told) else work.told(*unit())
        rows.add(numbers.setdefault(text, len(numbers)) for text in told.texts)
        whole.append(told.whole)
        sets.add(set_numbers.setdefault(some, len(set_numbers)) for some in told.sets)
    members = _Growing()
    for texts in set_numbers:
        members.add(numbers.setdefault(text, len(numbers)) for text in texts)
    return Literals(tuple(numbers), rows.made, bytes(whole), sets.made, members.made)


class _Work:
    """Works out the texts of units."""

    def __init__(self) -> None:
        self._known: dict[Piece, tuple[Found | None, list[frozenset[str]]]] = {}

    def told(self, pieces: Collection[Piece], expression: str) -> Told:
        known = self._known
        for piece in pieces:
            if piece not in known:
                known[piece] = literals(piece), besides(piece)
        found = [some for piece in pieces if (some := known[piece][0])]
        read = texts_of(expression, how_often) if expression else frozenset()
        if read:
            found.append(Found(read, False, sum_of(read)))
        best = min(found, key=lambda some: (some.often, sorted(some.texts)), default=None)
        if best is None:
            return Told((), False, ())
        is_whole = best.whole and len(pieces) == 1 and not read
        if is_whole:
            return Told(tuple(sorted(best.texts)), True, ())
        more = dict.fromkeys(some.texts for some in found) | dict.fromkeys(s for p in pieces for s in known[p][1])
        rest = sorted(
            (some for some in more if some != best.texts and _loose(some) <= MOST_LOOSE),
            key=lambda some: (_loose(some) > 0, sum_of(some), sorted(some)),
        )
        return Told(tuple(sorted(best.texts)), False, tuple(tuple(sorted(some)) for some in rest[:MOST_SETS]))


def _loose(texts: Iterable[str]) -> int:
    """How many of some texts have no whole word."""
    return sum(not whole_words(text) for text in texts)


class _Growing:
    def __init__(self) -> None:
        self.starts, self.items = array("I", [0]), array("I")

    def add(self, row: Iterable[int]) -> None:
        self.items.extend(row)
        self.starts.append(len(self.items))

    @property
    def made(self) -> Rows:
        return Rows(self.starts, self.items)
