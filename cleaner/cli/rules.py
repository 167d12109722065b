"""`cleaner rules`: list, test and check the rules of the packs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from cleaner.authoring.source import below, is_shipped
from cleaner.authoring.trial import Failure, try_rules
from cleaner.cli.configured import packs_or_configured
from cleaner.cli.options import color_option, console, pack_option, split_list
from cleaner.cli.rules_hits import command as hits_command
from cleaner.cli.rules_import import command as import_command
from cleaner.cli.tune import command as tune_command
from cleaner.errors import PackErrors
from cleaner.packs.loader import load_packs, named, rules_folder
from cleaner.packs.pack import Pack
from cleaner.text.count import counted


@click.group(name="rules", short_help="List, test, lint, tune and import rules.")
def command() -> None:
    """List the rules, run them on their own texts, look for what is wrong with them, or fit their weights."""


@command.command(name="list", short_help="List rules.")
@click.argument("selectors", nargs=-1)
@pack_option
@color_option
def list_command(selectors: tuple[str, ...], pack: tuple[str, ...], color: str) -> None:
    """List rules: id, kind, safety and what each removes.

    SELECTORS are ids, categories or prefixes; without one all rules are listed.
    """
    from cleaner.report.listing import listed

    rules = [r for p in load_packs(packs_or_configured(pack)) for r in p.rules]
    console(color, stderr=False).print(listed(named(rules, selectors)), crop=False)


@command.command(name="test", short_help="Try rules on their own texts.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@pack_option
@click.option("--select", multiple=True, metavar="ID", help="Only rules of these ids, categories or prefixes.")
@color_option
def test_command(paths: tuple[Path, ...], pack: tuple[str, ...], select: tuple[str, ...], color: str) -> None:
    """Run every rule on its own `hit` and `miss` texts and name what fails.

    PATHS are pack files or folders; without one all packs are tested. Exits 1 when a text fails.
    """
    # A pack is tried without the other languages, so that a fault elsewhere does not stand in its way.
    packs = load_packs((Path(rules_folder(), "any"), *pack, *paths), builtin=False) if paths else load_packs(pack)
    rules = named([r for p in below(paths, packs) for r in p.rules], select)
    if paths:
        # With all packs read, ids that are used twice were told of.
        _check_ids(packs)
    if any(rule.kind == "fill" for rule in rules):
        # What stands between findings needs the rules that find them.
        packs = _with_builtin((*pack, *paths))
    tried, failures = try_rules(rules, packs)
    out = console(color, stderr=False)
    for failure in failures:
        _show(out, failure)
    out.print(f"{counted('rule', len(rules))}, {counted('text', tried)}, {len(failures)} failed", highlight=False)
    if failures:
        raise click.exceptions.Exit(1)


def _check_ids(packs: Iterable[Pack]) -> None:
    """Raise PackErrors for rules with the id of one that comes with the tool: they could not be used together."""
    # Imported late: these are ready, the packs would have to be read.
    from cleaner.engine.ready import ready
    from cleaner.packs.loader import duplicates

    own = [pack for pack in packs if not is_shipped(pack)]
    errors = duplicates([*ready().packs, *own]) if own else []
    if errors:
        raise PackErrors(errors)


def _show(out, failure: Failure) -> None:  # type: ignore[no-untyped-def]
    from rich.text import Text

    rule = failure.rule
    hit = failure.text != failure.expected
    out.print(Text(f"FAIL {rule.id}  {rule.path}:{rule.line}  {'hit' if hit else 'miss'}", "bold red"))
    for name, text in (("text", failure.text), ("want", failure.expected), ("got", failure.got)):
        out.print(Text(f"  {name}  {text!r}"), soft_wrap=True)


@command.command(name="lint", short_help="Look for what an editor would mend.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@pack_option
@click.option("--select", metavar="CHECKS", help="Only these checks: codes or names, comma-separated; ALL.")
@click.option("--ignore", metavar="CHECKS", help="All but these.")
@click.option(
    "--lookalikes",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Texts that no rule may take; those of the checkout without it.",
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the findings.",
)
@color_option
def lint_command(
    paths: tuple[Path, ...],
    pack: tuple[str, ...],
    select: str | None,
    ignore: str | None,
    lookalikes: Path | None,
    output_format: str,
    color: str,
) -> None:
    """Look for rules that work but are likely to eat text or to rot.

    PATHS are pack files or folders; without one all packs are looked at. Prints one line per finding: path,
    line, code and message; rules/README.md tells what each code means. Exits 1 if there are any.
    """
    from cleaner.authoring.lint import chosen, lint
    from cleaner.authoring.lookalikes import own_folder, read_lookalikes
    from cleaner.report.lint import as_json, as_text

    checks = chosen(split_list(select), split_list(ignore))
    folder = lookalikes or own_folder()
    everything = _with_builtin((*pack, *paths))
    findings = lint(below(paths, everything), everything, read_lookalikes(folder) if folder else (), checks=checks)
    if output_format == "json":
        click.echo(as_json(findings))
    else:
        out = console(color, stderr=False)
        for finding in findings:
            out.print(as_text(finding), soft_wrap=True)
    count = len(findings)
    click.echo(f"{count or 'No'} finding{'s' if count != 1 else ''}", err=True)
    if findings:
        raise click.exceptions.Exit(1)


@command.command(name="catalog", short_help="Print all rules as Markdown.")
@pack_option
def catalog_command(pack: tuple[str, ...]) -> None:
    """Print all rules as Markdown: counts by category and language, and a line for each. rules/CATALOG.md is that."""
    from cleaner.authoring.catalog import catalog

    click.echo(catalog(rule for p in load_packs(pack) for rule in p.rules), nl=False)


@command.command(name="schema", short_help="Print the JSON schema of a pack.")
def schema_command() -> None:
    """Print the JSON schema of packs, for editors that complete and check them."""
    import json

    from cleaner.packs.schema import pack_schema

    click.echo(json.dumps(pack_schema(), indent=2, ensure_ascii=False))


command.add_command(tune_command)
command.add_command(hits_command)
command.add_command(import_command)


def _with_builtin(paths: tuple[str | Path, ...]) -> tuple[Pack, ...]:
    """All packs; without those of other languages when one of them is faulty."""
    try:
        return load_packs(paths)
    except PackErrors:
        return load_packs((Path(rules_folder(), "any"), *paths), builtin=False)
