"""Find the lines on which rules may match, by a search for plain texts in whole documents, and confirm them.

All that is said of a line here is what `KnownLines` says of it, at a fraction of the time: the automaton over words
has nothing to build before a short text, the search has, and is much faster then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cleaner.engine.bounds import Weights, limits, others, weights_of
from cleaner.engine.clue import Clue, Tokens
from cleaner.engine.gate import RAW_WORDS, SHORT_LINE_CHARS, Gate, folded_words, is_open, words
from cleaner.engine.literals import Literals
from cleaner.engine.search import Search, search_for
from cleaner.engine.view import Announced, LineView, View
from cleaner.engine.written import STEPS, Line, TextSet, Written, clear, edged, step_of
from cleaner.text.segment import LONG_LINE_CHARS, WINDOW_CHARS

if TYPE_CHECKING:
    from cleaner.engine.ruleset import RuleSet

# Characters of the lines that are kept before the older half of them is forgotten.
MOST_CHARS = 400_000
# What looks at lines word by word grows large. It is let go of when nothing needed it for so many lines.
IDLE_LINES = 500
_BASE = frozenset({"any", "en"})
_TOKENS = re.compile(rf"\n|{RAW_WORDS}")

# The matchers that match a line, its clues, and its tokens.
_Told = tuple[frozenset[int], tuple[Clue, ...], Tokens | None]
_NOTHING: _Told = frozenset(), (), None


class _Texts:
    """The texts of some units in one search."""

    __slots__ = ("search", "units")

    def __init__(self, literals: Literals, units: Iterable[int]) -> None:
        by_text: dict[int, list[int]] = {}
        for unit in units:
            for text in literals.rows[unit]:
                by_text.setdefault(text, []).append(unit)
        # Most texts announce one unit or the same few: one tuple serves them all.
        same: dict[tuple[int, ...], tuple[int, ...]] = {}
        self.units = [same.setdefault(found, found) for found in map(tuple, by_text.values())]
        self.search: Search | None = search_for([literals.texts[n] for n in by_text]) if by_text else None

    def find(self, written: Sequence[str], found: list[set[int]]) -> None:
        """Add to `found`, by line, the units of which a text is there."""
        if self.search is None or not written:
            return
        lines = [line.encode("utf-8", "surrogatepass") for line in written]
        units, end, at = self.units, 0, -1
        here: set[int] = set()
        for text, _, last in self.search(b"\n".join(lines)):
            while last > end:
                at += 1
                end += len(lines[at]) + 1
                here = found[at]
            here.update(units[text])


class Scout:
    """Looks for the rules of a rule set in documents."""

    def __init__(self, rules: RuleSet, literals: Literals, languages: Mapping[int, str]) -> None:
        self.gate: Gate = rules.gate
        self.literals = literals
        self.tongues = rules.tongues
        self.limits = limits(rules)
        self._languages = languages
        self._others = others(rules)
        weights = weights_of(rules)
        self._weights = [weights.get(number) for number in range(len(rules.matchers))]
        self._widgets = rules.tokens
        self._written = Written()
        self._sets: dict[int, TextSet] = {}
        self._texts: dict[tuple[str, ...], dict[int, _Texts]] = {}
        self._more: dict[tuple[str, ...], _Texts] = {}
        self._by_language: dict[str, list[int]] = {}
        # By languages and text of a line the matchers that match it, and its view.
        self._young: dict[frozenset[str], dict[str, tuple[_Told, LineView | None]]] = {}
        self._old: dict[frozenset[str], dict[str, tuple[_Told, LineView | None]]] = {}
        self._size = 0
        # Lines since one was looked at word by word.
        self._idle = 0
        announcements = self.gate.announcements
        self._short = announcements.short
        self._bare_others = literals.bare(range(announcements.leading, len(self.gate.units)))
        # The units that no text announces: those for all lines, and those for short ones.
        ungated = set(announcements.ungated)
        bare = [n for n in literals.bare(range(announcements.leading)) if n not in ungated]
        self._bare = bare, [*bare, *announcements.ungated]
        self._bare_of: dict[frozenset[str], tuple[list[int], ...]] = {}

    def look(self, view: View) -> dict[int, frozenset[int]] | None:
        """For each line the matchers that match it, of rules in the view's languages; None if these cannot be told."""
        if view.languages is None:
            view.languages = self.tongues.of(view.text)
        if view.languages is None:
            self._idle = 0
            return None
        self._idle += len(view.raws)
        if self._idle > IDLE_LINES:
            self.gate.forget()
        return self._match(view, self._lines(view))

    def _lines(self, view: View) -> list[str]:
        """The lines as a search wants them, but for their edges."""
        written, text = self._written.__getitem__, view.text
        if "\r" not in text and max(map(len, view.raws), default=0) <= LONG_LINE_CHARS and clear(text):
            return " ".join(map(written, _TOKENS.findall(text))).split("\n")
        return [" ".join(map(written, self._tokens(raw))) for raw in view.raws]

    def _tokens(self, raw: str) -> list[str]:
        """The words of a line; of one that is too long those at its end."""
        seen = raw[-WINDOW_CHARS:] if len(raw) > LONG_LINE_CHARS else raw
        return words(seen) if is_open(seen) else folded_words(raw)

    def _match(self, view: View, lines: list[str]) -> dict[int, frozenset[int]]:
        assert view.languages is not None
        spoken = view.languages | _BASE
        view.announce = partial(self.announced, spoken)
        out: dict[int, frozenset[int]] = {}
        new: tuple[list[int], ...] = tuple([] for _ in range(len(STEPS) + 1))
        young, old = self._young.setdefault(spoken, {}), self._old.get(spoken, {})
        for index in view.filled:
            raw = view.raws[index]
            known = young.get(raw)
            if known is None and raw in old:
                known = old[raw]
                self._keep(spoken, raw, known)
            if known is None:
                new[step_of(lines[index])].append(index)
            else:
                told, line = known
                if line:
                    view.made[index] = line
                _tell(view, index, told, out)
        for step, indexes in enumerate(new):
            if indexes:
                written = [edged(lines[index]) for index in indexes]
                units: set[int]
                for index, text, units in zip(indexes, written, self._found(step, written, spoken), strict=True):
                    raw = view.raws[index]
                    self._complete(raw, units, spoken)
                    told = self._told(view, index, units, text) if units else _NOTHING
                    _tell(view, index, told, out)
                    self._keep(spoken, raw, (told, view.made.get(index)))
        return out

    def _complete(self, raw: str, units: set[int], spoken: frozenset[str]) -> None:
        """Add the units that no text can announce, and leave out those that are for shorter lines."""
        if spoken not in self._bare_of:
            owner, languages = self.gate.announcements.owner, self._languages
            self._bare_of[spoken] = tuple([n for n in some if languages.get(owner[n]) in spoken] for some in self._bare)
        is_short = len(raw) <= SHORT_LINE_CHARS
        units.update(self._bare_of[spoken][is_short])
        if not is_short and units:
            units -= self._short

    def _found(self, step: int, written: list[str], spoken: frozenset[str]) -> list[set[int]]:
        """The units that lines announce which have passed a step."""
        found: list[set[int]] = [set() for _ in written]
        for group in _groups(spoken):
            for at, texts in self._texts_of(group).items():
                if at >= step:
                    texts.find(written, found)
        return found

    def _told(self, view: View, index: int, units: set[int], text: str) -> _Told:
        """The matchers that match a line, but for cues and tokens, and what there may be of these."""
        owner = self.gate.announcements.owner
        if view.long(index):
            # Only its end was looked at, for rules that cut there; they look for themselves.
            return frozenset(map(owner.__getitem__, units)), (), None
        sums, others = self._sorted(units)
        found = tuple(units)
        clues = tuple(
            Clue(of.compiled, most, partial(self._cues, of, found, text))
            for of, most in sums.items()
            if most >= of.least
        )
        if not others:
            return frozenset(), clues, None
        written, line, limits = Line(text), view.line(index), self.limits
        count = line.words
        matched, tokens = [], {}
        for number, some in others.items():
            if count > limits[number]:
                continue
            if number in self._widgets:
                tokens[number] = some
            elif self._matches(some, line, written):
                matched.append(number)
        lazy = Tokens(frozenset(tokens), partial(self._has_token, tokens, text)) if tokens else None
        return frozenset(matched), clues, lazy

    def _sorted(self, units: set[int]) -> tuple[dict[Weights, float], dict[int, list[int]]]:
        """By evidence rule what its announced cues make at most, and by matcher the units that are no cues."""
        owner, weights = self.gate.announcements.owner, self._weights
        sums: dict[Weights, float] = {}
        others: dict[int, list[int]] = {}
        seen: set[int] = set()
        for n in units:
            number = owner[n]
            of = weights[number]
            if of is None:
                others.setdefault(number, []).append(n)
            elif number not in seen:
                seen.add(number)
                sums[of] = sums.get(of, 0.0) + of.by_matcher[number]
        return sums, others

    def _has_token(self, announced: dict[int, list[int]], text: str, number: int, line: LineView) -> bool:
        return self._matches(announced[number], line, Line(text))

    def _cues(self, weights: Weights, among: tuple[int, ...], written: str, line: LineView) -> set[int]:
        """The cues of a rule on a line, given the units that may be there; broken off when the rest means nothing."""
        whole, units, text = self.literals.whole, self.gate.units, Line(written)
        owner = self.gate.announcements.owner
        announced: dict[int, list[int]] = {}
        for n in among:
            if owner[n] in weights.by_matcher:
                announced.setdefault(owner[n], []).append(n)
        left = sum(map(weights.by_matcher.__getitem__, announced))
        found: set[int] = set()
        # What is told by words alone comes first, then what takes a look, then what takes an expression.
        slow: list[tuple[int, list[int]]] = []
        for number, some in announced.items():
            if any(whole[n] and units[n].exact for n in some) and self._matches(some, line, text):
                found.add(number)
                continue
            rest = [n for n in some if whole[n] or self._may(n, text)]
            if rest:
                slow.append((number, rest))
            else:
                left -= weights.by_matcher[number]
        for number, some in slow:
            if left < weights.least:
                return set()
            if any(units[n].confirms(line) if whole[n] else units[n].matches(line) for n in some):
                found.add(number)
            else:
                left -= weights.by_matcher[number]
        return found if left >= weights.least else set()

    def _matches(self, units: list[int], line: LineView, text: Line) -> bool:
        """Whether one of some units, which a line announces, is on it."""
        whole, all_units = self.literals.whole, self.gate.units
        for n in units:
            if all_units[n].confirms(line) if whole[n] else (self._may(n, text) and all_units[n].matches(line)):
                return True
        return False

    def _may(self, unit: int, text: Line) -> bool:
        """Whether a line has a text of each set of a unit."""
        for number in self.literals.sets[unit]:
            wanted = self._sets.get(number)
            if wanted is None:
                texts = [self.literals.texts[n] for n in self.literals.members[number]]
                wanted = self._sets[number] = TextSet(texts)
            if not text.has(wanted):
                return False
        return True

    def _keep(self, spoken: frozenset[str], raw: str, known: tuple[_Told, LineView | None]) -> None:
        self._size += len(raw) + 200
        if self._size > MOST_CHARS // 2:
            self._old, self._young, self._size = self._young, {}, 0
        self._young.setdefault(spoken, {})[raw] = known

    def _units(self, language: str) -> list[int]:
        if not self._by_language:
            owner, languages = self.gate.announcements.owner, self._languages
            for unit, number in enumerate(owner):
                if number in languages:
                    self._by_language.setdefault(languages[number], []).append(unit)
        return self._by_language.get(language, [])

    def _texts_of(self, group: tuple[str, ...]) -> dict[int, _Texts]:
        """The searches for the units of some languages, by the step of the longest lines that they may match."""
        if group not in self._texts:
            steps: dict[int, list[int]] = {}
            owner = self.gate.announcements.owner
            for language in group:
                for unit in self._units(language):
                    limit = self.limits[owner[unit]]
                    steps.setdefault(sum(limit > step for step in STEPS), []).append(unit)
            self._texts[group] = {step: _Texts(self.literals, units) for step, units in steps.items()}
        return self._texts[group]

    def announced(self, spoken: frozenset[str], raw: str) -> Announced:
        """The units that only candidates are asked for and that a line announces."""
        found: list[set[int]] = [set()]
        text = edged(" ".join(map(self._written.__getitem__, self._tokens(raw))))
        for group in _groups(spoken):
            if group not in self._more:
                units = [unit for language in group for unit in self._others.get(language, ())]
                self._more[group] = _Texts(self.literals, units)
            self._more[group].find([text], found)
        whole = self.literals.whole
        sure = frozenset(n for n in found[0] if whole[n])
        return sure, frozenset(found[0] - sure).union(self._bare_others), partial(self._may, text=Line(text))


def _tell(view: View, index: int, told: _Told, out: dict[int, frozenset[int]]) -> None:
    matched, clues, tokens = told
    if matched:
        out[index] = matched
    if clues:
        view.clues[index] = clues
    if tokens:
        view.tokens[index] = tokens


def _groups(spoken: frozenset[str]) -> list[tuple[str, ...]]:
    return [tuple(sorted(_BASE)), *((language,) for language in sorted(spoken - _BASE))]
