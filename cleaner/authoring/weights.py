"""The weights that can be fitted: cues of evidence rules, and structural cues, shared or of one rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from cleaner.clean import Cleaner
from cleaner.engine.ruleset import Compiled, RuleSet
from cleaner.packs.pack import Pack, Rule

DIGITS = 1
# The least that a weight keeps, so that no sign is lost.
LEAST = 0.1


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Names a weight: that of cue number `cue` of a rule, or of a structural cue. Shared ones have no rule."""

    rule: str
    name: str
    cue: int = -1


Weights = Mapping[Key, float]


def fitted_rules(cleaner: Cleaner) -> list[Compiled]:
    """The evidence rules whose weights are fitted; keep rules stay as they are."""
    return [compiled for compiled in cleaner.rules.rules if compiled.rule.kind == "evidence" and not compiled.rule.keep]


def weights_of(cleaner: Cleaner) -> dict[Key, float]:
    """All weights that can be fitted, as they are. A weight of nothing is left out: it has no sign to keep."""
    found = {Key("", name): weight for name, weight in shared_structure(cleaner.packs).items()}
    for compiled in fitted_rules(cleaner):
        rule = compiled.rule
        found |= {Key(rule.id, cue.name, number): cue.weight for number, cue in enumerate(rule.cues)}
        found |= {Key(rule.id, name): weight for name, weight in rule.structure.items()}
    return {key: weight for key, weight in found.items() if weight}


def shared_structure(packs: Iterable[Pack]) -> dict[str, float]:
    """The structural weights of all rules that have none of their own; later packs win."""
    shared: dict[str, float] = {}
    for pack in packs:
        shared |= pack.structure
    return shared


def structure_key(rule: Rule, name: str) -> Key:
    """The weight that a structural cue has in a rule: the rule's own, or the shared one."""
    return Key(rule.id if name in rule.structure else "", name)


def rounded(weights: Weights) -> dict[Key, float]:
    """The weights as they are written in a pack."""
    return {key: round(weight, DIGITS) for key, weight in weights.items()}


def changed(before: Weights, after: Weights) -> dict[Key, float]:
    """The weights that are no longer as they were."""
    return {key: weight for key, weight in after.items() if weight != before[key]}


def reweighted(cleaner: Cleaner, weights: Weights) -> Cleaner:
    """The same cleaner with other weights. It shares all matchers with the old one, which stays as it is."""
    shared = {key.name: weight for key, weight in weights.items() if not key.rule}
    structure = shared_structure(cleaner.packs) | shared
    old = cleaner.rules
    compiled = [_reweighted(one, weights, structure) for one in old.rules]
    other = copy(cleaner)
    other.rules = RuleSet.made(compiled, old.matchers, old.others, old.speech, old.common_words, old.persons, old.gate)
    # What matches a line does not depend on weights.
    other.rules.known = old.known
    return other


def _reweighted(compiled: Compiled, weights: Weights, structure: dict[str, float]) -> Compiled:
    rule = compiled.rule
    if rule.kind != "evidence" or rule.keep:
        return compiled
    cues = [weights.get(Key(rule.id, cue.name, number), cue.weight) for number, cue in enumerate(rule.cues)]
    own = {name: weights.get(Key(rule.id, name), weight) for name, weight in rule.structure.items()}
    made = replace(
        rule,
        cues=tuple(replace(cue, weight=weight) for cue, weight in zip(rule.cues, cues, strict=True)),
        structure=own,
    )
    favour, against = _by_sign(rule, cues)
    return replace(
        compiled,
        rule=made,
        cues=tuple((n, weight, name) for (n, _, name), weight in zip(compiled.cues, favour, strict=True)),
        brakes=tuple((m, weight, name) for (m, _, name), weight in zip(compiled.brakes, against, strict=True)),
        structure=tuple(sorted((structure | own).items())),
    )


def _by_sign(rule: Rule, weights: Sequence[float]) -> tuple[list[float], list[float]]:
    """New weights of the cues in favour and of those against, in the order in which the engine keeps them."""
    pairs = list(zip(rule.cues, weights, strict=True))
    return [w for cue, w in pairs if cue.weight > 0], [w for cue, w in pairs if cue.weight <= 0]


def cue_keys(rule: Rule, *, favour: bool) -> Iterator[Key]:
    """The keys of a rule's cues in favour, or of those against, in the order in which the engine keeps them."""
    for number, cue in enumerate(rule.cues):
        if (cue.weight > 0) == favour:
            yield Key(rule.id, cue.name, number)
