"""`cleaner rule`: read about one rule."""

from __future__ import annotations

import click

from cleaner.cli.options import color_option, console, pack_option
from cleaner.errors import SelectionError
from cleaner.packs.loader import load_packs
from cleaner.packs.read import suggest
from cleaner.report.explain import explained


@click.command(name="rule")
@click.argument("rule_id", metavar="ID")
@pack_option
@color_option
def command(rule_id: str, pack: tuple[str, ...], color: str) -> None:
    """Explain a rule: what it removes, how it decides, and the texts it must hit and miss."""
    rules = {rule.id: rule for p in load_packs(pack) for rule in p.rules}
    if rule_id not in rules:
        raise SelectionError(f"no rule `{rule_id}`", hint=suggest(rule_id, rules))
    console(color, stderr=False).print(explained(rules[rule_id]))
