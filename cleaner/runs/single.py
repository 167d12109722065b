"""One input into one output, with a journal: nothing is given out before the journal holds it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from cleaner.clean import Cleaner
from cleaner.errors import InputError
from cleaner.formats.stream import Observe, Report
from cleaner.report.totals import Totals
from cleaner.runs.batch import Job
from cleaner.runs.files import STDIN, AtomicFile
from cleaner.runs.journal import JournalWriter
from cleaner.runs.piece import Made, Whole, clean_piece
from cleaner.runs.telling import telling


def clean_single(
    path: str,
    job: Job,
    cleaner: Cleaner,
    journal: JournalWriter,
    totals: Totals,
    observers: Sequence[Observe],
    report: Report,
    stream: BinaryIO,
) -> None:
    """Clean a file or standard input to `stream`, or to the job's output. Raises InputError and OSError."""
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder, _as_file(path, folder) as source:
        job = replace(job, reading=replace(job.reading, path=job.reading.path or path))
        temporary = os.path.join(folder, "output")
        made = clean_piece(cleaner, Whole(0, source, "", temporary, job, telling(observers), journal=True))
        for problem in made.problems if isinstance(made, Made) else ():
            report(problem)
        if not isinstance(made, Made) or made.failed or not made.input or not made.output:
            return
        if made.input != made.output:
            target = job.output if job.target == "file" else STDIN
            try:
                journal.add(path, target, [made.cuts], made.input, made.output)
                journal.sync()
            except OSError as error:
                raise InputError(f"cannot be written: {error.strerror}", where=journal.path) from error
        totals.merge(made.totals)
        for cleaned in made.documents:
            for observer in observers:
                observer(cleaned)
        with open(temporary, "rb") as file:
            if job.target != "file":
                shutil.copyfileobj(file, stream)
                return
            output = AtomicFile(job.output)
            try:
                shutil.copyfileobj(file, output.file)
            except BaseException:
                output.discard()
                raise
            output.commit()


@contextlib.contextmanager
def _as_file(path: str, folder: str) -> Iterator[str]:
    """The path of a file with the content of an input."""
    if path != STDIN:
        yield path
        return
    spool = os.path.join(folder, "input")
    with open(spool, "xb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    yield spool
