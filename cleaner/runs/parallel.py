"""Clean several inputs with several processes: the same bytes, records and reports as one process makes.

Rows of JSON Lines are handed out in bundles, other inputs whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import chain, groupby
from typing import BinaryIO

from cleaner.clean import Cleaner
from cleaner.formats import jsonl
from cleaner.formats.choose import format_of
from cleaner.formats.notes import Notes
from cleaner.formats.stream import Observe, Problem, Report
from cleaner.model import Cleaned
from cleaner.report.totals import Totals
from cleaner.runs.batch import Job, cleaning, opened, run_inputs, told
from cleaner.runs.output import written
from cleaner.runs.telling import Telling, carried, telling
from cleaner.runs.workers import Workers

BUNDLE_BYTES = 1 << 19


@dataclass(frozen=True, slots=True)
class Bundle:
    """Some rows of an input, which is the `number`-th, or a whole input when there are no rows.

    `whole` says what is wanted of each document besides sums; `problems` are what went wrong with
    the input before it came to this. `kind` is the compression of the input that the rows come from.
    """

    number: int
    path: str
    job: Job
    whole: Telling
    rows: list[bytes] | None = None
    first: int = 1
    problems: tuple[Problem, ...] = ()
    kind: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of a bundle."""

    number: int
    path: str
    is_rows: bool
    failed: bool = False
    kind: str = ""
    data: bytes = b""
    totals: Totals = field(default_factory=Totals)
    documents: list[Cleaned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)


def clean_bundle(cleaner: Cleaner, bundle: Bundle) -> Outcome:
    """The work of one process on one bundle."""
    out = Outcome(bundle.number, bundle.path, bundle.rows is not None, bool(bundle.problems), bundle.kind)
    out.problems += bundle.problems
    sink = BytesIO()

    def observe(cleaned: Cleaned) -> None:
        out.totals.add(cleaned)
        out.documents += carried(cleaned, bundle.whole)

    if bundle.rows is None:
        if not bundle.problems:
            run_inputs([bundle.path], bundle.job, cleaner, [observe], out.problems.append, sink)
    else:
        reading = replace(bundle.job.reading, path=bundle.job.reading.path or bundle.path)

        def note(number: int, message: str) -> None:
            out.notes.append((number, message))

        clean = cleaning(cleaner, bundle.job)
        for row in jsonl.cleaned_rows(bundle.rows, reading, clean, observe, note, first=bundle.first):
            sink.write(row)
    out.data = sink.getvalue()
    return out


def run_parallel(
    paths: Iterable[str],
    job: Job,
    workers: Workers[Bundle, Outcome],
    totals: Totals,
    observers: Sequence[Observe],
    report: Report,
    stream: BinaryIO | None = None,
) -> None:
    """Clean each input, like `run_inputs`, in the processes of `workers`."""
    outcomes = workers.run(_bundles(paths, job, telling(observers)))
    for _, group in groupby(outcomes, key=lambda outcome: outcome.number):
        first = next(group)
        parts = _observed(chain([first], group), totals, observers, report)  # noqa: B031
        if first.is_rows:
            with told(first.path, report), contextlib.suppress(_FailedError):
                _write_rows(first.path, first.kind, job, parts, report, stream)
        else:
            for outcome in parts:
                if stream and job.target == "stream":
                    stream.write(outcome.data)


def _bundles(paths: Iterable[str], job: Job, whole: Telling) -> Iterator[Bundle]:
    for number, path in enumerate(paths):
        if format_of(path, job.format) != "jsonl":
            yield Bundle(number, path, job, whole)
            continue
        problems: list[Problem] = []
        first, kind = 1, ""
        with told(path, problems.append), opened(path, job) as (source, found):
            kind = found
            while rows := source.readlines(BUNDLE_BYTES):
                yield Bundle(number, path, job, whole, rows, first, kind=kind)
                first += len(rows)
        # The last, empty one says that the input has ended, and how.
        yield Bundle(number, path, job, whole, [], first, tuple(problems), kind)


def _observed(
    outcomes: Iterable[Outcome], totals: Totals, observers: Sequence[Observe], report: Report
) -> Iterator[Outcome]:
    for outcome in outcomes:
        for problem in outcome.problems:
            report(problem)
        totals.merge(outcome.totals)
        for cleaned in outcome.documents:
            for observer in observers:
                observer(cleaned)
        yield outcome


class _FailedError(Exception):
    """An input whose problems are told already; nothing more is to be written for it."""


def _write_rows(
    path: str, kind: str, job: Job, parts: Iterable[Outcome], report: Report, stream: BinaryIO | None
) -> None:
    notes = Notes(replace(job.reading, path=job.reading.path or path), report)
    with written(path, kind, job.target, job.output, stream) as out:
        out.changed = bool(job.reading.annotate)
        for outcome in parts:
            for number, message in outcome.notes:
                notes.add(number, message)
            out.changed = out.changed or outcome.totals.changed > 0
            if out.sink:
                out.sink.write(outcome.data)
            if outcome.failed:
                raise _FailedError
    notes.finish()
