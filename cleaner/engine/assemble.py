"""Assemble a gate from matchers: the pieces of their phrases, and the tables of an automaton that finds them."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from cleaner.engine.automaton import FINAL, HIT, Rows, Tables
from cleaner.engine.gate import Announcements, Gate
from cleaner.engine.literals import Literals
from cleaner.engine.matcher import Matcher, Unit
from cleaner.engine.unit_texts import Told, literals_for
from cleaner.packs.phrase_tokens import Chain, Choice, Maybe, One, Part, Piece, pieces, substring_piece
from cleaner.packs.words import INSIDE, NEAR, shorter


def gate_for(matchers: Sequence[Matcher], others: Sequence[Matcher] = ()) -> Gate:
    """A gate for all units. Those of `matchers` make a line a candidate; those of `others` are asked for on
    candidates. The matchers are told their places."""
    owner = array("I", [number for number, matcher in enumerate(matchers) for _ in matcher.units])
    units = [unit for matcher in (*matchers, *others) for unit in matcher.units]
    wanted = [_pieces(unit) for unit in units]
    leading = range(len(owner))
    first = 0
    for matcher in (*matchers, *others):
        places = range(first, first + len(matcher.units))
        first = places.stop
        matcher.place(places.start, () if places.start in leading else [n for n in places if not wanted[n]])
    numbers = {piece: n for n, piece in enumerate(dict.fromkeys(piece for found in wanted for piece in found))}
    alone: list[list[int]] = [[] for _ in numbers]
    joint: list[list[tuple[int, frozenset[int]]]] = [[] for _ in numbers]
    for n, found in enumerate(wanted):
        rarest, *rest = (numbers[piece] for piece in found) if found else (None,)
        if rarest is not None and rest:
            joint[rarest].append((n, frozenset(rest)))
        elif rarest is not None:
            alone[rarest].append(n)
    bare = [n for n in leading if not units[n].required]
    announcements = Announcements(
        assemble(numbers),
        rows(alone),
        joint,
        owner,
        ungated=tuple(n for n in bare if not wanted[n]),
        short=frozenset(n for n in bare if wanted[n]),
    )
    return Gate(announcements, units)


def literals_of(units: Sequence[Unit], told: Callable[[int], Told | None] | None = None) -> Literals:
    """The texts that announce units. `told` gives for the number of a unit what was worked out before, if it was."""

    def wanted(unit: Unit) -> tuple[tuple[Piece, ...], str]:
        return _pieces(unit), unit.content if isinstance(unit.content, str) else ""

    return literals_for((told and told(n)) or partial(wanted, unit) for n, unit in enumerate(units))


def _pieces(unit: Unit) -> tuple[Piece, ...]:
    if isinstance(unit.content, str):
        piece = substring_piece(text for needed in unit.required for text in needed)
        return (piece,) if piece else ()
    starts, ends = unit.frame.startswith(r"\A"), unit.frame.endswith(r"\Z")
    return pieces(unit.content, starts=starts, ends=ends, fuzzy=unit.fuzzy)


def assemble(pieces: Iterable[Piece]) -> Tables:
    """The tables of pieces, which are numbered as given."""
    return _Assembly(pieces).tables()


def rows(found: Iterable[Iterable[int]], kind: str = "I") -> Rows:
    """Rows from lists of numbers of a kind, which `array` names."""
    starts, items = array("I", [0]), array(kind)
    for row in found:
        items.extend(row)
        starts.append(len(items))
    return Rows(starts, items)


class _Assembly:
    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.edges: list[list[tuple[int, int]]] = []
        self.skips: list[list[int]] = []
        self.piece, self.final = array("i"), array("i")
        self.classes: dict[One, int] = {}
        self.anywhere: list[int] = []
        self.at_start: list[int] = []
        for number, piece in enumerate(pieces):
            first, last = self.node(), self.node()
            self.build(piece.part, first, last)
            (self.at_start if piece.starts else self.anywhere).append(first)
            (self.final if piece.ends else self.piece)[last] = number

    def node(self) -> int:
        self.edges.append([])
        self.skips.append([])
        self.piece.append(-1)
        self.final.append(-1)
        return len(self.edges) - 1

    def build(self, part: Part, first: int, last: int) -> None:
        match part:
            case One():
                number = self.classes.setdefault(part, len(self.classes))
                self.edges[first].append((number, last))
            case Chain(parts):
                for n, inner in enumerate(parts):
                    following = last if n == len(parts) - 1 else self.node()
                    self.build(inner, first, following)
                    first = following
                if not parts:
                    self.skips[first].append(last)
            case Choice(options):
                for option in options:
                    self.build(option, first, last)
            case Maybe(inner, again):
                if again:
                    middle = self.node()
                    self.skips[first].append(middle)
                    self.skips[middle].append(last)
                    self.build(inner, middle, middle)
                else:
                    self.skips[first].append(last)
                    self.build(inner, first, last)

    def tables(self) -> Tables:
        closed = [self.closure(node) for node in range(len(self.edges))]
        told = [self.told(node) for node in range(len(self.edges))]
        # Places that only lead elsewhere at once need not be remembered.
        reached = rows([n for n in found if told[n]] for found in closed)
        return Tables(
            rows(told, "Q"),
            reached,
            self.firsts(self.anywhere, closed, reached, told),
            self.firsts(self.at_start, closed, reached, told),
            self.wanted(),
            self.inside(),
        )

    def told(self, node: int) -> list[int]:
        out = sorted({number << 32 | target for number, target in self.edges[node]})
        if self.piece[node] >= 0:
            out.append(HIT | self.piece[node])
        if self.final[node] >= 0:
            out.append(FINAL | self.final[node] << 32 | node)
        return out

    def closure(self, node: int) -> list[int]:
        found, todo = {node: None}, [node]
        while todo:
            for target in self.skips[todo.pop()]:
                if target not in found:
                    found[target] = None
                    todo.append(target)
        return list(found)

    def firsts(
        self, nodes: Iterable[int], closed: list[list[int]], reached: Rows, told: Sequence[Sequence[int]]
    ) -> Rows:
        """By class of words what is told of the nodes to which it leads from any of `nodes`."""
        out: list[set[int]] = [set() for _ in self.classes]
        for node in nodes:
            for inner in closed[node]:
                for number, target in self.edges[inner]:
                    out[number].update(*(told[n] for n in reached[target]))
        return rows(map(sorted, out), "Q")

    def wanted(self) -> dict[str, bytes]:
        drawers: dict[str, dict[str, list[int]]] = {}
        for one, number in self.classes.items():
            for text in sorted(one.wanted):
                kind, word = text[0], text[1:]
                for key in (NEAR + short for short in shorter(word)) if kind == NEAR else (text,):
                    drawers.setdefault(key[:2], {}).setdefault(key, []).append(number)
        return {
            drawer: marshal.dumps({text: tuple(dict.fromkeys(numbers)) for text, numbers in table.items()})
            for drawer, table in drawers.items()
        }

    def inside(self) -> dict[str, tuple[int, ...]]:
        sizes: dict[str, set[int]] = {}
        for text in (text for one in self.classes for text in one.wanted if text[0] == INSIDE):
            sizes.setdefault(text[1], set()).add(len(text) - 1)
        return {letter: tuple(sorted(found)) for letter, found in sizes.items()}
