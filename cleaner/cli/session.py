"""What `clean`, `check` and `diff` have in common: inputs, observers, problems, and the closing words."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from cleaner.clean import Cleaner
from cleaner.cli.options import make_settings
from cleaner.cli.walking import stdin_is_named, with_list
from cleaner.errors import InputError
from cleaner.formats.choose import format_of
from cleaner.formats.compression import MAX_RATIO
from cleaner.formats.stream import Observe, Problem, Reading
from cleaner.model import Cleaned
from cleaner.report.totals import Totals
from cleaner.report.visible import visible
from cleaner.runs.batch import Job, run_inputs
from cleaner.runs.files import STDIN
from cleaner.runs.garbage import making_what_stays
from cleaner.runs.output import Target

if TYPE_CHECKING:
    from cleaner.report.look import Drawn
    from cleaner.report.tally import Tally

_PATIENCE_SECONDS = 1.5


def inputs_or_help(paths: Sequence[str], options: dict[str, Any] | None = None) -> tuple[str, ...]:
    """The paths to read; standard input without any. On a terminal with nothing to read the help is shown."""
    if options and options["file_list"]:
        return with_list(paths, options)
    if paths:
        return tuple(paths)
    if sys.stdin.isatty():
        context = click.get_current_context()
        click.echo(context.get_help())
        context.exit(0)
    return (STDIN,)


@contextlib.contextmanager
def _explained(*, quiet: bool) -> Iterator[None]:
    """Tell who waits at a terminal for what, if the rules take long to be ready."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    told = "Preparing the rules; they or the program have changed, and this is kept for the next time …"
    timer = threading.Timer(_PATIENCE_SECONDS, partial(click.echo, told, err=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Session:
    """One run of a command over its inputs. `failed` tells of problems that must end with exit code 2."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.make = partial(Cleaner, settings=make_settings(options), paths=options["pack"])
        with making_what_stays(), _explained(quiet=bool(options.get("quiet"))):
            self.cleaner = self.make()
        self.totals = Totals()
        self.tally: Tally | None = None
        if options.get("statistics"):
            # Imported late: a plain filter needs neither counters nor tables.
            from cleaner.report.tally import Tally

            self.tally = Tally()
        self.failed = False

    def run(
        self,
        paths: Sequence[str],
        observers: Sequence[Observe] = (),
        *,
        target: Target = "nowhere",
        output: str = "",
        stream: BinaryIO | None = None,
    ) -> None:
        """Clean every input and keep the totals."""
        job = self.job(target=target, output=output, name=stdin_is_named(paths, self.options))
        jobs = self.options.get("jobs") or 1
        if jobs == 1 or not _worth_sharing(paths, job):
            run_inputs(paths, job, self.cleaner, (self.totals.add, *observers), self.problem, stream)
            return
        # Imported late: one process needs no others.
        from cleaner.runs.parallel import clean_bundle, run_parallel
        from cleaner.runs.workers import Workers

        workers = Workers(jobs, self.make, clean_bundle, self.cleaner)
        try:
            run_parallel(paths, job, workers, self.totals, observers, self.problem, stream)
        finally:
            workers.close()

    def job(self, *, target: Target, output: str = "", name: str = "") -> Job:
        """What is to be done with each input; `name` is that of standard input."""
        o = self.options
        reading = Reading(
            name,
            o["text_field"],
            o.get("url_field", "url"),
            o["url"],
            annotate=o.get("annotate") or "",
            to=o.get("to") or "same",
        )
        source = format_of(name, o["source"]) if name else o["source"]
        return Job(reading, source, target, output, max_ratio=o.get("max_ratio", MAX_RATIO), mark=o.get("mark"))

    def problem(self, problem: Problem) -> None:
        """Tell of a problem on standard error."""
        self.failed = self.failed or problem.fatal
        kind = "error" if problem.fatal else "warning"
        click.echo(f"{kind}: {visible(problem.where)}: {visible(problem.message)}", err=True)

    def summarise(self) -> None:
        """The one line that says what the run did."""
        if not self.options.get("quiet"):
            o = self.options
            done = "Found" if o.get("annotate") == "only" else "Removed" if o.get("mark") is None else "Marked"
            click.echo(self.totals.summary(done), err=True)

    def statistics(self) -> Drawn | None:
        """The tables that the options ask for."""
        if not self.tally:
            return None
        from cleaner.report.statistics import statistics

        return statistics(self.totals, self.tally)

    def about(self) -> dict[str, Any]:
        """What ran: version, settings and pack digests, for reports."""
        from dataclasses import asdict

        from cleaner import __version__

        return {
            "version": __version__,
            "settings": asdict(self.cleaner.settings),
            "packs": {pack.path: pack.digest for pack in self.cleaner.packs},
        }


class Changed:
    """The inputs in which there was something to remove, in order."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.inputs, self.paths = set(paths), dict[str, None]()

    def add(self, cleaned: Cleaned) -> None:
        """Take in one document."""
        path = cleaned.document.path
        if cleaned.changed:
            # The path of a row ends with its number.
            file, _, number = path.rpartition(":")
            self.paths.setdefault(path if path in self.inputs or not number.isdecimal() or not file else file)


def _worth_sharing(paths: Sequence[str], job: Job) -> bool:
    """Whether there is more than one piece of work: a single text is cleaned by one process."""
    return len(paths) > 1 or any(format_of(path, job.format) == "jsonl" for path in paths)


def require_single(paths: Sequence[str], option: str) -> None:
    """Refuse an option that makes sense for one input only. Raises InputError."""
    if len(paths) > 1:
        raise InputError(f"{option} takes one input, not {len(paths)}", hint="use -w to clean files in place")
