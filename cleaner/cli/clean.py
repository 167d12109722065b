"""`cleaner clean`: the filter."""

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
from cleaner.cli.session import Changed, Session, inputs_or_help, require_single
from cleaner.cli.walking import expanded, has_folder, walk_options
from cleaner.errors import InputError
from cleaner.formats.mark import check_template
from cleaner.formats.stream import Observe
from cleaner.report.visible import visible
from cleaner.runs.files import STDIN


class _Command(GroupedCommand):
    """Lets `--annotate` stand alone, also before a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        out: list[str] = []
        for at, arg in enumerate(args):
            if arg == "--":
                return super().parse_args(ctx, out + args[at:])
            if out[-1:] == ["--annotate=beside"] and arg in ("beside", "only"):
                out[-1] = f"--annotate={arg}"
            else:
                out.append("--annotate=beside" if arg == "--annotate" else arg)
        return super().parse_args(ctx, out)


@click.command(name="clean", short_help="Remove the clutter.", cls=_Command)
@input_options
@click.option("-w", "--write", is_flag=True, help="Clean the files in place.")
@click.option("-o", "--output", metavar="PATH", help="Write the clean text to a file, or the clean files to a folder.")
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change, and exit 1 if any.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would go, and exit 1 if anything.")
@click.option("--exit-non-zero-on-change", is_flag=True, help="Name the files that changed, and exit 1 if any.")
@click.option("--journal", metavar="FILE", help="Keep what goes, so that `cleaner restore` can put it back.")
@click.option("--backup", metavar="SUFFIX", help="With -w: keep each changed file as it was, under its name + SUFFIX.")
@click.option(
    "--annotate",
    type=click.Choice(["beside", "only"]),
    metavar="[only]",
    help="Add a field `cleaner` to each row: what went, and why. `only`: and leave the text as it is.",
)
@click.option("--mark", metavar="TEMPLATE", help="Put a mark in place of what goes, such as '[{category}]'.")
@click.option(
    "--to",
    type=click.Choice(["same", "text"]),
    default="same",
    show_default=True,
    help="HTML: the page without the clutter, or its clean text with a line for each block.",
)
@report_option
@click.option("--statistics", is_flag=True, help="Show what went by category, rule, string and site.")
@walk_options
@jobs_option
@selection_options
@color_option
@quiet_option
def command(**options: Any) -> None:
    """Remove the clutter from PATHS, or from standard input.

    The clean text goes to standard output, or back into the files with -w. Of a folder all files are
    cleaned that are text and not ignored: -o makes a folder of the same shape. If that is stopped, the
    same command goes on where it was. A summary goes to standard error.
    """
    paths = inputs_or_help(options["paths"], options)
    if options["mark"] is not None:
        check_template(options["mark"])
    if options["diff"]:
        from cleaner.cli.diff import show_diff

        show_diff(paths, {**options, "svg": None, "width": None})
        return
    if options["check"]:
        _check(paths, options)
        return
    _clean(paths, options)


def _check_options(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    if options["write"] and options["output"]:
        raise InputError("-w and -o exclude each other", hint="-w writes back into the inputs, -o to another file")
    if options["write"] and options["to"] != "same":
        raise InputError("-w and --to exclude each other", hint="a page is not overwritten with its text; use -o")
    if options["write"] and STDIN in paths:
        raise InputError("standard input cannot be cleaned in place", hint="leave out -w, or name files")
    if options["journal"] and options["mark"] is not None:
        raise InputError("--mark and --journal exclude each other", hint="a marked text cannot be restored from cuts")
    if options["backup"] and not options["write"]:
        raise InputError("--backup needs -w", hint="without it the inputs stay as they are")


def _clean(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    _check_options(paths, options)
    place = None
    if options["write"] or options["output"] or has_folder(paths):
        # Imported late: a plain filter walks no folders.
        from cleaner.cli.tree import clean_batch, place_of

        place = place_of(paths, options)
    session = Session(options)
    # Imported late: a plain filter needs neither reports nor tables.
    reports = []
    if options["report"]:
        from cleaner.report.choose import open_reports

        reports = open_reports(options["report"])
    changed = Changed(paths)
    observers: list[Observe] = [report.add for report in reports]
    if session.tally:
        observers.append(session.tally)
    if options["exit_non_zero_on_change"]:
        observers.append(changed.add)
    if place:
        clean_batch(session, paths, place, options, observers, lambda: _tell(session, reports, options))
    else:
        _run(session, paths, options, observers)
        _tell(session, reports, options)
    for path in changed.paths:
        click.echo(f"cleaned {visible(path)}", err=True)
    if session.failed:
        raise click.exceptions.Exit(2)
    if changed.paths:
        raise click.exceptions.Exit(1)


def _run(session: Session, paths: tuple[str, ...], options: dict[str, Any], observers: list[Observe]) -> None:
    """Clean inputs that are no batch."""
    if options["write"]:
        session.run(expanded(paths, options, session.problem), observers, target="in place")
        return
    output = options["output"] if options["output"] != STDIN else ""
    if output:
        require_single(paths, "-o")
    if options["journal"]:
        from cleaner.cli.tree import clean_with_journal

        require_single(paths, "--journal without -w")
        clean_with_journal(session, paths[0], output, options["journal"], observers)
    else:
        target: Any = "file" if output else "stream"
        paths = expanded(paths, options, session.problem)
        session.run(paths, observers, target=target, output=output, stream=sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _tell(session: Session, reports: list[Any], options: dict[str, Any]) -> None:
    for report in reports:
        report.close(session.totals, session.about())
    tables = session.statistics()
    if tables:
        console(options["color"]).print(tables)
    session.summarise()


def _check(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    session = Session(options)
    paths = expanded(paths, options, session.problem)
    changed = Changed(paths)
    session.run(paths, [changed.add])
    for path in changed.paths:
        click.echo(f"Would clean {visible(path)}")
    session.summarise()
    if session.failed:
        raise click.exceptions.Exit(2)
    if changed.paths:
        raise click.exceptions.Exit(1)
