"""`cleaner check`: findings only."""

from __future__ import annotations

from typing import Any

import click

from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.options import color_option, console, input_options, jobs_option, quiet_option, selection_options
from cleaner.cli.session import Session, inputs_or_help
from cleaner.model import Cleaned
from cleaner.report.findings import finding_line


@click.command(name="check", cls=GroupedCommand)
@input_options
@click.option("--statistics", is_flag=True, help="Show counts by rule and category.")
@jobs_option
@selection_options
@color_option
@quiet_option
def command(**options: Any) -> None:
    """Say what would go from PATHS, or from standard input, and change nothing.

    Prints one line per finding: path, line, column, rule and text. Exits 1 if there is something to
    remove.
    """
    paths = inputs_or_help(options["paths"])
    session = Session(options)
    out = console(options["color"], stderr=False)

    def show(cleaned: Cleaned) -> None:
        for removal in cleaned.removals:
            out.print(finding_line(cleaned.document, removal), soft_wrap=True)

    session.run(paths, [show])
    if options["statistics"]:
        from cleaner.report.statistics import statistics

        console(options["color"]).print(statistics(session.totals))
    session.summarise()
    if session.failed:
        raise click.exceptions.Exit(2)
    if session.totals.removals:
        raise click.exceptions.Exit(1)
