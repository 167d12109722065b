"""`cleaner restore`: put back what was removed."""

from __future__ import annotations

import sys

import click

from cleaner.cli.options import quiet_option
from cleaner.errors import InputError
from cleaner.formats.stream import Problem
from cleaner.report.visible import visible
from cleaner.runs.files import STDIN, open_input
from cleaner.runs.restore import Restored, restore, restore_stream
from cleaner.text.count import counted


@click.command(name="restore", short_help="Put back what a journal holds.")
@click.argument("journal", type=click.Path())
@click.argument("paths", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--check", is_flag=True, help="Write nothing; only see whether everything can be put back.")
@quiet_option
def command(journal: str, paths: tuple[str, ...], check: bool, quiet: bool) -> None:
    """Put back what `cleaner clean --journal JOURNAL` removed, byte for byte: everywhere, or at and below PATHS.

    A text that was edited since it was cleaned is refused and stays as it is. With - as the path a clean text
    is read from standard input, and what it was goes to standard output.
    """
    if STDIN in paths:
        if len(paths) > 1 or check:
            raise InputError("- stands alone", hint="cleaner restore JOURNAL - < clean.txt")
        with open_input(STDIN) as source:
            restore_stream(journal, source, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    done = restore(journal, paths, _tell, check=check)
    if not quiet:
        click.echo(_summary(done, check=check), err=True)
    if done.failed:
        raise click.exceptions.Exit(2)


def _tell(problem: Problem) -> None:
    click.echo(f"error: {visible(problem.where)}: {visible(problem.message)}", err=True)


def _summary(done: Restored, *, check: bool) -> str:
    parts = [f"{'Can put' if check else 'Put'} back {counted('file', done.files)}"]
    if done.before:
        parts.append(f"{done.before:,} had been put back before")
    if done.failed:
        parts.append(f"{done.failed:,} not put back")
    return f"{', '.join(parts)}."
