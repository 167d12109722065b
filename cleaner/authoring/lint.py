"""Look at packs as a careful editor would: what loads, but is likely to eat text or to rot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleaner.authoring import lint_packs, lint_phrases, lint_texts
from cleaner.authoring.lint_check import Bench, Check
from cleaner.authoring.lookalikes import Lookalike
from cleaner.authoring.source import read_source
from cleaner.errors import SelectionError
from cleaner.packs.pack import Pack
from cleaner.packs.read import suggest

CHECKS: tuple[Check, ...] = (
    Check("L001", "long-phrase", "every match of a phrase has more than eight words", lint_phrases.long_phrase),
    Check(
        "L002",
        "roomy-phrase",
        "a phrase has more than eight words when all its parts are there",
        lint_phrases.roomy_phrase,
        strict=True,
    ),
    Check("L003", "few-misses", "a rule has fewer than two `miss` texts", lint_texts.few_misses),
    Check("L004", "no-hits", "a rule has no `hit` text", lint_texts.no_hits),
    Check("L005", "hits-lookalike", "a safe rule takes a look-alike", lint_texts.hits_lookalike),
    Check("L006", "repeated-phrase", "a phrase is there twice", lint_phrases.repeated_phrase),
    Check("L007", "covered-phrase", "another phrase of the rule matches this one too", lint_phrases.covered_phrase),
    Check("L008", "near-nothing", "`near` names no category and no rule", lint_packs.near_nothing),
    Check("L009", "misplaced-rule", "a rule does not belong into its pack", lint_packs.misplaced_rule),
    Check("L010", "unused-list", "no phrase uses a list", lint_packs.unused_list),
)


ALL = "ALL"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something to mend in a pack. `rule` is empty when it is not about one rule."""

    path: str
    line: int
    code: str
    name: str
    rule: str
    message: str


def lint(
    packs: Sequence[Pack],
    everything: Sequence[Pack],
    lookalikes: Sequence[Lookalike] = (),
    *,
    checks: Iterable[Check] = CHECKS,
) -> list[Finding]:
    """What the checks find in `packs`, by place; `everything` are the packs that run together with them."""
    bench = Bench(tuple(read_source(pack) for pack in packs), tuple(everything), tuple(lookalikes))
    return sorted(
        Finding(source.pack.path, line, check.code, check.name, rule, message)
        for check in checks
        for source in bench.sources
        for line, rule, message in check.run(bench, source)
    )


def chosen(select: Sequence[str], ignore: Sequence[str]) -> list[Check]:
    """The checks that codes, names or ALL ask for; all but the strict ones if none does. Raises SelectionError for a
    name of none."""
    known = [word for check in CHECKS for word in (check.code, check.name)]
    for word in (*select, *ignore):
        if word not in known and (word != ALL or word in ignore):
            raise SelectionError(f"`{word}` is no check", hint=suggest(word, known))
    return [check for check in CHECKS if _wanted(check, select) and not {check.code, check.name} & {*ignore}]


def _wanted(check: Check, select: Sequence[str]) -> bool:
    return bool({check.code, check.name, ALL} & {*select}) if select else not check.strict
