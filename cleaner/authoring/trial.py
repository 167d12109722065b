"""Try each rule, alone, on the texts it must hit and must miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cleaner.clean import Cleaner, Nodes
from cleaner.model import Cleaned, Document
from cleaner.packs.pack import Pack, Patterns, Rule
from cleaner.settings import CATEGORIES, Settings


@dataclass(frozen=True, slots=True)
class Failure:
    """A text of a rule that did not come out as the rule says."""

    rule: Rule
    text: str
    expected: str
    got: str


_SETTINGS = Settings(select=CATEGORIES, budget=1.0)
_TAKES_ALL = Rule(
    id="promo/everything",
    category="promo",
    kind="line",
    message="",
    lang="any",
    path="",
    line=0,
    patterns=Patterns(expressions=(".+",)),
)


class Trial:
    """Tries rules on their own texts, with what some packs share."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._packs = packs
        self._shared = [replace(pack, rules=()) for pack in packs]

    def _shared_with(self, lang: str) -> list[Pack]:
        """What packs share that matters to rules of a language: verbs of saying are those of their own, and many."""
        return [pack for pack in self._shared if lang == "any" or pack.lang in ("any", lang)]

    @cached_property
    def _all(self) -> Cleaner:
        return Cleaner(self._packs, _SETTINGS)

    def cleaner(self, rule: Rule) -> Cleaner:
        """A cleaner with one rule, its safety, status and `near` set aside.

        A fill rule is tried among all rules, since it needs their findings; a keep rule against one that takes
        every line.
        """
        if rule.kind == "fill":
            return self._all
        bare = replace(rule, safety="safe", status="stable", guards=replace(rule.guards, near=()))
        rules = (bare, _TAKES_ALL) if rule.keep else (bare,)
        return Cleaner([*self._shared_with(rule.lang), Pack(rule.path, rule.lang, "", "", rules)], _SETTINGS)

    def failures(self, rule: Rule) -> Iterator[Failure]:
        """The texts of one rule that fail. The hits of a keep rule must stay, its misses must go."""
        if rule.kind == "node":
            yield from _try_node(rule)
            return
        cleaner = self.cleaner(rule)
        url = f"https://{rule.sites[0]}/" if rule.sites else ""
        for hit in rule.hit:
            before, after = (hit, hit if rule.keep else "") if isinstance(hit, str) else hit
            got = cleaner.clean(Document(before, url=url)).text
            if (got if after else got.strip()) != after:
                yield Failure(rule, before, after or "nothing left", got)
        for miss in rule.miss:
            want = "" if rule.keep else miss
            got = cleaner.clean(Document(miss, url=url)).text
            if (got if want else got.strip()) != want:
                yield Failure(rule, miss, want or "nothing left", got)


def _try_node(rule: Rule) -> Iterator[Failure]:
    """The same for a rule whose texts are pieces of a page."""
    # Imported late: few rules need a parser of HTML.
    from cleaner.formats.html import clean_html

    nodes = Nodes((replace(rule, sites=()),))

    def cleaned(text: str) -> str:
        made, _ = clean_html(text.encode(), url="", clean=lambda page: Cleaned(page, page.text), nodes=nodes)
        return made.decode().strip()

    pairs = [(hit, "") if isinstance(hit, str) else hit for hit in rule.hit]
    for before, after in (*pairs, *((miss, miss.strip()) for miss in rule.miss)):
        got = cleaned(before)
        if got != after:
            yield Failure(rule, before, after or "nothing left", got)


def try_rules(rules: Iterable[Rule], packs: Sequence[Pack]) -> tuple[int, list[Failure]]:
    """How many texts were tried, and which failed."""
    tried = 0
    failures: list[Failure] = []
    trial = Trial(packs)
    for rule in rules:
        tried += len(rule.hit) + len(rule.miss)
        failures += trial.failures(rule)
    return tried, failures
