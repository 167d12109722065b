"""`cleaner clean`: the filter."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.cli.options import color_option, console, input_options, jobs_option, quiet_option, selection_options
from cleaner.cli.session import Session, inputs_or_help, require_single
from cleaner.errors import InputError
from cleaner.runs.files import STDIN


@click.command(name="clean")
@input_options
@click.option("-w", "--write", is_flag=True, help="Clean the files in place.")
@click.option("-o", "--output", metavar="FILE", help="Write the clean text to FILE.")
@click.option(
    "--to",
    type=click.Choice(["same", "text"]),
    default="same",
    show_default=True,
    help="HTML: the page without the clutter, or its clean text with a line for each block.",
)
@click.option("--report", multiple=True, metavar="FILE", help="Write what was removed to FILE (.json or .jsonl).")
@click.option("--statistics", is_flag=True, help="Show counts by rule and category.")
@jobs_option
@selection_options
@color_option
@quiet_option
def command(**options: Any) -> None:
    """Remove the clutter from PATHS, or from standard input.

    The clean text goes to standard output, or back into the files with -w. A one-line summary goes to
    standard error.
    """
    paths = inputs_or_help(options["paths"])
    target, output = _target(paths, options)
    session = Session(options)
    # Imported late: a plain filter needs neither reports nor tables.
    reports = []
    if options["report"]:
        from cleaner.report.machine import open_reports

        reports = open_reports(options["report"])
    session.run(paths, [report.add for report in reports], target=target, output=output, stream=sys.stdout.buffer)
    sys.stdout.buffer.flush()
    for report in reports:
        report.close(session.totals, session.about())
    if options["statistics"]:
        from cleaner.report.statistics import statistics

        console(options["color"]).print(statistics(session.totals))
    session.summarise()
    if session.failed:
        raise click.exceptions.Exit(2)


def _target(paths: tuple[str, ...], options: dict[str, Any]) -> tuple[Any, str]:
    if options["write"] and options["output"]:
        raise InputError("-w and -o exclude each other", hint="-w writes back into the inputs, -o to another file")
    if options["write"] and options["to"] != "same":
        raise InputError("-w and --to exclude each other", hint="a page is not overwritten with its text; use -o")
    if options["write"]:
        if STDIN in paths:
            raise InputError("standard input cannot be cleaned in place", hint="leave out -w, or name files")
        return "in place", ""
    if options["output"] and options["output"] != STDIN:
        require_single(paths, "-o")
        return "file", options["output"]
    return "stream", ""
