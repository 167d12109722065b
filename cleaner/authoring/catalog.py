"""The catalogue of all rules, for `rules/CATALOG.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cleaner.packs.pack import Rule
from cleaner.settings import CATEGORIES, OPTIONAL

_SITES = "sites"


def catalog(rules: Iterable[Rule]) -> str:
    """All rules as Markdown: how many there are by category and language, then one line for each."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    return "\n".join((*_head(ordered), *_counts(ordered), *_sections(ordered)))


def _head(rules: Sequence[Rule]) -> Iterator[str]:
    yield "# All rules"
    yield ""
    yield "Made by `cleaner rules catalog`; a test fails when it is stale. `cleaner rule ID` tells more of a rule."
    yield ""
    yield f"{len(rules):,} rules by category and language; in the column `sites` those for single sites."
    yield ""


def _group(rule: Rule) -> str:
    return _SITES if rule.sites else rule.lang


def _counts(rules: Sequence[Rule]) -> Iterator[str]:
    counts = Counter((rule.category, _group(rule)) for rule in rules)
    groups = sorted({group for _, group in counts}, key=lambda group: (group == _SITES, group != "any", group))
    yield _row(["", *groups, "all"])
    yield _row(["---", *("--:" for _ in groups), "--:"])
    for category in _present(rules):
        numbers = [counts[category, group] for group in groups]
        yield _row([category, *(str(number or "") for number in numbers), str(sum(numbers))])
    totals = [sum(counts[category, group] for category in CATEGORIES) for group in groups]
    yield _row(["all", *map(str, totals), str(len(rules))])


def _present(rules: Iterable[Rule]) -> list[str]:
    found = {rule.category for rule in rules}
    return [category for category in CATEGORIES if category in found]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _sections(rules: Sequence[Rule]) -> Iterator[str]:
    for category in _present(rules):
        yield ""
        yield f"## {category}{' (off by default)' if category in OPTIONAL else ''}"
        yield ""
        for rule in rules:
            if rule.category == category:
                yield f"- `{rule.id}` {', '.join(_marks(rule))}{f': {rule.message}' if rule.message else ''}"
    yield ""


def _marks(rule: Rule) -> Iterator[str]:
    yield f"*{rule.kind}*"
    if rule.keep:
        yield "keeps"
    if rule.safety != "safe":
        yield rule.safety
    if rule.status != "stable":
        yield rule.status
    if rule.sites:
        yield f"on {rule.sites[0]}"
