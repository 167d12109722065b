"""Try each rule, alone, on the texts it must hit and must miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cleaner.clean import Cleaner
from cleaner.model import Document
from cleaner.packs.pack import Pack, Rule
from cleaner.settings import CATEGORIES, Settings


@dataclass(frozen=True, slots=True)
class Failure:
    """A text of a rule that did not come out as the rule says."""

    rule: Rule
    text: str
    expected: str
    got: str


def trial_cleaner(rule: Rule, packs: Sequence[Pack]) -> Cleaner:
    """A cleaner with one rule, its safety, status and `near` set aside, and what the packs share."""
    bare = replace(rule, safety="safe", status="stable", sites=(), guards=replace(rule.guards, near=()))
    alone = Pack(rule.path, rule.lang, "", "", (bare,))
    shared = [replace(pack, rules=()) for pack in packs]
    return Cleaner([*shared, alone], Settings(select=CATEGORIES, budget=1.0))


def try_rule(rule: Rule, packs: Sequence[Pack]) -> Iterator[Failure]:
    """The texts of one rule that fail. A keep rule is tried on its texts the other way round: it must protect."""
    if rule.keep:
        return
    cleaner = trial_cleaner(rule, packs)
    for hit in rule.hit:
        before, after = (hit, "") if isinstance(hit, str) else hit
        got = cleaner.clean(Document(before)).text
        if (got.strip() if isinstance(hit, str) else got) != after:
            yield Failure(rule, before, after or "nothing left", got)
    for miss in rule.miss:
        got = cleaner.clean(Document(miss)).text
        if got != miss:
            yield Failure(rule, miss, miss, got)


def try_rules(rules: Iterable[Rule], packs: Sequence[Pack]) -> tuple[int, list[Failure]]:
    """How many texts were tried, and which failed."""
    tried = 0
    failures: list[Failure] = []
    for rule in rules:
        tried += len(rule.hit) + len(rule.miss)
        failures += try_rule(rule, packs)
    return tried, failures
