"""Checks of what proves a rule: its own texts, and the look-alikes."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.authoring.lint_check import Bench, Fault
from cleaner.authoring.source import PackSource

LEAST_MISSES = 2


def few_misses(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Rules that do not say twice what they must leave alone."""
    for owner in source.rules:
        rule = owner.rule
        if len(rule.miss) < LEAST_MISSES:
            has = "one `miss` text" if rule.miss else "no `miss` text"
            yield rule.line, rule.id, f"{rule.id} has {has}; give two sentences that a reporter could write"


def no_hits(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Rules that do not show what they are for."""
    for owner in source.rules:
        if not owner.rule.hit:
            yield owner.rule.line, owner.rule.id, f"{owner.rule.id} has no `hit` text"


def hits_lookalike(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Safe rules that take a look-alike, alone, inside a document or at its end."""
    own = {owner.rule.id: owner.rule for owner in source.rules}
    for harm in bench.harm:
        rule = own.get(harm.rule_id)
        if rule and rule.safety == "safe":
            because = f" ({harm.lookalike.why})" if harm.lookalike.why else ""
            yield rule.line, rule.id, f"{rule.id} takes {harm.text!r} of {harm.lookalike.where}{because}"
