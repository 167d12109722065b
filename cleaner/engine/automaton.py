"""Find pieces of phrases in a stream of words: one look-up a word, however many pieces there are.

The pieces make one nondeterministic automaton, in tables; the deterministic one grows from them as texts ask
for it.
"""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from cleaner.packs.words import (
    CURRENCIES,
    CURRENCY_SIGNS,
    DIGIT,
    DIGITS,
    EXACT,
    INSIDE,
    MARKS,
    MONEY,
    NEAR,
    PREFIX,
    RUN,
    bare_word,
    is_mark,
    shorter,
)
from cleaner.text.late import late
from cleaner.text.normalise import lower_letters

# Entries of the states, over which they are emptied: texts without end have words without end.
MOST_ENTRIES = 200_000
MOST_STATES = 25_000
MOST_ANSWERS = 20_000
# Words to be told with a letter wrong are not longer than this.
LONGEST_NEAR = 40
# What amounts begin with: a digit, a sign, or a currency that stands alone or before a digit.
_AMOUNT = late(rf"\d|[{CURRENCY_SIGNS}]|(?:us|ca|au|nz|r|р|{'|'.join(CURRENCIES)})(?:\d|\Z)|руб")
_RUNS = late(r"[a-z0-9]+")


# In memory of their own, or where they were read.
Numbers = Sequence[int]


if TYPE_CHECKING:

    class ByNumber(Protocol):
        """Rows of numbers."""

        def __getitem__(self, row: int, /) -> Numbers:
            """The row of a number."""

        def __len__(self) -> int:
            """How many there are."""


# What a row of a node tells, one number for each: that a word of a class leads to another node (class and node, in the
# upper and the lower half), that a piece ends here (HIT), that one does if the line ends (FINAL, piece, and the node).
HIT, FINAL = 1 << 62, 1 << 63
_LOWER = 0xFFFFFFFF


class Beginnings:
    """The pieces that a word begins, by what is told of the nodes to which it leads: where other words lead from there,
    the pieces that end with this word already, and the nodes of those that do if the line ends here."""

    __slots__ = ("_edges", "ends", "final", "hits")

    def __init__(self, rows: Iterable[Numbers]) -> None:
        told = sorted(set().union(*rows))
        edges, hits = bisect_left(told, HIT), bisect_left(told, FINAL)
        self._edges = array("Q", told[:edges])
        self.hits = frozenset(number ^ HIT for number in told[edges:hits])
        self.ends = frozenset((number ^ FINAL) >> 32 for number in told[hits:])
        self.final = frozenset(number & _LOWER for number in told[hits:])

    def onward(self, classes: frozenset[int]) -> Iterator[int]:
        """The nodes to which words of these classes lead."""
        edges = self._edges
        for number in classes if edges else ():
            place = bisect_left(edges, number << 32)
            while place < len(edges) and edges[place] >> 32 == number:
                yield edges[place] & _LOWER
                place += 1


class Answer:
    """What a word answers to: the classes it is in, the pieces it begins, anywhere and at the start of a line, and
    whether it is a mark. Words of the same classes have the same one."""

    __slots__ = ("anywhere", "at_start", "classes", "is_mark")

    def __init__(self, classes: frozenset[int], is_mark: bool, tables: Tables) -> None:
        self.classes, self.is_mark = classes, is_mark
        self.anywhere = (Beginnings(map(tables.anywhere.__getitem__, classes)),)
        more = [row for number in classes if (row := tables.at_start[number])]
        self.at_start = (*self.anywhere, Beginnings(more)) if more else self.anywhere


class State(dict[str, "State"]):
    """Where the pieces begun so far stand; a word leads to the next state.

    `begun` are those that the last word began, `nodes` where the others stand; `fresh` when only marks have gone
    before. `hits` are the pieces that end here, `ends` those that do if the line ends here, `final` the nodes of these.
    """

    __slots__ = ("automaton", "begun", "by_answer", "ends", "final", "fresh", "hits", "nodes")

    def __init__(self, automaton: Automaton, begun: tuple[Beginnings, ...], nodes: frozenset[int], fresh: bool) -> None:
        super().__init__()
        self.automaton = automaton
        self.begun, self.nodes, self.fresh = begun, nodes, fresh
        self.by_answer: dict[Answer, State] = {}
        hits = set().union(*(part.hits for part in begun))
        ends = set().union(*(part.ends for part in begun))
        final = set().union(*(part.final for part in begun))
        for node in nodes:
            for number in reversed(automaton.tables.onward[node]):
                if number < HIT:
                    break
                if number < FINAL:
                    hits.add(number ^ HIT)
                else:
                    ends.add((number ^ FINAL) >> 32)
                    final.add(node)
        self.hits, self.ends, self.final = tuple(sorted(hits)), tuple(sorted(ends)), frozenset(final)

    def __missing__(self, word: str) -> State:
        return self.automaton.grow(self, word)


class Rows:
    """Rows of numbers, one after the other."""

    __slots__ = ("items", "starts")

    def __init__(self, starts: Numbers, items: Numbers) -> None:
        self.starts, self.items = starts, items

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> Numbers:
        return self.items[self.starts[row] : self.starts[row + 1]]


class Tables:
    """The nondeterministic automaton.

    A node is a place between words. `onward` is what is told of each node, in ascending order; `reached` are the
    nodes that are reached with a node. `anywhere` and `at_start` are, by class, all that is told of the nodes to which
    it leads from the beginning of a piece. `wanted` is, by the first letters of what is asked of a word, a serialised
    table of the classes that ask for it; `inside` the sizes of texts asked for inside words, by their first letter.
    """

    __slots__ = ("anywhere", "at_start", "inside", "onward", "reached", "wanted")

    def __init__(
        self,
        onward: ByNumber,
        reached: ByNumber,
        anywhere: ByNumber,
        at_start: ByNumber,
        wanted: Mapping[str, bytes],
        inside: dict[str, tuple[int, ...]],
    ) -> None:
        self.onward, self.reached, self.anywhere, self.at_start = onward, reached, anywhere, at_start
        self.wanted, self.inside = wanted, inside


class Automaton:
    """Runs over the words of a line; begin each line with the state `start`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._wanted: dict[str, dict[str, tuple[int, ...]]] = {}
        self._known: dict[str, Answer] = {}
        self._answered: dict[tuple[frozenset[int], bool], Answer] = {}
        self._states: dict[tuple[tuple[Beginnings, ...], frozenset[int], bool], State] = {}
        self._entries = 0
        self.start = State(self, (), frozenset(), True)

    def _answer(self, word: str) -> Answer:
        word = bare_word(lower_letters(word))
        known = self._known.get(word)
        if known is None:
            key = frozenset(number for text in self._answers(word) for number in self._asking(text)), is_mark(word)
            known = self._answered.get(key)
            if known is None:
                known = self._answered[key] = Answer(*key, self.tables)
            if len(self._known) > MOST_ENTRIES:
                self._known.clear()
            self._known[word] = known
        return known

    def _asking(self, text: str) -> tuple[int, ...]:
        drawer = text[:2]
        table = self._wanted.get(drawer)
        if table is None:
            packed = self.tables.wanted.get(drawer)
            table = self._wanted[drawer] = marshal.loads(packed) if packed else {}
        return table.get(text, ())

    def _answers(self, word: str) -> Iterator[str]:
        """All that may be asked for and to which a word answers."""
        yield EXACT + word
        for n in range(1, len(word) + 1):
            yield PREFIX + word[:n]
        yield from (kind for kind, test in _KINDS if test(word))
        if len(word) <= LONGEST_NEAR:
            for short in shorter(word):
                yield NEAR + short
        for n, letter in enumerate(word):
            for size in self.tables.inside.get(letter, ()):
                yield INSIDE + word[n : n + size]
        for run in _RUNS.findall(word):
            yield RUN + run

    def grow(self, state: State, word: str) -> State:
        """The state after `word`, worked out for the first time."""
        answer = self._answer(word)
        following = state.by_answer.get(answer)
        if following is None:
            following = state.by_answer[answer] = self._step(state, answer)
        self._entries += 1
        if self._entries > MOST_ENTRIES or len(self._states) > MOST_STATES:
            self._forget()
        state[word] = following
        return following

    def end(self) -> None:
        """Let go of everything, for good: the states know the automaton, so that both would be kept as garbage."""
        self._forget()
        vars(self).clear()

    def _forget(self) -> None:
        for state in (*self._states.values(), self.start):
            state.clear()
            state.by_answer.clear()
        self._states.clear()
        self._entries = 0
        if len(self._answered) > MOST_ANSWERS:
            self._known.clear()
            self._answered.clear()

    def _step(self, state: State, answer: Answer) -> State:
        tables, classes = self.tables, answer.classes
        targets = [target for part in state.begun for target in part.onward(classes)]
        for node in state.nodes:
            targets += [number & _LOWER for number in tables.onward[node] if number >> 32 in classes]
        nodes = frozenset(node for target in targets for node in tables.reached[target])
        if answer.is_mark and state.ends:
            # Marks at the end of a line are no part of it.
            nodes = nodes.union(state.final)
        key = (answer.at_start if state.fresh else answer.anywhere, nodes, answer.is_mark and state.fresh)
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = State(self, *key)
        return known


def _like_amount(word: str) -> bool:
    """Whether a word may begin an amount."""
    return _AMOUNT.match(word) is not None


_KINDS = (
    (DIGIT, lambda word: word[0].isdecimal()),
    (DIGITS, lambda word: any(map(str.isdecimal, word))),
    (MONEY, _like_amount),
    (MARKS, is_mark),
)
