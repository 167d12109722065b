"""`cleaner clean` over folders: the output folder, the journal, what was done before, progress, and the final table."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from cleaner import __version__
from cleaner.cli.folders import files_of
from cleaner.cli.options import console
from cleaner.cli.progress import watched
from cleaner.cli.session import Session
from cleaner.cli.walking import has_folder, stdin_is_named
from cleaner.errors import InputError
from cleaner.formats.stream import Observe
from cleaner.report.batch import batch_table
from cleaner.runs.batch import Job, told
from cleaner.runs.files import STDIN
from cleaner.runs.journal import JournalWriter
from cleaner.runs.piece import Made, MadeRows, Rows, Whole, clean_piece
from cleaner.runs.single import clean_single
from cleaner.runs.state import NoState, TreeState
from cleaner.runs.telling import Telling, telling
from cleaner.runs.tree import Batch, Results, TreeRun
from cleaner.runs.walk import Found


@dataclass(frozen=True, slots=True)
class Place:
    """Where cleaned files go: below `root`, or in place if that is empty.

    `state` is the folder that keeps the state of a run; with `leave` what is finished stays known after it.
    """

    root: str
    state: str
    leave: bool = False


def place_of(paths: Sequence[str], options: dict[str, Any]) -> Place | None:
    """Where the files of a batch go; None if this is no batch. Raises InputError for places that make no sense."""
    output, folder = options["output"] or "", has_folder(paths)
    if options["write"]:
        if not folder and not (options["journal"] or options["backup"]):
            return None
        return Place("", next((path for path in paths if path != STDIN and os.path.isdir(path)), ""))
    if folder and not output:
        raise InputError(
            "a directory needs a place for the clean texts",
            where=next(path for path in paths if os.path.isdir(path)),
            hint="-o FOLDER for a folder of the same shape, -w for in place",
        )
    if not output or output == STDIN:
        return None
    if not (folder or output.endswith(("/", os.sep)) or os.path.isdir(output)):
        return None
    if STDIN in paths:
        raise InputError("standard input has no name below a folder", hint="-o FILE, or leave -o out")
    for path in paths:
        _check_apart(path, output)
    return Place(output, output, leave=folder or bool(options["file_list"]))


def _check_apart(path: str, output: str) -> None:
    if not os.path.isdir(path):
        return
    inside, outside = os.path.realpath(path), os.path.realpath(output)
    if inside == outside:
        raise InputError("the output folder is the input itself", where=output, hint="use -w to clean in place")
    if os.path.commonpath([inside, outside]) == outside:
        raise InputError("the output folder holds the input", where=output, hint="name another folder")


def clean_batch(
    session: Session,
    paths: Sequence[str],
    place: Place,
    options: dict[str, Any],
    observers: Sequence[Observe],
    tell: Callable[[], None],
) -> None:
    """Clean the files of a batch, and `tell` what became of them, last of all. Raises InputError."""
    job = session.job(target="stream")
    run = _run_key(session, job, whole=telling(observers))
    done = False
    with contextlib.ExitStack() as stack:
        journal = _journal(options["journal"], run)
        if journal:
            stack.callback(journal.close)
            # A journal that was begun anew does not hold what was finished before.
            run = _hash(run, journal.id)
        state = _state(place, run)
        # In place, a run that came to its end leaves nothing behind: what it cleaned is clean.
        stack.callback(lambda: state.close(leave=place.leave or not done))
        files: Iterable[Found] = files_of(paths, options, session.problem, leave_out=place.root)
        results = stack.enter_context(_results(session))
        watch = None
        if not options["quiet"] and sys.stderr.isatty():
            files = list(files)
            watch = stack.enter_context(watched(console(options["color"]), files))
        batch = Batch(job, place.root, state, journal, options["backup"] or "")
        tree = TreeRun(batch, session.totals, observers, session.problem, watch)
        tree.run(files, results)
        if watch:
            watch.stop()
        if not options["quiet"]:
            console(options["color"]).print(batch_table(tree.counts.rows(), tree.counts.failed, session.totals))
        tell()
        done = True


def clean_with_journal(session: Session, path: str, output: str, journal: str, observers: Sequence[Observe]) -> None:
    """Clean one input to standard output, or to the file `output`, with a journal. Raises InputError."""
    name = stdin_is_named((path,), session.options)
    job = session.job(target="file" if output else "stream", output=output, name=name)
    with contextlib.closing(JournalWriter(journal, __version__)) as writer, told(path, session.problem):
        clean_single(path, job, session.cleaner, writer, session.totals, observers, session.problem, sys.stdout.buffer)


def _state(place: Place, run: str) -> TreeState | NoState:
    if not place.state:
        return NoState()
    try:
        os.makedirs(place.state, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=place.state) from error
    return TreeState(place.state, run)


def _run_key(session: Session, job: Job, *, whole: Telling) -> str:
    """What differs whenever the same input would come out in another way."""
    about = session.about()
    return _hash(json.dumps([about["version"], about["settings"], sorted(about["packs"].items()), asdict(job), whole]))


def _hash(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _journal(path: str | None, run: str) -> JournalWriter | None:
    if not path:
        return None
    if os.path.isdir(path) or path.endswith(("/", os.sep)):
        # The same command finds its own journal again.
        path = os.path.join(path, f"{run[:16]}.jsonl.gz")
    return JournalWriter(path, __version__)


@contextlib.contextmanager
def _results(session: Session) -> Iterator[Results]:
    """The way from pieces to results: in this process, or in those that `--jobs` asks for."""
    jobs = session.options.get("jobs") or 1
    if jobs == 1:
        yield lambda pieces: map(partial(clean_piece, session.cleaner), pieces)
        return
    # Imported late: one process needs no others.
    from cleaner.runs.workers import Workers

    workers: Workers[Whole | Rows, Made | MadeRows] = Workers(jobs, session.make, clean_piece, session.cleaner)
    try:
        yield workers.run
    finally:
        workers.close()
