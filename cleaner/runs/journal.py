"""The journal: what a run took out of each file, so that every input can be had again, byte for byte.

JSON Lines, gzipped if its name ends with `.gz`. A first line says what it is. Each file has one line with its path and
its first cuts, lines with more cuts if there are many, and a last line with the digests of input and output; without
that one it was never finished, and does not count.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.errors import InputError
from cleaner.runs.delta import Cut
from cleaner.runs.digest import Digest

_FORMAT = 1
_CHUNK = 1 << 16
_CUTS_A_LINE = 1000
_MEMBER = 1 << 20
_BAD = (ValueError, KeyError, TypeError, IndexError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the journal: its input's path, and where what came of it went, from the folder of the journal."""

    path: str
    to: str
    input: Digest
    output: Digest
    journal: str
    offset: int


def cut_lines(cuts: Iterable[Cut], shift: int = 0) -> bytes:
    """Cuts as lines of a journal, `shift` bytes further on."""
    rows = [[cut.at + shift, cut.gone, _written(cut.back)] for cut in cuts]
    parts = (rows[at : at + _CUTS_A_LINE] for at in range(0, len(rows), _CUTS_A_LINE))
    return b"".join(_line({"cuts": part}) for part in parts)


def _line(record: dict[str, Any]) -> bytes:
    try:
        return json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        # The name of a file need not be UTF-8.
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _written(data: bytes) -> Any:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base85": base64.b85encode(data).decode()}


def _read(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8")
    # Journals of earlier versions have base64.
    return base64.b85decode(value["base85"]) if "base85" in value else base64.b64decode(value["base64"])


class JournalWriter:
    """A journal that grows. One that is there already is gone on with, after its last finished file.

    Raises InputError for a file that is no journal, and for a place that cannot be written.
    """

    def __init__(self, path: str, version: str) -> None:
        self.path = path
        self._gzip = path.lower().endswith(".gz")
        self.folder = os.path.dirname(os.path.abspath(path))
        try:
            os.makedirs(self.folder, exist_ok=True)
            self._file = open(path, "r+b" if os.path.exists(path) else "x+b")  # noqa: SIM115 (closed by `close`)
            self.id = self._taken_up(version)
        except OSError as error:
            raise InputError(f"the journal cannot be written: {error.strerror}", where=path) from error

    def _taken_up(self, version: str) -> str:
        try:
            name, end = _resumable(self._file, self.path)
            self._file.truncate(end)
            self._file.seek(end)
            if not end:
                self._put(_line({"journal": _FORMAT, "id": name, "version": version}))
        except BaseException:
            self._file.close()
            raise
        return name

    def add(self, path: str, target: str, cuts: Iterable[bytes], before: Digest, after: Digest) -> None:
        """Enter a file; `cuts` are lines that `cut_lines` made. Raises OSError."""
        to = target if target == "-" else os.path.relpath(target, self.folder).replace(os.sep, "/")
        kept = _line({"file": path, "to": to})
        for lines in cuts:
            kept += lines
            if len(kept) > _MEMBER:
                self._put(kept)
                kept = b""
        self._put(kept + _line({"input": before.record(), "output": after.record()}))

    def _put(self, data: bytes) -> None:
        if data:
            self._file.write(gzip.compress(data, 6, mtime=0) if self._gzip else data)

    def sync(self) -> None:
        """Have everything on the disk. Raises OSError."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what could not be written was told before."""
        with contextlib.suppress(OSError):
            self._file.close()


def _resumable(file: BinaryIO, path: str) -> tuple[str, int]:
    """The id of a journal and where its last finished file ends; of an empty file a new id, and 0."""
    name, end = "", 0
    for number, (line, offset) in enumerate(_lines(file, path)):
        record = _parsed(line)
        if number == 0:
            name = _checked(record, path)["id"]
            end = offset
        elif record and "input" in record:
            end = offset
    if not name:
        file.seek(0, os.SEEK_END)
        if file.tell() > 200:
            raise InputError("this is no journal", where=path, hint="name another file; this one stays as it is")
        return secrets.token_hex(8), 0
    return name, end


def _checked(record: dict[str, Any] | None, path: str) -> dict[str, Any]:
    if not record or record.get("journal") != _FORMAT or not isinstance(record.get("id"), str):
        raise InputError("this is no journal", where=path, hint="journals are made by `cleaner clean --journal FILE`")
    return record


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _lines(file: BinaryIO, path: str) -> Iterator[tuple[bytes, int]]:
    """Whole lines from where the file stands, each with the place in the file after it, as far as they are intact."""
    start = file.tell()
    magic = file.read(2)
    file.seek(start)
    if magic[:1] == b"{":
        for line in file:
            start += len(line)
            if line.endswith(b"\n"):
                yield line, start
        return
    if magic == b"\x1f\x8b":
        yield from _members(file, start)
    elif magic and start == 0:
        raise InputError("this is no journal", where=path, hint="journals are made by `cleaner clean --journal FILE`")


def _members(file: BinaryIO, start: int) -> Iterator[tuple[bytes, int]]:
    """The lines of gzip members one after the other; each member holds whole lines."""
    left = b""
    while True:
        member, out, size = zlib.decompressobj(wbits=31), bytearray(), 0
        while not member.eof:
            piece = left or file.read(_CHUNK)
            left = b""
            if not piece:
                return
            try:
                out += member.decompress(piece)
            except zlib.error:
                return
            size += len(piece)
        left = member.unused_data
        start += size - len(left)
        for line in bytes(out).splitlines(keepends=True):
            yield line, start


def entries(path: str) -> Iterator[Entry]:
    """The finished files of a journal, in the order they were entered. Raises InputError."""
    try:
        with open(path, "rb") as file:
            head: dict[str, Any] | None = None
            at = 0
            for number, (line, end) in enumerate(_lines(file, path)):
                record = _parsed(line)
                if number == 0:
                    _checked(record, path)
                elif record and "file" in record:
                    head, offset = record, at
                elif record and "input" in record and head:
                    yield _entry(head, record, path, offset)
                    head = None
                at = end
            if not at:
                raise InputError("this is no journal", where=path, hint="it is empty")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path) from error
    except _BAD as error:
        raise InputError(f"this journal is damaged: {error}", where=path) from error


def _entry(head: dict[str, Any], end: dict[str, Any], path: str, offset: int) -> Entry:
    digests = Digest.of_record(end["input"]), Digest.of_record(end["output"])
    return Entry(str(head["file"]), str(head["to"]), *digests, path, offset)


def cuts_of(entry: Entry) -> Iterator[Cut]:
    """The cuts of a file. Raises OSError and ValueError."""
    with open(entry.journal, "rb") as file:
        file.seek(entry.offset)
        for line, _ in _lines(file, entry.journal):
            record = _parsed(line) or {}
            if "input" in record:
                return
            try:
                for at, gone, back in record.get("cuts", ()):
                    yield Cut(int(at), int(gone), _read(back))
            except _BAD as error:
                raise ValueError("the journal is damaged") from error


def journal_files(path: str) -> list[str]:
    """The journals at a path: the file itself, or those of a folder. Raises InputError if there is none."""
    if os.path.isdir(path):
        found = sorted(str(file) for file in Path(path).iterdir() if file.name.endswith((".jsonl", ".jsonl.gz")))
        if not found:
            raise InputError("no journal in this folder", where=path, hint="journals end with .jsonl or .jsonl.gz")
        return found
    return [path]
