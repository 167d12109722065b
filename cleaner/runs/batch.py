"""Clean several inputs, one after the other; a bad one is reported and the rest go on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from typing import BinaryIO

from cleaner.clean import Cleaner
from cleaner.errors import InputError
from cleaner.formats.choose import MAGIC, SNIFFED_BYTES, check_fits, format_of, runner
from cleaner.formats.compression import MAX_RATIO, expanded, first_bytes
from cleaner.formats.stream import Clean, Observe, Problem, Reading, Report
from cleaner.model import Cleaned
from cleaner.runs.files import open_input
from cleaner.runs.output import Target, written


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with the inputs: their format, where the cleaned text goes, and what takes the place of clutter."""

    reading: Reading
    format: str = "auto"
    target: Target = "stream"
    output: str = ""
    max_ratio: int = MAX_RATIO
    mark: str | None = None


def run_inputs(
    paths: Iterable[str],
    job: Job,
    cleaner: Cleaner,
    observers: Sequence[Observe],
    report: Report,
    stream: BinaryIO | None = None,
) -> None:
    """Clean each input. Faults go to `report`; nothing is written for an input that fails."""
    for path in paths:
        with told(path, report):
            run_one(path, job, cleaner, observers, report, stream)


@contextlib.contextmanager
def told(path: str, report: Report) -> Iterator[None]:
    """Turn what goes wrong with one input into a report, but for a closed pipe."""
    try:
        yield
    except InputError as error:
        hint = f" ({error.hint})" if error.hint else ""
        report(Problem(error.where or path, f"{error.message}{hint}"))
    except BrokenPipeError:
        raise
    except OSError as error:
        report(Problem(path, f"cannot be read or written: {error.strerror}"))


@contextlib.contextmanager
def opened(path: str, job: Job) -> Iterator[tuple[BinaryIO, str]]:
    """The decompressed bytes of an input, and the name of its compression."""
    with open_input(path) as file:
        yield expanded(file, path, job.max_ratio)


def cleaning(cleaner: Cleaner, job: Job) -> Clean:
    """The cleaner's function, with the marks that the job asks for."""
    if job.mark is None:
        return cleaner.clean
    # Imported late: hardly ever needed.
    from cleaner.formats.mark import marking

    return marking(cleaner.clean, job.mark)


def run_one(
    path: str,
    job: Job,
    cleaner: Cleaner,
    observers: Sequence[Observe],
    report: Report,
    stream: BinaryIO | None,
) -> bool:
    """Clean one input; whether anything changed. Raises InputError and OSError."""
    reading = replace(job.reading, path=job.reading.path or path)
    with opened(path, job) as (source, kind):
        head, source = first_bytes(source, MAGIC)
        name = format_of(path, job.format, source.peek(SNIFFED_BYTES) if isinstance(source, BufferedReader) else head)
        if name in ("html", "warc"):
            reading = replace(reading, nodes=cleaner.nodes)
        check_fits(name, annotate=bool(reading.annotate), mark=job.mark is not None)
        with written(path, kind, job.target, job.output, stream) as out:
            out.changed = bool(reading.annotate)

            def observe(cleaned: Cleaned) -> None:
                out.changed = out.changed or cleaned.changed
                for observer in observers:
                    observer(cleaned)

            runner(name)(source, out.sink, reading, cleaning(cleaner, job), observe, report)
            return out.changed
