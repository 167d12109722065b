"""Plain texts by unit, of which one stands on every line that the unit matches."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING

from cleaner.engine.automaton import Rows

if TYPE_CHECKING:
    from cleaner.packs.phrase_tokens import Piece

# Sets of texts beyond the first that a line is asked for before an expression is tried on it.
MOST_SETS = 6
# So many texts of a set may be something else than words, which takes longer to look for.
MOST_LOOSE = 60


class Literals:
    """All texts, and by unit the numbers of its own, the rarest.

    By unit `whole` tells whether any of its texts says all that its words can say. Where they say only a part, `sets`
    are the numbers of the sets of texts that the line must have, too, and `members` the texts by set.
    """

    def __init__(self, texts: tuple[str, ...], rows: Rows, whole: bytes, sets: Rows, members: Rows) -> None:
        self.texts, self.rows, self.whole, self.sets, self.members = texts, rows, whole, sets, members

    def bare(self, units: Iterable[int]) -> list[int]:
        """Those of some units that have no text."""
        starts = self.rows.starts
        return [n for n in units if starts[n] == starts[n + 1]]


def literals_for(wanted: Iterable[tuple[Collection[Piece], str]], common: Collection[str]) -> Literals:
    """The texts of units, given by their pieces and regular expressions. `common` words are expected everywhere."""
    # Imported late: what an image holds needs no reading of phrases.
    from cleaner.packs.expression_literals import texts_of
    from cleaner.packs.phrase_literals import Found, besides, how_often, literals

    known: dict[Piece, tuple[Found | None, list[frozenset[str]]]] = {}
    numbers: dict[str, int] = {}
    set_numbers: dict[frozenset[str], int] = {}
    rows, sets = _Growing(), _Growing()
    whole = bytearray()
    for pieces, expression in wanted:
        for piece in pieces:
            if piece not in known:
                known[piece] = literals(piece, common), besides(piece, common)
        found = [some for piece in pieces if (some := known[piece][0])]
        read = texts_of(expression, partial(how_often, common=common)) if expression else frozenset()
        if read:
            found.append(Found(read, False, sum(how_often(text, common) for text in read)))
        best = min(found, key=lambda some: (some.often, sorted(some.texts)), default=None)
        rows.add(numbers.setdefault(text, len(numbers)) for text in sorted(best.texts if best else ()))
        is_whole = best is not None and best.whole and len(pieces) == 1 and not read
        whole.append(is_whole)
        more = dict.fromkeys(some.texts for some in found) | dict.fromkeys(s for p in pieces for s in known[p][1])
        rest = sorted(
            (some for some in more if best and some != best.texts and _loose(some) <= MOST_LOOSE),
            key=lambda some: (_loose(some) > 0, len(some), sorted(some)),
        )
        sets.add(set_numbers.setdefault(some, len(set_numbers)) for some in ([] if is_whole else rest[:MOST_SETS]))
    members = _Growing()
    for texts in set_numbers:
        members.add(numbers.setdefault(text, len(numbers)) for text in sorted(texts))
    return Literals(tuple(numbers), rows.made, bytes(whole), sets.made, members.made)


def _loose(texts: Iterable[str]) -> int:
    """How many of some texts have no whole word."""
    return sum(not whole_words(text) for text in texts)


def whole_words(text: str) -> list[str]:
    """The words of a text that are whole ones in each line with the text."""
    return [word for word in text.split() if f" {word} " in text]


class _Growing:
    def __init__(self) -> None:
        self.starts, self.items = array("I", [0]), array("I")

    def add(self, row: Iterable[int]) -> None:
        self.items.extend(row)
        self.starts.append(len(self.items))

    @property
    def made(self) -> Rows:
        return Rows(self.starts, self.items)
