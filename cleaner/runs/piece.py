"""The work of one process on one piece of a batch: a whole file, or a shard of one with many rows."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from cleaner.clean import Cleaner
from cleaner.errors import InputError
from cleaner.formats.stream import Problem
from cleaner.model import Cleaned
from cleaner.report.totals import Totals
from cleaner.runs.batch import Job, run_one, told
from cleaner.runs.delta import Cut, delta
from cleaner.runs.digest import Digest, Hashing, digest_of, stamp_of
from cleaner.runs.journal import cut_lines
from cleaner.runs.parallel import Bundle, Outcome, clean_bundle
from cleaner.runs.telling import Telling, carried

# No other file can be written either.
_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Whole:
    """A file to clean into the file `temporary`, unless its content and that of `target` are as `known` has them.

    In place `target` is the file itself. `journal` asks for cuts, `whole` says what is wanted of each document.
    """

    number: int
    path: str
    target: str
    temporary: str
    job: Job
    whole: Telling = ""
    journal: bool = False
    in_place: bool = False
    known: tuple[Digest, Digest] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A shard of a file."""

    bundle: Bundle
    journal: bool = False

    @property
    def number(self) -> int:
        """That of the file."""
        return self.bundle.number


@dataclass(slots=True)
class Made:
    """What became of a whole file. Unless `failed` or `skipped`, `temporary` is complete and on the disk."""

    number: int
    path: str
    failed: bool = True
    hopeless: bool = False
    skipped: bool = False
    changed: bool = False
    input: Digest | None = None
    output: Digest | None = None
    stamp: tuple[int, int, int] = (0, 0, 0)
    cuts: bytes = b""
    totals: Totals = field(default_factory=Totals)
    documents: list[Cleaned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class MadeRows:
    """What became of a shard; `cuts` count from the shard's own start."""

    outcome: Outcome
    cuts: list[Cut]
    input: Digest
    rows: int

    @property
    def number(self) -> int:
        """That of the file."""
        return self.outcome.number


def clean_piece(cleaner: Cleaner, piece: Whole | Rows) -> Made | MadeRows:
    """Clean a file or a shard."""
    if isinstance(piece, Rows):
        rows = piece.bundle.rows or []
        outcome = clean_bundle(cleaner, piece.bundle)
        old = b"".join(rows)
        hashing = Hashing()
        hashing.add(old)
        return MadeRows(outcome, delta(old, outcome.data) if piece.journal else [], hashing.digest, len(rows))
    made = Made(piece.number, piece.path)
    with told(piece.path, made.problems.append):
        try:
            _make(cleaner, piece, made)
            made.failed = False
        except OSError as error:
            made.hopeless = error.errno in _HOPELESS
            raise
        finally:
            if made.failed or made.skipped or (piece.in_place and not made.changed):
                with contextlib.suppress(OSError):
                    os.unlink(piece.temporary)
    return made


def _make(cleaner: Cleaner, piece: Whole, made: Made) -> None:
    if os.path.isdir(piece.path):
        raise InputError("this is a directory", where=piece.path)
    try:
        made.stamp = stamp_of(piece.path)
        made.input = digest_of(piece.path)
    except FileNotFoundError as error:
        raise InputError("no such file", where=piece.path) from error
    if piece.known and _is_finished(piece, made.input, piece.known):
        made.skipped = True
        return

    def keep(cleaned: Cleaned) -> None:
        made.totals.add(cleaned)
        made.documents += carried(cleaned, piece.whole)

    with private(piece.temporary) as sink:
        job = replace(piece.job, target="stream")
        made.changed = run_one(piece.path, job, cleaner, [keep], made.problems.append, sink)
        if not made.changed and not piece.in_place:
            # Not even compressed anew.
            sink.seek(0)
            sink.truncate()
            with open(piece.path, "rb") as source:
                shutil.copyfileobj(source, sink, 1 << 20)
        if made.changed or not piece.in_place:
            sink.flush()
            os.fsync(sink.fileno())
    made.output = digest_of(piece.temporary) if made.changed else made.input
    if piece.journal and made.output != made.input:
        made.cuts = cut_lines(delta(_content(piece.path), _content(piece.temporary)))
    if stamp_of(piece.path) != made.stamp:
        raise InputError("somebody wrote to it while it was read", where=piece.path, hint="clean it again")


def _is_finished(piece: Whole, now: Digest, known: tuple[Digest, Digest]) -> bool:
    before, after = known
    if piece.in_place:
        return now == after
    if now != before:
        return False
    with contextlib.suppress(OSError):
        return digest_of(piece.target) == after
    return False


def private(path: str) -> BinaryIO:
    """A new file that only its owner may read. Raises OSError if there is one already."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "w+b")


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
