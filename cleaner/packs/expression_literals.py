"""Plain texts of which one stands on every line that a regular expression matches, read from the expression itself."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from cleaner.packs.words import GAP

MOST_TEXTS = 96
_MOST_LETTERS = 6
# What the standard library does not read, or reads as something else.
_PROPERTY = re.compile(r"\\[pP]\{[^}]*\}")
_FOREIGN = re.compile(r"\{[eisd1-9<=,]*[eisd][<=]|&&|\|\||~~|--(?=[^\[]*\])")
_PIECES = re.compile(rf"({GAP}+)|([^\W_]+)|(.)", re.DOTALL)

Cost = Callable[[str], float]


def texts_of(expression: str, cost: Cost) -> frozenset[str]:
    """The best texts of an expression, written as `phrase_literals` writes them; none if there are none."""
    if _FOREIGN.search(expression):
        return frozenset()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parser: Any = re._parser  # type: ignore[attr-defined]
            parsed = parser.parse(_PROPERTY.sub(r"\\w", expression))
    except (re.error, AttributeError, RecursionError, OverflowError, Warning):
        return frozenset()
    if parsed.state.flags & ~re.UNICODE:
        return frozenset()
    reading = _Reading(cost)
    try:
        exact = reading.sequence(parsed)
    except (KeyError, TypeError, ValueError):
        return frozenset()
    reading.offer(exact)
    return reading.best or frozenset()


class _Reading:
    """What has been read of a sequence: the best set of texts so far."""

    def __init__(self, cost: Cost) -> None:
        self.cost = cost
        self.best: frozenset[str] | None = None
        self._cost = 1.0

    def offer(self, exact: Collection[str]) -> None:
        """Take what must stand there, each as it is."""
        self.take({_written(text) for text in exact})

    def take(self, texts: Iterable[str]) -> None:
        """Take texts of which one must stand there."""
        found = frozenset(texts)
        if not found or any(len(text.strip()) < 2 for text in found):
            return
        cost = sum(map(self.cost, found))
        if cost < self._cost:
            self.best, self._cost = found, cost

    def sequence(self, nodes: Iterable[tuple[Any, Any]]) -> set[str]:
        """What nodes end with, each way whole since the last thing that could be anything (told by `|`)."""
        now = {""}
        for kind, value in nodes:
            more = self._node(str(kind), value)
            if more is None or len(now) * len(more) > MOST_TEXTS:
                self.offer(now)
                now = {"|"} if more is None else {"|" + text for text in more}
            else:
                now = {one + other for one in now for other in more}
        return now

    def _node(self, kind: str, value: Any) -> set[str] | None:
        """All that a node can be, `|` for anything; None if that is nothing but anything."""
        match kind:
            case "LITERAL":
                return {chr(value) if chr(value) != "|" else " "}
            case "AT" | "ASSERT" | "ASSERT_NOT":
                return {""}
            case "CATEGORY" | "IN":
                return self._letters(value) if kind == "IN" else None
            case "SUBPATTERN":
                return self.sequence(value[-1])
            case "ATOMIC_GROUP":
                return self.sequence(value)
            case "BRANCH":
                return self._branch(value[1])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(*value)
            case _:
                return None

    def _letters(self, value: list[tuple[Any, Any]]) -> set[str] | None:
        if len(value) > _MOST_LETTERS or not all(str(kind) == "LITERAL" for kind, _ in value):
            is_space = len(value) == 1 and str(value[0][0]) == "CATEGORY" and str(value[0][1]) == "CATEGORY_SPACE"
            return {" "} if is_space else None
        return {chr(code) if chr(code) != "|" else " " for _, code in value}

    def _branch(self, options: list[Any]) -> set[str] | None:
        readings = [_Reading(self.cost) for _ in options]
        exact = [reading.sequence(option) for reading, option in zip(readings, options, strict=True)]
        for reading, some in zip(readings, exact, strict=True):
            reading.offer(some)
        if all(reading.best for reading in readings):
            self.take(text for reading in readings for text in reading.best or ())
        together = set().union(*exact)
        return together if len(together) <= MOST_TEXTS else None

    def _repeat(self, least: int, most: Any, inner: Any) -> set[str] | None:
        if least == 0:
            if most != 1:
                return None
            some = _Reading(self.cost).sequence(inner)
            return {"", *some}
        some = self.sequence(inner)
        if least == most == 1:
            return some
        return {f"{text}|{text}" if text else "|" for text in some} if len(some) * 2 <= MOST_TEXTS else None


def _written(text: str) -> str:
    """The longest stretch of words that must stand there if `text` does, in which `|` may be anything."""
    return max((stretch for part in text.split("|") for stretch in _stretches(part)), key=len, default="")


def _stretches(text: str) -> Iterator[str]:
    now = ""
    for gap, word, mark in _PIECES.findall(text):
        if word:
            now += word
        elif gap:
            now += " "
        else:
            # Before and after a mark a word ends; an underscore may or may not belong to it.
            yield now + (" " if mark != "_" else "")
            now = " " if mark != "_" else ""
    yield now
