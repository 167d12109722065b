"""`cleaner rules`: list and test the rules of the packs."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.authoring.trial import Failure, try_rules
from cleaner.cli.options import color_option, console, pack_option
from cleaner.packs.loader import load_packs, named, rules_folder
from cleaner.packs.pack import Rule


@click.group(name="rules")
def command() -> None:
    """List the rules, or run them on their own texts."""


@command.command(name="list")
@click.argument("selectors", nargs=-1)
@pack_option
@color_option
def list_command(selectors: tuple[str, ...], pack: tuple[str, ...], color: str) -> None:
    """List rules: id, kind, safety and what each removes.

    SELECTORS are ids, categories or prefixes; without one all rules are listed.
    """
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("rule", "kind", "lang", "safety", "removes"):
        table.add_column(title, overflow="fold")
    rules = [r for p in load_packs(pack) for r in p.rules]
    for rule in sorted(named(rules, selectors), key=lambda r: r.id):
        table.add_row(rule.id, rule.kind, rule.lang, rule.safety, rule.message)
    console(color, stderr=False).print(table)


@command.command(name="test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@pack_option
@click.option("--select", multiple=True, metavar="ID", help="Only rules of these ids, categories or prefixes.")
@color_option
def test_command(paths: tuple[Path, ...], pack: tuple[str, ...], select: tuple[str, ...], color: str) -> None:
    """Run every rule on its own `hit` and `miss` texts and name what fails.

    PATHS are pack files or folders; without one all packs are tested. Exits 1 when a text fails.
    """
    # A pack is tried without the other languages, so that a fault elsewhere does not stand in its way.
    packs = load_packs((rules_folder() / "any", *pack, *paths), builtin=False) if paths else load_packs(pack)
    wanted = _rules_below(paths, [r for p in packs for r in p.rules])
    rules = named(wanted, select)
    tried, failures = try_rules(rules, packs)
    out = console(color, stderr=False)
    for failure in failures:
        _show(out, failure)
    out.print(f"{len(rules)} rules, {tried} texts, {len(failures)} failed", highlight=False)
    if failures:
        raise click.exceptions.Exit(1)


def _rules_below(paths: tuple[Path, ...], rules: list[Rule]) -> list[Rule]:
    if not paths:
        return rules
    root = rules_folder().parent
    places = [path.resolve() for path in paths]

    def file(rule: Rule) -> Path:
        path = Path(rule.path)
        return (root / path if path.parts[:1] == ("rules",) and (root / path).exists() else path).resolve()

    return [rule for rule in rules if any(file(rule).is_relative_to(place) for place in places)]


def _show(out, failure: Failure) -> None:  # type: ignore[no-untyped-def]
    from rich.text import Text

    rule = failure.rule
    hit = failure.text != failure.expected
    out.print(Text(f"FAIL {rule.id}  {rule.path}:{rule.line}  {'hit' if hit else 'miss'}", "bold red"))
    for name, text in (("text", failure.text), ("want", failure.expected), ("got", failure.got)):
        out.print(Text(f"  {name}  {text!r}"), soft_wrap=True)
