"""`cleaner check`: findings only."""

from __future__ import annotations

from typing import Any

import click

from cleaner.cli.options import color_option, console, input_options, jobs_option, quiet_option, selection_options
from cleaner.cli.session import Changed, Session, inputs_or_help
from cleaner.cli.walking import expanded, walk_options
from cleaner.formats.stream import Observe
from cleaner.model import Cleaned
from cleaner.report.findings import finding_line
from cleaner.report.visible import visible


@click.command(name="check")
@input_options
@click.option("--statistics", is_flag=True, help="Show counts by rule and category.")
@click.option("-l", "--files-with-matches", is_flag=True, help="Print only the names of the files that have findings.")
@click.option("--write-baseline", metavar="FILE", help="Write all findings to FILE, for --baseline, and exit 0.")
@walk_options
@jobs_option
@selection_options
@color_option
@quiet_option
def command(**options: Any) -> None:
    """Say what would go from PATHS, or from standard input, and change nothing.

    Prints one line per finding: path, line, column, rule and text. Exits 1 if there is something to
    remove.
    """
    paths = inputs_or_help(options["paths"], options)
    session = Session(options)
    paths = expanded(paths, options, session.problem)
    out = console(options["color"], stderr=False)

    def show(cleaned: Cleaned) -> None:
        for removal in cleaned.removals:
            out.print(finding_line(cleaned.document, removal), soft_wrap=True)

    changed = Changed(paths)
    observers: list[Observe] = []
    if options["write_baseline"]:
        # Imported late: few runs write one.
        from cleaner.runs.baseline import Baseline

        baseline = Baseline()
        observers.append(baseline.add)
    session.run(paths, [*observers, changed.add if options["files_with_matches"] else show])
    if options["write_baseline"]:
        baseline.write(options["write_baseline"], session.cleaner.settings.keep)
    for path in changed.paths:
        click.echo(visible(path))
    if options["statistics"]:
        from cleaner.report.statistics import statistics

        console(options["color"]).print(statistics(session.totals))
    session.summarise()
    if session.failed:
        raise click.exceptions.Exit(2)
    if session.totals.removals and not options["write_baseline"]:
        raise click.exceptions.Exit(1)
