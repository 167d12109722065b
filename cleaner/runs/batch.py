"""Clean several inputs, one after the other; a bad one is reported and the rest go on."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from cleaner.clean import Cleaner
from cleaner.errors import InputError
from cleaner.formats.choose import check_fits, format_of, runner
from cleaner.formats.compression import MAX_RATIO, compressed, expanded, split_suffix
from cleaner.formats.mark import marking
from cleaner.formats.stream import Observe, Problem, Reading, Report
from cleaner.model import Cleaned
from cleaner.runs.files import AtomicFile, open_input

Target = Literal["stream", "file", "in place", "nowhere"]


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
        try:
            _run_one(path, job, cleaner, observers, report, stream)
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
    changed = bool(job.reading.annotate)

    def observe(cleaned: Cleaned) -> None:
        nonlocal changed
        changed = changed or cleaned.changed
        for observer in observers:
            observer(cleaned)

    reading = replace(job.reading, path=path)
    name = format_of(path, job.format)
    check_fits(name, annotate=bool(reading.annotate), mark=job.mark is not None)
    run = runner(name)
    clean = cleaner.clean if job.mark is None else marking(cleaner.clean, job.mark)
    with open_input(path) as file:
        source, kind = expanded(file, path, job.max_ratio)
        if job.target == "nowhere":
            run(source, None, reading, clean, observe, report)
            return
        if job.target == "stream" and stream:
            with compressed(stream, kind) as sink:
                run(source, sink, reading, clean, observe, report)
            return
        target = AtomicFile(job.output if job.target == "file" else path)
        wanted = split_suffix(job.output)[1] if job.target == "file" else kind
        try:
            with compressed(target.file, wanted) as sink:
                run(source, sink, reading, clean, observe, report)
            if job.target == "file" and kind == wanted and not changed and file.seekable():
                # Not even compressed or laid out anew.
                target.restart()
                file.seek(0)
                shutil.copyfileobj(file, target.file)
        except BaseException:
            target.discard()
            raise
    if changed or job.target == "file":
        target.commit()
    else:
        target.discard()
