"""A file of many rows, cleaned in shards that are put together in a part file; a stopped run goes on after the last."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from cleaner.formats.choose import format_of
from cleaner.formats.notes import Notes
from cleaner.formats.stream import Observe, Problem
from cleaner.report.totals import Totals
from cleaner.runs.batch import Job, told
from cleaner.runs.digest import Hashing, stamp_of
from cleaner.runs.files import open_input
from cleaner.runs.journal import cut_lines
from cleaner.runs.ledger import Ledger, Shard
from cleaner.runs.parallel import Bundle
from cleaner.runs.piece import Made, MadeRows, Rows, private
from cleaner.runs.telling import Telling

SHARD_BYTES = 4 << 20
"""Files of rows above this size are cleaned in shards of about this size."""

_CHUNK = 1 << 20


def is_sharded(path: str, size: int, job: Job) -> bool:
    """Whether a file is cleaned in shards."""
    return size > SHARD_BYTES and format_of(path, job.format) == "jsonl" and _begins_with_text(path)


def _begins_with_text(path: str) -> bool:
    # Compressed rows have to be read from their start.
    with contextlib.suppress(OSError), open(path, "rb") as file:
        return not file.read(6).startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"BZh"))
    return False


class Sharded:
    """One such file. `pieces` hands out its shards, `add` takes back what was made of them, in order."""

    def __init__(self, number: int, path: str, name: str, part: str, job: Job, ledger: Ledger | None) -> None:
        self.number, self.path, self.name, self.part, self.job, self.ledger = number, path, name, part, job, ledger
        self.cuts = f"{part}.cuts"
        self.made = Made(number, path)
        self._input, self._output = Hashing(), Hashing()
        self._done: list[Shard] = []
        self._files: list[BinaryIO] = []
        self._notes: list[tuple[int, str]] = []
        self._told = False

    def pieces(self, *, whole: Telling, journal: bool) -> Iterator[Rows]:
        """The shards that are to do; the last, empty one says that the file has ended, and how."""
        problems: list[Problem] = []
        first = 1
        with told(self.path, problems.append), open_input(self.path) as source:
            self.made.stamp = stamp_of(self.path)
            if self.ledger:
                self._take_up(source, self.ledger.shards(self.name))
            first = self._done[-1].rows_end + 1 if self._done else 1
            while rows := source.readlines(SHARD_BYTES):
                for row in rows:
                    self._input.add(row)
                yield Rows(Bundle(self.number, self.path, self.job, whole, rows, first), journal)
                first += len(rows)
            if stamp_of(self.path) != self.made.stamp:
                problems.append(Problem(self.path, "somebody wrote to it while it was read (clean it again)"))
        yield Rows(Bundle(self.number, self.path, self.job, whole, [], first, tuple(problems)))

    def _take_up(self, source: BinaryIO, shards: list[Shard]) -> None:
        """Skip the rows of shards that are finished and still true."""
        start = 0
        for shard in shards:
            hashing = Hashing()
            for piece in _read(source, shard.input_end - start):
                hashing.add(piece)
            if hashing.digest != shard.input:
                break
            start = shard.input_end
            self._done.append(shard)
        with contextlib.suppress(OSError):
            while self._done and (
                os.path.getsize(self.part) < self._done[-1].output_end
                or os.path.getsize(self.cuts) < self._done[-1].cuts_end
            ):
                self._done.pop()
        if not os.path.exists(self.part) or not os.path.exists(self.cuts):
            self._done.clear()
        source.seek(0)
        end = self._done[-1] if self._done else None
        for piece in _read(source, end.input_end if end else 0):
            self._input.add(piece)
        for shard in self._done:
            self.made.totals.merge(shard.totals)
            self._notes += shard.notes

    def _opened(self) -> list[BinaryIO]:
        if self._files:
            return self._files
        end = self._done[-1] if self._done else None
        for path, size in ((self.part, end.output_end if end else 0), (self.cuts, end.cuts_end if end else 0)):
            if not size:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)
            file: BinaryIO = open(path, "r+b") if size else private(path)  # noqa: SIM115 (closed by `finish`)
            self._files.append(file)
            file.truncate(size)
            file.seek(size)
        with open(self.part, "rb") as part:
            for piece in _read(part, end.output_end if end else 0):
                self._output.add(piece)
        return self._files

    def add(self, made: MadeRows, observers: list[Observe]) -> None:
        """Put a shard behind those before it, and have that on the disk. Raises OSError."""
        outcome = made.outcome
        self._tell_before(observers)
        self.made.problems += outcome.problems
        if outcome.failed or not made.rows:
            return
        part, cuts = self._opened()
        cuts.write(cut_lines(made.cuts, shift=self._output.size))
        part.write(outcome.data)
        self._output.add(outcome.data)
        for file in (part, cuts):
            file.flush()
            os.fsync(file.fileno())
        self.made.totals.merge(outcome.totals)
        self._notes += outcome.notes
        for cleaned in outcome.documents:
            for observer in observers:
                observer(cleaned)
        last = self._done[-1] if self._done else Shard(_NOTHING, 0, 0, 0, 0, Totals())
        input_end = last.input_end + made.input.size
        ends = (input_end, last.rows_end + made.rows, self._output.size, cuts.tell())
        row = Shard(made.input, *ends, outcome.totals, tuple(outcome.notes))
        self._done.append(row)
        if self.ledger:
            self.ledger.add_shard(self.name, len(self._done), row)
            self.ledger.add_documents(self.name, len(self._done), outcome.documents)
            self.ledger.commit()

    def _tell_before(self, observers: list[Observe]) -> None:
        """Tell of the documents of shards that an earlier run had finished."""
        if self._told or not self.ledger:
            return
        self._told = True
        for cleaned in self.ledger.documents(self.name, len(self._done)) if observers else ():
            for observer in observers:
                observer(cleaned)

    def finish(self) -> Made:
        """What became of the file, after its last shard."""
        made = self.made
        if not made.problems:
            self._opened()
        for file in self._files:
            file.close()
        if made.problems:
            self.discard()
            return made
        notes = Notes(replace(self.job.reading, path=self.path), made.problems.append)
        for number, message in self._notes:
            notes.add(number, message)
        notes.finish()
        made.input, made.output, made.failed = self._input.digest, self._output.digest, False
        made.changed = made.input != made.output
        return made

    def discard(self) -> None:
        """Remove what was put together."""
        for file in self._files:
            with contextlib.suppress(OSError):
                file.close()
        for path in (self.part, self.cuts):
            with contextlib.suppress(OSError):
                os.unlink(path)

    def cut_lines(self) -> Iterator[bytes]:
        """The lines of the journal."""
        with open(self.cuts, "rb") as file:
            while lines := file.readlines(_CHUNK):
                yield b"".join(lines)


_NOTHING = Hashing().digest


def _read(source: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (piece := source.read(min(size, _CHUNK))):
        size -= len(piece)
        yield piece
