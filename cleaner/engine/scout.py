"""Find the lines on which rules may match, by a search for plain texts in whole documents, and confirm them.

All that is said of a line here is what `KnownLines` says of it, at a fraction of the time: the automaton over words
has nothing to build before a short text, the search has, and is much faster then.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cleaner.engine.evidence import COMPANY_SCORE, SUSPECT_SCORE, WORDS_SHARE
from cleaner.engine.gate import RAW_WORDS, Gate, folded_words, is_open, words
from cleaner.engine.language import SAMPLE_CHARS, Tongues, chosen, sampled
from cleaner.engine.literals import Literals
from cleaner.engine.search import Search, search_for
from cleaner.engine.view import Announced, LineView, View
from cleaner.packs.words import bare_word
from cleaner.text.normalise import lower_letters
from cleaner.text.segment import LONG_LINE_CHARS, WINDOW_CHARS

if TYPE_CHECKING:
    from cleaner.engine.ruleset import RuleSet

# Words that are kept as a search wants them.
MOST_WORDS = 60_000
# Units are searched for on the lines that have at most as many words as their rules allow: in these steps.
STEPS = (14, 40)
# Characters of the lines that are kept before the older half of them is forgotten, and the longest of these.
MOST_CHARS = 1_500_000
LONGEST_KEPT = 400
SHORT_LINE_CHARS = 100
UNLIMITED = 1 << 30
START, END = "\x01", "\x02"
_NOTHING = frozenset[int]()
_BASE = frozenset({"any", "en"})
# Letters in lines of which words cannot be counted at a glance.
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U0001f130-\U0001f189]")
_TOKENS = re.compile(rf"\n|{RAW_WORDS}")
# All characters but these may hide a word from a search in the raw text.
_CLEAR = re.compile(
    r"[^\n\t -%'-~\xa1-\xa7\xa9\xab\xac\xae\xb0\xb1\xb6\xb7\xbb\xbf-\u012f\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0180-\u01c3"
    r"\u0386-\u03ce\u0400-\u0482\u048a-\u052f\u2010\u2012-\u2015\u2018-\u201f\u2022\u2039\u203a\u20ac\u3001\u3002"
    r"\u3040-\u3096\u30a0-\u30fe\u4e00-\u9fff\uac00-\ud7a3]|&[#A-Za-z]"
)
_DECIMAL = re.compile(r"[^\D0-9]")


class _Written(dict[str, str]):
    """Words as a search wants them, by how they are written."""

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_WORDS:
            self.clear()
        text = bare_word(lower_letters(word)) if word != "\n" else word
        if not text.isascii():
            text = _DECIMAL.sub(lambda m: str(unicodedata.decimal(m[0])), text)
        self[word] = text = "\x03" if text in (START, END) else text
        return text


_Known = tuple[frozenset[int], LineView | None]


class _Texts:
    """The texts of some units in one search."""

    __slots__ = ("search", "units")

    def __init__(self, literals: Literals, units: Iterable[int]) -> None:
        by_text: dict[int, list[int]] = {}
        for unit in units:
            for text in literals.rows[unit]:
                by_text.setdefault(text, []).append(unit)
        self.units = list(by_text.values())
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


class _Line:
    """A line as a search wants it, and its words."""

    __slots__ = ("_words", "written")

    def __init__(self, written: str) -> None:
        self.written = written
        self._words: frozenset[str] | None = None

    @property
    def words(self) -> frozenset[str]:
        """Its words, without their order."""
        if self._words is None:
            self._words = frozenset(self.written.split(" "))
        return self._words

    def has(self, wanted: _Set) -> bool:
        """Whether one of some texts is in it."""
        words, texts = wanted
        if not words.isdisjoint(self.words):
            return True
        written = self.written
        for text in texts:
            if text in written:
                return True
        return False


# Texts that are words, and others.
_Set = tuple[frozenset[str], tuple[str, ...]]


class Scout:
    """Looks for the rules of a rule set in documents."""

    def __init__(self, rules: RuleSet, literals: Literals, languages: Mapping[int, str]) -> None:
        self.gate: Gate = rules.gate
        self.literals = literals
        self.tongues = Tongues(rules.common_words)
        self._limits = limits(rules)
        self._languages = languages
        self._others = others(rules)
        self._weights = weights_of(rules)
        self._written = _Written()
        self._sets: dict[int, _Set] = {}
        self._texts: dict[tuple[str, ...], dict[int, _Texts]] = {}
        self._more: dict[frozenset[str], _Texts] = {}
        self._by_language: dict[str, list[int]] = {}
        # By languages and text of a line the matchers that match it, and its view.
        self._young: dict[frozenset[str], dict[str, _Known]] = {}
        self._old: dict[frozenset[str], dict[str, _Known]] = {}
        self._size = 0
        announcements = self.gate.announcements
        self._ungated, self._short = announcements.ungated, announcements.short
        ungated = set(self._ungated)
        self._bare_others = literals.bare(range(announcements.leading, len(self.gate.units)))
        self._bare = [n for n in literals.bare(range(announcements.leading)) if n not in ungated]

    def look(self, view: View) -> dict[int, frozenset[int]] | None:
        """For each line the matchers that match it, of rules in the view's languages; None if these cannot be told."""
        raws = view.raws
        is_clear = "\r" not in view.text and max(map(len, raws), default=0) <= LONG_LINE_CHARS and clear(view.text)
        if is_clear:
            found = _TOKENS.findall(view.text)
            counts = Counter(filter(None, map(self.tongues.known.__getitem__, found)))
            lines = " ".join(map(self._written.__getitem__, found)).split("\n")
        else:
            tokens = [self._tokens(raw) for raw in raws]
            counts = Counter(
                langs
                for raw, (some, is_raw) in zip(raws, tokens, strict=True)
                if is_raw
                for langs in filter(None, map(self.tongues.known.__getitem__, some))
            )
            lines = [" ".join(map(self._written.__getitem__, some)) for some, _ in tokens]
        view.languages = self._told(view, counts, () if is_clear else tokens)
        if view.languages is None:
            return None
        return self._match(view, lines)

    def _tokens(self, raw: str) -> tuple[list[str], bool]:
        """The words of a line, and whether they are as they are written there."""
        if len(raw) > LONG_LINE_CHARS:
            tail = raw[-WINDOW_CHARS:]
            return words(tail) if is_open(tail) else folded_words(raw), False
        return (words(raw), True) if is_open(raw) else (folded_words(raw), False)

    def _told(
        self, view: View, counts: Counter[tuple[str, ...]], tokens: Sequence[tuple[list[str], bool]]
    ) -> frozenset[str] | None:
        if len(view.text) > SAMPLE_CHARS:
            return chosen(self.tongues.of_text(sampled(view.text)))
        out: Counter[str] = Counter()
        for langs, count in counts.items():
            for lang in langs:
                out[lang] += count
        if not tokens:
            self.tongues.count_letters(view.text, out)
        for raw, (_, is_raw) in zip(view.raws, tokens, strict=False):
            if len(raw) > LONG_LINE_CHARS:
                continue
            if is_raw:
                self.tongues.count_letters(raw, out)
            else:
                out.update(self.tongues.of_text(raw))
        return chosen(out)

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
                new[_step(lines[index])].append(index)
                continue
            if known[0]:
                out[index] = known[0]
            if known[1]:
                view.made[index] = known[1]
        for step, indexes in enumerate(new):
            if indexes:
                written = [_edged(lines[index]) for index in indexes]
                units: set[int]
                for index, text, units in zip(indexes, written, self._found(step, written, spoken), strict=True):
                    raw = view.raws[index]
                    units.update(self._bare)
                    if len(raw) <= SHORT_LINE_CHARS:
                        units.update(self._ungated)
                    elif units:
                        units -= self._short
                    matched = self._confirmed(view, index, units, spoken, _Line(text)) if units else _NOTHING
                    if matched:
                        out[index] = matched
                    if len(raw) <= LONGEST_KEPT:
                        self._keep(spoken, raw, (matched, view.made.get(index)))
        return out

    def _found(self, step: int, written: list[str], spoken: frozenset[str]) -> list[set[int]]:
        """The units that lines announce which have passed a step."""
        found: list[set[int]] = [set() for _ in written]
        for group in _groups(spoken):
            for at, texts in self._texts_of(group).items():
                if at >= step:
                    texts.find(written, found)
        return found

    def _confirmed(
        self, view: View, index: int, units: set[int], spoken: frozenset[str], text: _Line
    ) -> frozenset[int]:
        owner, limits, languages = self.gate.announcements.owner, self._limits, self._languages
        if view.long(index):
            # Only its end was looked at, for rules that cut there; they look for themselves.
            return frozenset(owner[n] for n in units if languages.get(owner[n]) in spoken)
        line = view.line(index)
        count = line.words
        by_matcher: dict[int, list[int]] = {}
        for n in units:
            number = owner[n]
            if count <= limits[number] and languages.get(number) in spoken:
                by_matcher.setdefault(number, []).append(n)
        matched: set[int] = set()
        weighed: dict[Weights, list[int]] = {}
        for number, some in by_matcher.items():
            weights = self._weights.get(number)
            if weights is not None:
                weighed.setdefault(weights, []).append(number)
            elif self._matches(some, line, text):
                matched.add(number)
        for weights, numbers in weighed.items():
            left = sum(weights.by_matcher[number] for number in numbers)
            if left < weights.least:
                continue
            if len(numbers) > 1:
                numbers.sort(key=lambda number: self._cost(by_matcher[number]))
            for number in numbers:
                if self._matches(by_matcher[number], line, text):
                    matched.add(number)
                else:
                    left -= weights.by_matcher[number]
                    if left < weights.least:
                        break
        return frozenset(matched)

    def _cost(self, units: list[int]) -> int:
        return min((0 if self.literals.whole[n] else 1 for n in units), default=0)

    def _matches(self, units: list[int], line: LineView, text: _Line) -> bool:
        """Whether one of some units, which a line announces, is on it."""
        whole, all_units = self.literals.whole, self.gate.units
        for n in units:
            if all_units[n].confirms(line) if whole[n] else (self._may(n, text) and all_units[n].matches(line)):
                return True
        return False

    def _may(self, unit: int, text: _Line) -> bool:
        """Whether a line has a text of each set of a unit."""
        for number in self.literals.sets[unit]:
            wanted = self._sets.get(number)
            if wanted is None:
                texts = [self.literals.texts[n] for n in self.literals.members[number]]
                words = frozenset(text[1:-1] for text in texts if text[0] == text[-1] == " ")
                wanted = self._sets[number] = words, tuple(text for text in texts if text[1:-1] not in words)
            if not text.has(wanted):
                return False
        return True

    def _keep(self, spoken: frozenset[str], raw: str, known: _Known) -> None:
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
                    limit = self._limits[owner[unit]]
                    steps.setdefault(sum(limit > step for step in STEPS), []).append(unit)
            self._texts[group] = {step: _Texts(self.literals, units) for step, units in steps.items()}
        return self._texts[group]

    def announced(self, spoken: frozenset[str], raw: str) -> Announced:
        """The units that only candidates are asked for and that a line announces."""
        if spoken not in self._more:
            units = [unit for language in sorted(spoken) for unit in self._others.get(language, ())]
            self._more[spoken] = _Texts(self.literals, units)
        found: list[set[int]] = [set()]
        tokens, _ = self._tokens(raw)
        text = _edged(" ".join(map(self._written.__getitem__, tokens)))
        self._more[spoken].find([text], found)
        whole = self.literals.whole
        sure = frozenset(n for n in found[0] if whole[n])
        return sure, frozenset(found[0] - sure).union(self._bare_others), partial(self._may, text=_Line(text))


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """By matcher the weights of an evidence rule's cues in favour, and the sum below which they mean nothing."""

    by_matcher: dict[int, float]
    least: float


def weights_of(rules: RuleSet) -> dict[int, Weights]:
    """By matcher the weights of its rule, for evidence rules."""
    out: dict[int, Weights] = {}
    for compiled in rules.rules:
        if compiled.rule.kind == "evidence":
            least = min(WORDS_SHARE * compiled.rule.threshold, SUSPECT_SCORE, COMPANY_SCORE)
            made = Weights({}, least - 1e-9)
            for number, weight, _ in compiled.cues:
                made.by_matcher[number] = made.by_matcher.get(number, 0.0) + weight
                out[number] = made
    return out


def limits(rules: RuleSet) -> list[int]:
    """By matcher the most words that a line may have to be of interest to its rules."""
    # Imported late: the rules of clusters know their own.
    from cleaner.engine.cluster import DEFAULT_MAX_WORDS

    out = [-1] * len(rules.matchers)
    for number, owners in rules.owner.items():
        for compiled in owners:
            asked = compiled.rule.guards.max_words
            if compiled.rule.kind == "cluster":
                most = asked or DEFAULT_MAX_WORDS
            else:
                most = UNLIMITED if asked is None else asked
            out[number] = max(out[number], most)
    return out


def others(rules: RuleSet) -> dict[str, list[int]]:
    """By language the units that only candidates are asked for."""
    out: dict[str, list[int]] = {}
    for compiled in rules.rules:
        language = "any" if compiled.rule.sites else compiled.rule.lang
        if compiled.rule.sites and compiled.rule.lang in rules.speech:
            # Asked for whatever the language of the text seems to be.
            speech = rules.speech[compiled.rule.lang]
            out.setdefault("any", []).extend(range(speech.first, speech.first + len(speech.units)))
        some = (compiled.need_any, compiled.unless, compiled.proof, compiled.end, compiled.stop)
        for matcher in (*some, *(matcher for matcher, _, _ in compiled.brakes)):
            if matcher:
                out.setdefault(language, []).extend(range(matcher.first, matcher.first + len(matcher.units)))
    for language, matcher in rules.speech.items():
        out.setdefault(language, []).extend(range(matcher.first, matcher.first + len(matcher.units)))
    return out


def clear(text: str) -> bool:
    """Whether the words of a text can be told without folding any of its lines."""
    return not _CLEAR.search(text) and unicodedata.is_normalized("NFKC", text)


def _groups(spoken: frozenset[str]) -> list[tuple[str, ...]]:
    return [tuple(sorted(_BASE)), *((language,) for language in sorted(spoken - _BASE))]


def _step(line: str) -> int:
    """The step that a line has passed by its words, if not by more."""
    if line.count(" ") < STEPS[0]:
        return 0
    if not line.isascii() and _WIDE.search(line):
        return 0
    count = sum(map(str.isalnum, line.split()))
    return sum(count > step for step in STEPS)


def _edged(line: str) -> str:
    """A line as a search wants it, with its edges inside the marks around it."""
    line = line.strip(" ")
    if line[:1].isalnum() and line[-1:].isalnum():
        return f" {START} {line} {END} "
    found = line.split()
    first, last = 0, len(found)
    while first < last and not found[first][0].isalnum():
        first += 1
    while first < last and not found[last - 1][0].isalnum():
        last -= 1
    return f" {' '.join([*found[:first], START, *found[first:last], END, *found[last:]])} "
