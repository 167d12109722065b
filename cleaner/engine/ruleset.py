"""The chosen rules with their matchers, made once per run and shared by all documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleaner.engine.gate import Gate
from cleaner.engine.matcher import Matcher
from cleaner.packs.pack import Pack, Patterns, Rule, Where


@dataclass(frozen=True, slots=True)
class Compiled:
    """One rule with the numbers of its matchers in the rule set; -1 for a matcher it does not have."""

    rule: Rule
    main: int = -1
    need_any: Matcher | None = None
    unless: Matcher | None = None
    tokens: tuple[tuple[str, int], ...] = ()
    proof: int = -1
    end: int = -1
    stop: Matcher | None = None
    cues: tuple[tuple[int, float, str], ...] = ()
    structure: tuple[tuple[str, float], ...] = ()


class RuleSet:
    """Compiled rules by kind, the gate over all their matchers, and what the packs share."""

    def __init__(self, rules: Iterable[Rule], packs: Sequence[Pack]) -> None:
        self.matchers: list[Matcher] = []
        shared: dict[str, float] = {}
        for pack in packs:
            shared |= pack.structure
        self.rules = [self._compile(rule, shared) for rule in rules]
        self.by_id = {compiled.rule.id: compiled for compiled in self.rules}
        speech = tuple(p for pack in packs for p in pack.speech.phrases)
        self.speech = Matcher(Patterns(speech)) if speech else None
        self.gate = Gate(self.matchers)
        self.owner: dict[int, list[Compiled]] = {}
        for compiled in self.rules:
            for number in self._numbers(compiled):
                self.owner.setdefault(number, []).append(compiled)

    def _add(self, patterns: Patterns, where: Where) -> int:
        if not patterns:
            return -1
        self.matchers.append(Matcher(patterns, where))
        return len(self.matchers) - 1

    def _compile(self, rule: Rule, shared: dict[str, float]) -> Compiled:
        guards = rule.guards
        return Compiled(
            rule,
            main=self._add(rule.patterns, rule.where),
            need_any=Matcher(guards.need_any) if guards.need_any else None,
            unless=Matcher(guards.unless) if guards.unless else None,
            tokens=tuple((name, self._add(p, "whole")) for name, p in rule.tokens.items()),
            proof=self._add(rule.proof, "within"),
            end=self._add(rule.end, "within"),
            stop=Matcher(rule.stop) if rule.stop else None,
            cues=tuple((self._add(cue.patterns, "within"), cue.weight, cue.name) for cue in rule.cues),
            structure=tuple(sorted((shared | rule.structure).items())),
        )

    @staticmethod
    def _numbers(compiled: Compiled) -> list[int]:
        # Proof and end of a block are asked for from its start; only a start makes a line a candidate.
        numbers = [compiled.main, *(n for _, n in compiled.tokens), *(n for n, _, _ in compiled.cues)]
        return [n for n in numbers if n >= 0]
