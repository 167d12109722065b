"""The chosen rules with their matchers, made once per run and shared by all documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cleaner.engine.gate import Gate
from cleaner.engine.known import KnownLines
from cleaner.engine.language import Tongues
from cleaner.engine.matcher import Matcher
from cleaner.engine.search import can_search
from cleaner.packs.loader import selected

if TYPE_CHECKING:
    from cleaner.engine.literals import Literals
    from cleaner.engine.scout import Scout
    from cleaner.engine.view import LineView, View
    from cleaner.packs.pack import Pack, Patterns, Rule, Where
    from cleaner.packs.phrase import Sequence_
    from cleaner.settings import Settings

# Characters of text from which it is worth building a search.
WORTH_CHARS = 30_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """One rule with its matchers.

    Those that make a line a candidate are numbers in the rule set and stand behind its gate (`main` is -1
    without one); the others are asked only for candidates.
    """

    rule: Rule
    main: int = -1
    need_any: Matcher | None = None
    unless: Matcher | None = None
    tokens: tuple[tuple[str, int], ...] = ()
    proof: Matcher | None = None
    end: Matcher | None = None
    stop: Matcher | None = None
    cues: tuple[tuple[int, float, str], ...] = ()
    brakes: tuple[tuple[Matcher, float, str], ...] = ()
    structure: tuple[tuple[str, float], ...] = ()

    @property
    def frames(self) -> bool:
        """Whether it matters to the rule that lines of the same frame stand elsewhere."""
        return any(weight for name, weight in self.structure if name == "frame")

    def lift(self, shown: Set[str], open_: Set[str]) -> float:
        """What structure may add at most to the words of an evidence rule on a line that shows some of its cues,
        and may show others."""
        return sum(weight for name, weight in self.structure if name in shown or (weight > 0 and name in open_))


class _Lifts(dict[str, float]):
    """By rule what structure may add at most, worked out once."""

    def __init__(self, rules: Mapping[str, Compiled], shown: frozenset[str], open_: frozenset[str]) -> None:
        super().__init__()
        self._rules, self._shown, self._open = rules, shown, open_

    def __missing__(self, rule_id: str) -> float:
        lift = self[rule_id] = self._rules[rule_id].lift(self._shown, self._open)
        return lift


class RuleSet:
    """Compiled rules by kind, the gate over all their matchers, and what the packs share."""

    def __init__(self, rules: Iterable[Rule], packs: Sequence[Pack]) -> None:
        # Imported late: rules from an image have their gate.
        from cleaner.engine.assemble import gate_for

        self._leading: list[Matcher] = []
        self._others: list[Matcher] = []
        shared: dict[str, float] = {}
        for pack in packs:
            shared |= pack.structure
        self.rules: Sequence[Compiled] = [self._compile(rule, shared) for rule in rules]
        self.speech: Mapping[str, Matcher] = _speech(packs)
        self.matchers: Sequence[Matcher] = self._leading
        self.others: Sequence[Matcher] = [*self._others, *self.speech.values()]
        self.common_words = {lang: words for pack in packs for lang, words in pack.languages.items()}
        self.persons = {lang: words for pack in packs for lang, words in pack.persons.items()}
        self.gate = gate_for(self.matchers, self.others)
        self.literals: Literals | None = None
        self.looked = 0

    @classmethod
    def made(
        cls,
        rules: Sequence[Compiled],
        matchers: Sequence[Matcher],
        others: Sequence[Matcher],
        speech: Mapping[str, Matcher],
        common_words: dict[str, tuple[str, ...]],
        persons: dict[str, tuple[str, ...]],
        gate: Gate,
        literals: Literals | None = None,
    ) -> RuleSet:
        """A rule set of parts that were made before."""
        new = cls.__new__(cls)
        new.rules, new.matchers, new.others = rules, matchers, others
        new.speech, new.common_words, new.persons, new.gate = speech, common_words, persons, gate
        new.literals = literals
        new.looked = 0
        return new

    def only(self, rules: Iterable[Rule]) -> RuleSet:
        """A rule set of some of the rules."""
        wanted = {rule.id for rule in rules}
        kept = [compiled for compiled in self.rules if compiled.rule.id in wanted]
        words = self.speech, self.common_words, self.persons
        return RuleSet.made(kept, self.matchers, self.others, *words, self.gate, self.literals)

    def speaks(self, line: LineView, lang: str = "any") -> bool:
        """Whether a line has a verb of saying, of a language."""
        speech = self.speech.get(lang)
        return speech is not None and speech.search(line)

    @cached_property
    def tokens(self) -> Mapping[int, Sequence[tuple[str, str]]]:
        """By matcher of a token class the rules, by id, and the names that it has there."""
        out: dict[int, list[tuple[str, str]]] = {}
        for compiled in self.rules:
            for name, number in compiled.tokens:
                out.setdefault(number, []).append((compiled.rule.id, name))
        return out

    def lifts(self, size: frozenset[str], place: frozenset[str], open_: frozenset[str]) -> Mapping[str, float]:
        """By rule what `Compiled.lift` is on a line that shows the structure of a size and of a place."""
        known = self._lifts.get((size, place, open_))
        if known is None:
            known = self._lifts[size, place, open_] = _Lifts(self.by_id, size | place, open_)
        return known

    @cached_property
    def _lifts(self) -> dict[tuple[frozenset[str], ...], _Lifts]:
        return {}

    def selected(self, settings: Settings) -> RuleSet:
        """A rule set of those of the rules that `settings` asks for. Raises SelectionError."""
        return self.only(selected([compiled.rule for compiled in self.rules], settings))

    @cached_property
    def fills(self) -> Sequence[Compiled]:
        """The fill rules."""
        return [compiled for compiled in self.rules if compiled.rule.kind == "fill"]

    @cached_property
    def by_id(self) -> Mapping[str, Compiled]:
        """The rules by their ids."""
        return {compiled.rule.id: compiled for compiled in self.rules}

    @cached_property
    def owner(self) -> Mapping[int, Sequence[Compiled]]:
        """By matcher that makes a line a candidate the rules whose it is."""
        owner: dict[int, list[Compiled]] = {}
        for compiled in self.rules:
            for number in numbers_of(compiled):
                owner.setdefault(number, []).append(compiled)
        return owner

    @cached_property
    def languages(self) -> Mapping[int, str]:
        """By such a matcher the language of its rule. The rules of a site are tried whatever the language."""
        owners = {number: compiled.rule for number, (compiled, *_) in self.owner.items()}
        return {number: "any" if rule.sites else rule.lang for number, rule in owners.items()}

    @cached_property
    def tongues(self) -> Tongues:
        """What tells the languages of texts."""
        return Tongues(self.common_words)

    @cached_property
    def known(self) -> KnownLines:
        """What is known of lines that were seen lately."""
        return KnownLines(self.gate, self.languages)

    def scouts(self, view: View) -> bool:
        """Whether enough text has been looked at to be worth a scout, and one can be had."""
        self.looked += len(view.text)
        return self.looked >= WORTH_CHARS and can_search()

    @cached_property
    def scout(self) -> Scout:
        """What finds the lines on which the rules may match in much text; made when it is first asked for."""
        # Imported late: short texts do without it.
        from cleaner.engine.scout import Scout

        if self.literals is None:
            from cleaner.engine.assemble import literals_of

            self.literals = literals_of(self.gate.units)
        # From now on few lines are looked at word by word.
        self.gate.forget()
        return Scout(self, self.literals, self.languages)

    def _add(self, patterns: Patterns, where: Where, *, spans: bool = False) -> int:
        if not patterns:
            return -1
        self._leading.append(Matcher(patterns, where, spans, joined=not spans))
        return len(self._leading) - 1

    def _other(self, patterns: Patterns) -> Matcher | None:
        if not patterns:
            return None
        made = Matcher(patterns)
        self._others.append(made)
        return made

    def _compile(self, rule: Rule, shared: dict[str, float]) -> Compiled:
        guards = rule.guards
        return Compiled(
            rule,
            main=self._add(rule.patterns, rule.where, spans=rule.kind == "span"),
            need_any=self._other(guards.need_any),
            unless=self._other(guards.unless),
            tokens=tuple((name, self._add(p, "whole")) for name, p in rule.tokens.items()),
            proof=self._other(rule.proof),
            end=self._other(rule.end),
            stop=self._other(rule.stop),
            cues=tuple((self._add(c.patterns, "within"), c.weight, c.name) for c in rule.cues if c.weight > 0),
            brakes=tuple((m, c.weight, c.name) for c in rule.cues if c.weight <= 0 and (m := self._other(c.patterns))),
            structure=tuple(sorted((shared | rule.structure).items())),
        )


def numbers_of(compiled: Compiled) -> list[int]:
    """The matchers of a rule that make a line a candidate."""
    numbers = [compiled.main, *(n for _, n in compiled.tokens), *(n for n, _, _ in compiled.cues)]
    return [n for n in numbers if n >= 0]


def _speech(packs: Sequence[Pack]) -> dict[str, Matcher]:
    """Verbs of saying by language; those of all languages for rules of any language."""
    from cleaner.packs.pack import Patterns

    phrases: dict[str, tuple[Sequence_, ...]] = {}
    for pack in packs:
        for lang in {pack.lang, "any"} if pack.speech else ():
            phrases[lang] = (*phrases.get(lang, ()), *pack.speech.phrases)
    return {lang: Matcher(Patterns(found)) for lang, found in phrases.items()}
