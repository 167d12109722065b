"""`cleaner diff`: see what would go, and why."""

from __future__ import annotations

from typing import Any

import click

from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.options import color_option, console, input_options, quiet_option, selection_options
from cleaner.cli.session import Session, inputs_or_help
from cleaner.cli.walking import expanded, walk_options
from cleaner.model import Cleaned
from cleaner.report.terminal import CONTEXT, VIEWS, document_diff
from cleaner.report.visible import visible


@click.command(name="diff", short_help="Show what would go, and why.", cls=GroupedCommand)
@input_options
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="auto",
    show_default=True,
    help="Lines one below the other, two columns, or one line for each removal; auto: two columns if there is room.",
)
@click.option(
    "-U",
    "--context",
    type=click.IntRange(0),
    default=CONTEXT,
    show_default=True,
    metavar="LINES",
    help="Unchanged lines to show around what goes.",
)
@click.option("--statistics", is_flag=True, help="Show what went by category, rule, string and site.")
@click.option("--svg", metavar="FILE", help="Also draw the output as a picture.")
@click.option("--width", type=click.IntRange(40, 400), metavar="COLUMNS", help="Width of the output.")
@walk_options
@selection_options
@color_option
@quiet_option
def command(**options: Any) -> None:
    """Show what would go from PATHS, or from standard input, and change nothing.

    Removed lines are marked `-`, lines that lose a piece `~` with the piece in [-…-], and each removal
    names its rule. Two columns from 140 characters on. Exits 1 if there is something to remove.
    """
    show_diff(inputs_or_help(options["paths"], options), options)


def show_diff(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    """Print the diff of every input. Ends with code 1 if there is something to remove, 2 after a fault."""
    session = Session(options)
    paths = expanded(paths, options, session.problem)
    out = console(options["color"], stderr=False, width=options["width"], record=bool(options["svg"]))

    def show(cleaned: Cleaned) -> None:
        if cleaned.removals or cleaned.over_budget:
            out.print(document_diff(cleaned, view=options.get("view", "auto"), context=options.get("context", CONTEXT)))

    session.run(paths, [show, *([session.tally] if session.tally else [])])
    tables = session.statistics()
    if tables:
        out.print(tables)
    if options["svg"]:
        out.save_svg(options["svg"], title=visible(f"cleaner diff {' '.join(paths)}"))
    session.summarise()
    if session.failed:
        raise click.exceptions.Exit(2)
    if session.totals.removals:
        raise click.exceptions.Exit(1)
