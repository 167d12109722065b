"""`cleaner rule`: read about one rule."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from cleaner.authoring.hits import shipped_hits
from cleaner.authoring.source import is_shipped
from cleaner.cli.configured import packs_or_configured
from cleaner.cli.options import color_option, console, pack_option
from cleaner.errors import SelectionError
from cleaner.packs.loader import load_packs
from cleaner.packs.read import suggest
from cleaner.report.explain import explained


def _completed(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    # Imported late: only a shell asks for it.
    from cleaner.engine.ready import ready

    rules = (rule for pack in ready().packs for rule in pack.rules)
    return [CompletionItem(rule.id, help=rule.message) for rule in rules if rule.id.startswith(begun)]


@click.command(name="rule", short_help="Explain a rule.")
@click.argument("rule_id", metavar="ID", shell_complete=_completed)
@pack_option
@color_option
def command(rule_id: str, pack: tuple[str, ...], color: str) -> None:
    """Explain a rule: what it removes, how it decides, and the texts it must hit and miss."""
    packs = load_packs(packs_or_configured(pack))
    home = next((p for p in packs if any(rule.id == rule_id for rule in p.rules)), None)
    if not home:
        known = [rule.id for p in packs for rule in p.rules]
        several = any(name.startswith(rule_id) for name in known)
        hint = f"`cleaner rules list {rule_id}` names some" if several else suggest(rule_id, known)
        raise SelectionError(f"no rule `{rule_id}`", hint=hint)
    rule = next(rule for rule in home.rules if rule.id == rule_id)
    shared = {name: weight for p in packs for name, weight in p.structure.items()}
    counted = shipped_hits() if is_shipped(home) else None
    console(color, stderr=False).print(explained(rule, shared, counted.of(rule_id) if counted else None))
