"""What rules may have on a line, of which it is looked for only when it matters: weak cues, and tokens of widgets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Set

from cleaner.engine import evidence
from cleaner.engine.guards import line_allowed
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import LineView
from cleaner.settings import family

# For the order in which weights are added.
HAIR = 1e-9
# The matchers of cues that are on a line, of those that were announced there.
Confirm = Callable[[LineView], Set[int]]


class Clue:
    """An evidence rule and a line, whatever document the line stands in.

    Its cues make `most` at most, to which structure must add what the rule `lacks`.
    """

    __slots__ = ("_confirm", "_told", "compiled", "kin", "lacks", "most", "rule_id")

    def __init__(self, compiled: Compiled, most: float, confirm: Confirm) -> None:
        rule = compiled.rule
        self.compiled, self.rule_id, self.kin = compiled, rule.id, family(rule.category)
        self.most = most + HAIR
        self.lacks = rule.threshold - self.most
        self._confirm: Confirm | None = confirm
        self._told: evidence.Suspect | None = None

    def suspect(self, index: int, line: LineView) -> evidence.Suspect | None:
        """What the rule has on the line, which stands at a place; None when it may not take the line at all."""
        confirm = self._confirm
        if confirm is not None:
            self._confirm = None
            if line_allowed(self.compiled, line):
                self._told = evidence.lexical(self.compiled, index, confirm(line), line)
            self.most = self._told.score + HAIR if self._told else -math.inf
            self.lacks = self.compiled.rule.threshold - self.most
        told = self._told
        if told is None or told.index == index:
            return told
        return evidence.Suspect(told.compiled, index, told.score, told.cues)


class Tokens:
    """The matchers of token classes that may be on a line, whatever document it stands in: `announced` are those of
    which it is not known that they are not there."""

    __slots__ = ("_known", "_matches", "announced")

    def __init__(self, announced: frozenset[int], matches: Callable[[int, LineView], bool]) -> None:
        self.announced = announced
        self._matches = matches
        self._known: set[int] = set()

    def has(self, number: int, line: LineView) -> bool:
        """Whether one of them is there."""
        if number in self.announced and number not in self._known:
            if self._matches(number, line):
                self._known.add(number)
            else:
                self.announced -= {number}
        return number in self._known


def clues_of(touched: Iterable[Compiled], numbers: Set[int]) -> list[Clue]:
    """The clues of a line, given all the matchers that match it and the rules of which there is one."""
    return [
        Clue(
            compiled,
            sum(weight for number, weight, _ in compiled.cues if number in numbers),
            lambda _: numbers,
        )
        for compiled in touched
        if compiled.rule.kind == "evidence"
    ]
