"""`cleaner check`: findings only."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.options import (
    color_option,
    console,
    input_options,
    jobs_option,
    quiet_option,
    report_option,
    selection_options,
)
from cleaner.cli.session import Changed, Session, inputs_or_help
from cleaner.cli.walking import expanded, walk_options
from cleaner.formats.stream import Observe
from cleaner.model import Cleaned
from cleaner.report.choose import FORMATS, open_reports
from cleaner.report.lines import VIEWS, View
from cleaner.report.visible import visible


@click.command(name="check", short_help="Say what would go, a line for each finding.", cls=GroupedCommand)
@input_options
@click.option(
    "--output-format",
    type=click.Choice([name for name in FORMATS if name != "html"]),
    default="concise",
    show_default=True,
    help="How to print the findings.",
)
@report_option
@click.option("--statistics", is_flag=True, help="Show what went by category, rule, string and site.")
@click.option("-l", "--files-with-matches", is_flag=True, help="Print only the names of the files that have findings.")
@click.option("--write-baseline", metavar="FILE", help="Write all findings to FILE, for --baseline, and exit 0.")
@walk_options
@jobs_option
@selection_options
@color_option
@quiet_option
def command(**options: Any) -> None:
    """Say what would go from PATHS, or from standard input, and change nothing.

    Prints one line per finding: path, line, column, rule and text; or another format. Exits 1 if there is something to
    remove.
    """
    paths = inputs_or_help(options["paths"], options)
    session = Session(options)
    paths = expanded(paths, options, session.problem)
    changed = Changed(paths)
    reports = open_reports(options["report"])
    observers: list[Observe] = [report.add for report in reports]
    if session.tally:
        observers.append(session.tally)
    if options["write_baseline"]:
        # Imported late: few runs write one.
        from cleaner.runs.baseline import Baseline

        baseline = Baseline()
        observers.append(baseline.add)
    view, printed = VIEWS.get(options["output_format"]), None
    if options["files_with_matches"]:
        observers.append(changed.add)
    elif view:
        observers.append(_printer(view, options["color"]))
    else:
        printed = FORMATS[options["output_format"]](sys.stdout.buffer)
        observers.append(printed.add)
    session.run(paths, observers)
    if options["write_baseline"]:
        baseline.write(options["write_baseline"], session.cleaner.settings.keep)
    for path in changed.paths:
        click.echo(visible(path))
    if printed:
        printed.close(session.totals, session.about())
        sys.stdout.buffer.flush()
    for report in reports:
        report.close(session.totals, session.about())
    _conclude(session, options)


def _conclude(session: Session, options: dict[str, Any]) -> None:
    """The closing words, and the exit code."""
    tables = session.statistics()
    if tables:
        console(options["color"]).print(tables)
    session.summarise()
    if session.failed:
        raise click.exceptions.Exit(2)
    if session.totals.removals and not options["write_baseline"]:
        raise click.exceptions.Exit(1)


def _printer(view: View, color: str) -> Observe:
    out = console(color, stderr=False)

    def show(cleaned: Cleaned) -> None:
        for line in view(cleaned):
            out.print(line, soft_wrap=True)

    return show
