"""Plain texts by unit, of which one stands on every line that the unit matches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.engine.automaton import Rows


class Literals:
    """All texts, and by unit the numbers of its own, the rarest.

    By unit `whole` tells whether any of its texts says all that its words can say. Where they say only a part, `sets`
    are the numbers of the sets of texts that the line must have, too, and `members` the texts by set.
    """

    def __init__(self, texts: Sequence[str], rows: Rows, whole: bytes, sets: Rows, members: Rows) -> None:
        self.texts, self.rows, self.whole, self.sets, self.members = texts, rows, whole, sets, members

    def bare(self, units: Iterable[int]) -> list[int]:
        """Those of some units that have no text."""
        starts = self.rows.starts
        return [n for n in units if starts[n] == starts[n + 1]]


def whole_words(text: str) -> list[str]:
    """The words of a text that are whole ones in each line with the text."""
    return [word for word in text.split() if f" {word} " in text]
