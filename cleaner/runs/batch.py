"""Clean several inputs, one after the other; a bad one is reported and the rest go on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from typing import BinaryIO, Literal

from cleaner.clean import Cleaner
from cleaner.errors import InputError
from cleaner.formats.choose import SNIFFED_BYTES, format_of, runner
from cleaner.formats.stream import Observe, Problem, Reading, Report
from cleaner.model import Cleaned
from cleaner.runs.files import AtomicFile, open_input

Target = Literal["stream", "file", "in place", "nowhere"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with the inputs: their format, and where the cleaned text goes."""

    reading: Reading
    format: str = "auto"
    target: Target = "stream"
    output: str = ""


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
            _run_one(path, job, cleaner, observers, report, stream)


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


def _run_one(
    path: str,
    job: Job,
    cleaner: Cleaner,
    observers: Sequence[Observe],
    report: Report,
    stream: BinaryIO | None,
) -> None:
    changed = False

    def observe(cleaned: Cleaned) -> None:
        nonlocal changed
        changed = changed or cleaned.changed
        for observer in observers:
            observer(cleaned)

    reading = replace(job.reading, path=path)
    with open_input(path) as source:
        head = source.peek(SNIFFED_BYTES) if job.format == "auto" and isinstance(source, BufferedReader) else b""
        name = format_of(path, job.format, head)
        run = runner(name)
        if name == "html":
            reading = replace(reading, nodes=cleaner.nodes)
        if job.target in ("stream", "nowhere"):
            run(source, stream if job.target == "stream" else None, reading, cleaner.clean, observe, report)
            return
        target = AtomicFile(job.output if job.target == "file" else path)
        try:
            run(source, target.file, reading, cleaner.clean, observe, report)
        except BaseException:
            target.discard()
            raise
    if changed or job.target == "file":
        target.commit()
    else:
        target.discard()
