"""Find pieces of phrases in a stream of words: one look-up a word, however many pieces there are.

The pieces make one nondeterministic automaton, in tables; the deterministic one grows from them as texts ask
for it.
"""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from cleaner.packs.words import (
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
from cleaner.text.normalise import lower_letters

# Entries of the states, over which they are emptied: texts without end have words without end.
MOST_ENTRIES = 200_000
MOST_STATES = 25_000
MOST_ANSWERS = 20_000
# Words to be told with a letter wrong are not longer than this.
LONGEST_NEAR = 40
_AMOUNT_WORD = regex.compile(
    r"\d|[$€£¥₽₴₺₹₩₪฿]|us|ca|au|nz|r\Z|r\d|eur|gbp|chf|dollars?|pounds?|cents?|kr|sek|nok|dkk|z[lł]|pln|k[cč]|czk|грн|гривень|"
    r"гривні|uah|tl|try|lira|inr|jpy|yen|won|руб|р\Z|р\d|円|元|원"
)
_DIGIT = regex.compile(r"\d")
_RUNS = regex.compile(r"[a-z0-9]+")


# In memory of their own, or where they were read.
Numbers = Sequence[int]


class Beginnings:
    """The pieces that a word begins, by the nodes to which it leads: where other words lead from there, the pieces that
    end with this word already, and the nodes of those that do if the line ends here."""

    __slots__ = ("_edges", "_labels", "final", "hits")

    def __init__(self, nodes: set[int], tables: Tables) -> None:
        starts, labels, targets = tables.edges.starts, tables.edges.items, tables.targets
        # The class of the next word in the upper half, the node it leads to in the lower.
        self._edges = array(
            "Q", sorted(labels[n] << 32 | targets[n] for node in nodes for n in range(starts[node], starts[node + 1]))
        )
        self._labels = frozenset(edge >> 32 for edge in self._edges)
        self.hits = frozenset({tables.piece[node] for node in nodes} - {-1})
        self.final = frozenset(node for node in nodes if tables.final[node] >= 0)

    def onward(self, classes: frozenset[int]) -> Iterator[int]:
        """The nodes to which words of these classes lead."""
        edges = self._edges
        for number in classes & self._labels:
            place = bisect_left(edges, number << 32)
            while place < len(edges) and edges[place] >> 32 == number:
                yield edges[place] & 0xFFFFFFFF
                place += 1


class Answer:
    """What a word answers to: the classes it is in, the pieces it begins, anywhere and at the start of a line, and
    whether it is a mark. Words of the same classes have the same one."""

    __slots__ = ("anywhere", "at_start", "classes", "is_mark")

    def __init__(self, classes: frozenset[int], is_mark: bool, tables: Tables) -> None:
        self.classes, self.is_mark = classes, is_mark
        self.anywhere = (Beginnings({node for number in classes for node in tables.anywhere[number]}, tables),)
        more = {node for number in classes for node in tables.at_start[number]}
        self.at_start = (*self.anywhere, Beginnings(more, tables)) if more else self.anywhere


class State(dict[str, "State"]):
    """Where the pieces begun so far stand; a word leads to the next state.

    `begun` are those that the last word began, `nodes` where the others stand; `fresh` when only marks have gone
    before. `hits` are the pieces that end here, `ends` those that do if the line ends here.
    """

    __slots__ = ("automaton", "begun", "by_answer", "ends", "fresh", "hits", "nodes")

    def __init__(self, automaton: Automaton, begun: tuple[Beginnings, ...], nodes: frozenset[int], fresh: bool) -> None:
        super().__init__()
        self.automaton = automaton
        self.begun, self.nodes, self.fresh = begun, nodes, fresh
        self.by_answer: dict[Answer, State] = {}
        tables = automaton.tables
        hits = {tables.piece[node] for node in nodes}.union(*(part.hits for part in begun))
        final = nodes.union(*(part.final for part in begun))
        self.hits = tuple(sorted(hits - {-1}))
        self.ends = tuple(sorted({tables.final[node] for node in final} - {-1}))

    def __missing__(self, word: str) -> State:
        return self.automaton.grow(self, word)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of numbers, one after the other."""

    starts: Numbers
    items: Numbers

    def __getitem__(self, row: int) -> Numbers:
        return self.items[self.starts[row] : self.starts[row + 1]]


@dataclass(frozen=True, slots=True)
class Tables:
    """The nondeterministic automaton.

    A node is a place between words. `edges` are, by node, the classes of words that lead on and `targets` the
    nodes they lead to; `reached` are the nodes that are reached with a node. `anywhere` and `at_start` are, by
    class, the nodes to which it leads from the beginning of a piece. `piece` and `final` are the pieces that end
    at a node, those that end with the line in `final`, or -1. `wanted` is, by the first letters of what is asked
    of a word, a serialised table of the classes that ask for it; `inside` the sizes of texts asked for inside words,
    by their first letter.
    """

    edges: Rows
    targets: Numbers
    reached: Rows
    anywhere: Rows
    at_start: Rows
    piece: Numbers
    final: Numbers
    wanted: Mapping[str, bytes]
    inside: dict[str, tuple[int, ...]]


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
        starts, labels = tables.edges.starts, tables.edges.items
        targets = [target for part in state.begun for target in part.onward(classes)]
        for node in state.nodes:
            for place in range(starts[node], starts[node + 1]):
                if labels[place] in classes:
                    targets.append(tables.targets[place])
        nodes = frozenset(node for target in targets for node in tables.reached[target])
        if answer.is_mark and state.ends:
            # Marks at the end of a line are no part of it.
            ending = (node for node in state.nodes if tables.final[node] >= 0)
            nodes = nodes.union(ending, *(part.final for part in state.begun))
        key = (answer.at_start if state.fresh else answer.anywhere, nodes, answer.is_mark and state.fresh)
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = State(self, *key)
        return known


_KINDS = (
    (DIGIT, lambda word: word[0].isdecimal()),
    (DIGITS, _DIGIT.search),
    (MONEY, _AMOUNT_WORD.match),
    (MARKS, is_mark),
)
