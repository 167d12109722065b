"""Go through doubts one by one: what was said of each, what to ask next, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from cleaner.authoring.doubts import Doubt

Said = Literal["remove", "keep", "always remove", "always keep"]
SAID: tuple[Said, ...] = ("remove", "keep", "always remove", "always keep")
Change = tuple[Doubt, Said | None]


class Review:
    """The state of a review. `said` holds by place what was said before; `at` is the number of the doubt to ask."""

    def __init__(self, doubts: Sequence[Doubt], said: Mapping[str, Said] | None = None) -> None:
        self.doubts = tuple(doubts)
        known = said or {}
        self.said = {n: known[doubt.place] for n, doubt in enumerate(doubts) if doubt.place in known}
        self._past: list[tuple[int, dict[int, Said | None]]] = []
        self.at = self._open_from(0)

    @property
    def current(self) -> Doubt | None:
        """The doubt to ask about; None at the end."""
        return self.doubts[self.at] if self.at < len(self.doubts) else None

    @property
    def open(self) -> int:
        """How many are not decided."""
        return len(self.doubts) - len(self.said)

    def say(self, said: Said) -> list[Change]:
        """Decide the current doubt, with it all that the same decision covers, and go on. Returns what changed."""
        before: dict[int, Said | None] = {}
        for number in self._covered(said):
            before[number] = self.said.get(number)
            self.said[number] = said
        self._past.append((self.at, before))
        self.at = self._open_from(self.at + 1)
        return [(self.doubts[number], said) for number, old in before.items() if old != said]

    def _covered(self, said: Said) -> list[int]:
        """A removal is of one place only; findings to keep are known by rule and words, rules by words."""
        this = self.doubts[self.at]
        same: list[int] = []
        for number, doubt in enumerate(self.doubts):
            if number != self.at and number in self.said:
                continue
            alike = {
                "remove": False,
                "keep": set(doubt.fingerprints) <= set(this.fingerprints),
            }.get(said, doubt.words == this.words and doubt.piece == this.piece)
            if number == self.at or alike:
                same.append(number)
        return same

    def skip(self) -> None:
        """Leave the current doubt open, and go on."""
        self.at = self._open_from(self.at + 1)

    def back(self) -> bool:
        """Go to the doubt before, decided or not; whether there is one."""
        if not self.at:
            return False
        self.at -= 1
        return True

    def undo(self) -> list[Change]:
        """Take back the last decision and go to its doubt. Returns what changed."""
        if not self._past:
            return []
        self.at, before = self._past.pop()
        for number, old in before.items():
            if old is None:
                del self.said[number]
            else:
                self.said[number] = old
        return [(self.doubts[number], old) for number, old in before.items()]

    def _open_from(self, number: int) -> int:
        while number < len(self.doubts) and number in self.said:
            number += 1
        return number
