"""Find pieces of phrases in a stream of words: one look-up a word, however many pieces there are.

The pieces make one nondeterministic automaton; the deterministic one grows from it as texts ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex

from cleaner.packs.phrase_tokens import (
    DIGIT,
    DIGITS,
    EXACT,
    INSIDE,
    MARKS,
    MONEY,
    NEAR,
    PREFIX,
    RUN,
    Chain,
    Choice,
    Maybe,
    One,
    Part,
    Piece,
    bare_word,
)
from cleaner.text.normalise import lower_letters

LINE_END = "\n"
# Entries of the states, over which they are emptied: texts without end have words without end.
MOST_ENTRIES = 400_000
MOST_STATES = 40_000
# Words to be told with a letter wrong are not longer than this.
LONGEST_NEAR = 40
_AMOUNT_WORD = regex.compile(
    r"\d|[$€£¥₽₴₺₹₩₪฿]|us|ca|au|nz|r\Z|r\d|eur|gbp|chf|dollars?|pounds?|cents?|kr|sek|nok|dkk|z[lł]|pln|k[cč]|czk|грн|гривень|"
    r"гривні|uah|tl|try|lira|inr|jpy|yen|won|руб|р\Z|р\d|円|元|원"
)
_DIGIT = regex.compile(r"\d")
_RUNS = regex.compile(r"[a-z0-9]+")


class State(dict[str, "State"]):
    """Where the pieces begun so far stand; a word leads to the next state.

    `hits` are the pieces that end here; for the state after a line's end those that end with the line, and
    None otherwise when there are none.
    """

    __slots__ = ("automaton", "by_class", "ends", "fresh", "hits", "nodes")

    def __init__(self, automaton: Automaton, nodes: frozenset[int], fresh: bool) -> None:
        super().__init__()
        self.automaton = automaton
        self.nodes = nodes
        self.fresh = fresh
        self.by_class: dict[frozenset[int], State] = {}
        self.hits: tuple[int, ...] | None = None
        self.ends: tuple[int, ...] = ()

    def __missing__(self, word: str) -> State:
        return self.automaton.grow(self, word)


class Automaton:
    """The pieces, numbered as given."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        # A node is a place between words; edges are (class of words, next node).
        self._edges: list[list[tuple[int, int]]] = []
        self._skips: list[list[int]] = []
        self._piece: dict[int, int] = {}
        self._final: dict[int, int] = {}
        self._classes: dict[One, int] = {}
        self._closed: dict[int, tuple[int, ...]] = {}
        anywhere: list[int] = []
        at_start: list[int] = []
        for number, piece in enumerate(pieces):
            first, last = self._node(), self._node()
            self._build(piece.part, first, last)
            (at_start if piece.starts else anywhere).append(first)
            (self._final if piece.ends else self._piece)[last] = number
        self._wanted: dict[str, list[int]] = {}
        self._inside: dict[str, set[int]] = {}
        for one, number in self._classes.items():
            for text in one.wanted:
                self._want(text, number)
        self._anywhere, self._at_start = self._firsts(anywhere), self._firsts(at_start)
        self._known: dict[str, frozenset[int]] = {}
        self._states: dict[tuple[frozenset[int], bool], State] = {}
        self._after: dict[tuple[int, ...], State] = {}
        self._entries = 0
        self.start = self._line_end(())

    def _node(self) -> int:
        self._edges.append([])
        self._skips.append([])
        return len(self._edges) - 1

    def _build(self, part: Part, first: int, last: int) -> None:
        match part:
            case One():
                number = self._classes.setdefault(part, len(self._classes))
                self._edges[first].append((number, last))
            case Chain(parts):
                for inner in parts[:-1]:
                    following = self._node()
                    self._build(inner, first, following)
                    first = following
                if parts:
                    self._build(parts[-1], first, last)
                else:
                    self._skips[first].append(last)
            case Choice(options):
                for option in options:
                    self._build(option, first, last)
            case Maybe(inner, again):
                if again:
                    middle = self._node()
                    self._skips[first].append(middle)
                    self._skips[middle].append(last)
                    self._build(inner, middle, middle)
                else:
                    self._skips[first].append(last)
                    self._build(inner, first, last)

    def _firsts(self, nodes: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """For each class of words the nodes to which it leads from any of `nodes`."""
        out: dict[int, set[int]] = {}
        for node in nodes:
            for inner in self._closure(node):
                for number, target in self._edges[inner]:
                    out.setdefault(number, set()).update(self._closure(target))
        return {number: tuple(found) for number, found in out.items()}

    def _closure(self, node: int) -> tuple[int, ...]:
        known = self._closed.get(node)
        if known is None:
            found, todo = {node}, [node]
            while todo:
                for target in self._skips[todo.pop()]:
                    if target not in found:
                        found.add(target)
                        todo.append(target)
            known = self._closed[node] = tuple(found)
        return known

    def _want(self, text: str, number: int) -> None:
        kind, word = text[0], text[1:]
        if kind == NEAR:
            for shorter in _shorter(word):
                self._wanted.setdefault(NEAR + shorter, []).append(number)
            return
        self._wanted.setdefault(text, []).append(number)
        if kind == INSIDE:
            self._inside.setdefault(word[0], set()).add(len(word))

    def _classes_of(self, word: str) -> frozenset[int]:
        word = bare_word(lower_letters(word))
        known = self._known.get(word)
        if known is None:
            known = frozenset(number for text in self._answers(word) for number in self._wanted.get(text, ()))
            if len(self._known) > MOST_ENTRIES:
                self._known.clear()
            self._known[word] = known
        return known

    def _answers(self, word: str) -> Iterator[str]:
        """All that may be asked for and to which a word answers."""
        yield EXACT + word
        for n in range(1, len(word) + 1):
            yield PREFIX + word[:n]
        yield from (kind for kind, test in _KINDS if test(word))
        if len(word) <= LONGEST_NEAR:
            for shorter in _shorter(word):
                yield NEAR + shorter
        for n, letter in enumerate(word):
            for size in self._inside.get(letter, ()):
                yield INSIDE + word[n : n + size]
        for run in _RUNS.findall(word):
            yield RUN + run

    def grow(self, state: State, word: str) -> State:
        """The state after `word`, worked out for the first time."""
        if word == LINE_END:
            following = self._line_end(state.ends)
        else:
            classes = self._classes_of(word)
            is_mark = _is_mark(word)
            key = classes | {-1} if is_mark else classes
            known = state.by_class.get(key)
            following = known or self._step(state, classes, is_mark)
            if known is None:
                state.by_class[key] = following
        self._entries += 1
        if self._entries > MOST_ENTRIES or len(self._states) > MOST_STATES:
            self._forget()
        state[word] = following
        return following

    def _forget(self) -> None:
        for state in (*self._states.values(), *self._after.values()):
            state.clear()
            state.by_class.clear()
        self._states.clear()
        self._entries = 0

    def _step(self, state: State, classes: frozenset[int], is_mark: bool) -> State:
        nodes: set[int] = set()
        for number in classes:
            nodes.update(self._anywhere.get(number, ()))
            if state.fresh:
                nodes.update(self._at_start.get(number, ()))
        for node in state.nodes:
            for number, target in self._edges[node]:
                if number in classes:
                    nodes.update(self._closure(target))
            # Marks at the end of a line are no part of it.
            if is_mark and node in self._final:
                nodes.add(node)
        key = (frozenset(nodes), is_mark and state.fresh)
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = State(self, *key)
            known.hits = tuple(sorted(self._piece[node] for node in nodes if node in self._piece)) or None
            known.ends = tuple(sorted(self._final[node] for node in nodes if node in self._final))
        return known

    def _line_end(self, ends: tuple[int, ...]) -> State:
        known = self._after.get(ends)
        if known is None:
            known = self._after[ends] = State(self, frozenset(), True)
            known.hits = ends
        return known


def _is_mark(word: str) -> bool:
    return not word.strip("_")[:1].isalnum()


_KINDS = (
    (DIGIT, lambda word: word[0].isdecimal()),
    (DIGITS, _DIGIT.search),
    (MONEY, _AMOUNT_WORD.match),
    (MARKS, _is_mark),
)


def _shorter(word: str) -> Iterator[str]:
    """The word, and the word without one of its letters: two words a letter apart share one of these."""
    yield word
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]
