"""What a line must show at least, and have at most, before it is worth a closer look for the sake of a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.engine.clue import HAIR
from cleaner.engine.cluster import DEFAULT_MAX_WORDS
from cleaner.engine.evidence import COMPANY_SCORE, SUSPECT_SCORE, WORDS_SHARE

if TYPE_CHECKING:
    from cleaner.engine.ruleset import Compiled, RuleSet

UNLIMITED = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """By matcher the weights of an evidence rule's cues in favour; a sum below `least` means nothing at all."""

    compiled: Compiled
    by_matcher: dict[int, float]
    least: float


def weights_of(rules: RuleSet) -> dict[int, Weights]:
    """By matcher the weights of its rule, for evidence rules."""
    out: dict[int, Weights] = {}
    for compiled in rules.rules:
        if compiled.rule.kind == "evidence":
            least = min(WORDS_SHARE * compiled.rule.threshold, SUSPECT_SCORE, COMPANY_SCORE)
            made = Weights(compiled, {}, least - HAIR)
            for number, weight, _ in compiled.cues:
                made.by_matcher[number] = made.by_matcher.get(number, 0.0) + weight
                out[number] = made
    return out


def limits(rules: RuleSet) -> list[int]:
    """By matcher the most words that a line may have to be of interest to its rules."""
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
