"""What was said in a review, on the disk as soon as it is said: JSON Lines, one decision after the other."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.authoring.review import SAID, Change, Said
from cleaner.errors import InputError
from cleaner.runs.files import replace_file

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

STATE = ".cleaner-review.jsonl"
"""The file in the working directory, unless another is named."""

_FORMAT = 1
_HEAD = {"review": _FORMAT}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was said of a place in a file."""

    place: str
    file: str
    said: Said


class Decisions:
    """The decisions in a file, which is made with the first one. A last line that is half written does not count.

    Raises InputError for a file that holds something else, that cannot be used, or that another review uses.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.known: dict[str, Decision] = {}
        self._descriptor = -1
        with _told(path):
            if os.path.exists(path):
                self._open()

    def _open(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(self.path, flags, 0o666)
        if fcntl is not None:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                self.close()
                hint = "end it first"
                raise InputError("another review is at work with it", where=self.path, hint=hint) from error
        with open(self.path, "rb") as file:
            data = file.read()
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].splitlines(), 1):
            self._read(number, line)
        if not data[:whole]:
            os.ftruncate(self._descriptor, 0)
            self._append([_HEAD])
        elif whole < len(data):
            os.ftruncate(self._descriptor, whole)

    def _read(self, number: int, line: bytes) -> None:
        try:
            record: Any = json.loads(line)
            if number == 1:
                if record != _HEAD:
                    raise ValueError
                return
            place, said = str(record["place"]), record["said"]
            if said is None:
                self.known.pop(place, None)
            elif said in SAID:
                self.known[place] = Decision(place, str(record["file"]), said)
            else:
                raise ValueError
        except (ValueError, KeyError, TypeError) as error:
            hint = "name another file with --state, or remove this one"
            raise InputError("no decisions of a review", where=f"{self.path}:{number}", hint=hint) from error

    def put(self, changes: Iterable[Change]) -> None:
        """Note what was said; None takes it back. It is on the disk then. Raises InputError."""
        records = []
        for doubt, said in changes:
            file = os.path.relpath(doubt.file)
            records.append({"place": doubt.place, "file": file, "said": said})
            if said is None:
                self.known.pop(doubt.place, None)
            else:
                self.known[doubt.place] = Decision(doubt.place, file, said)
        with _told(self.path):
            if self._descriptor < 0:
                self._open()
            self._append(records)

    def _append(self, records: Sequence[dict[str, Any]]) -> None:
        # The name of a file need not be UTF-8, so all is written in ASCII.
        data = "".join(json.dumps(record) + "\n" for record in records).encode()
        while data:
            data = data[os.write(self._descriptor, data) :]
        os.fsync(self._descriptor)

    def forget(self, places: Iterable[str]) -> None:
        """Leave out decisions that are carried out or have no text any more; an empty file goes. Raises InputError."""
        gone = [place for place in places if self.known.pop(place, None)]
        if not gone and self.known:
            return
        with _told(self.path):
            if not self.known:
                if self._descriptor >= 0:
                    os.unlink(self.path)
                    self.close()
                return
            rows = [{"place": d.place, "file": d.file, "said": d.said} for d in self.known.values()]
            replace_file(self.path, "".join(json.dumps(row) + "\n" for row in [_HEAD, *rows]).encode())
            self.close()
            self._open()

    def gone(self, files: Iterable[str], places: Iterable[str]) -> list[Decision]:
        """Decisions about files that were read, whose findings are not in `places`."""
        here, there = {os.path.relpath(file) for file in files}, set(places)
        return [d for d in self.known.values() if d.file in here and d.place not in there]

    def close(self) -> None:
        """Let another review have the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextlib.contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=path) from error
