"""Bytes in named parts, of which each is read and checked when it is first asked for.

A part is one piece of bytes, or entries that are read one by one. Whatever was damaged after it was written does not
match its checksum; then all is made anew, if it is known how, and what is asked for comes from there.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import struct
import threading
import zlib
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import accumulate

# Raised when the form of what follows changes.
_MAGIC = b"cleaner parts 1\n"
_MARSHAL = 4
# Magic; the bytes of the table and its checksum; the bytes of all parts.
_HEAD = struct.Struct("<16sIIQ")
# Enough for the head and the table, so that they are read at once.
_FIRST_BYTES = 4096
_INDEX = "#"
# Of a name its place, its bytes and their checksum.
_Table = dict[str, tuple[int, int, int]]
# Some bytes at a place; fewer where there are no more.
Read = Callable[[int, int], bytes]


class DamagedError(ValueError):
    """Bytes that are not what was written."""


def joined(parts: Mapping[str, bytes | Sequence[bytes]]) -> bytes:
    """Some parts as one piece of bytes; a sequence is written as entries."""
    table: _Table = {}
    pieces: list[bytes] = []
    at = 0

    def add(name: str, part: bytes, checksum: int) -> None:
        nonlocal at
        table[name] = at, len(part), checksum
        pieces.append(part)
        at += len(part)

    for name, part in parts.items():
        if isinstance(part, bytes):
            add(name, part, zlib.crc32(part))
        else:
            # Each entry has a checksum of its own, so that nothing else need be read for it.
            starts = array("I", accumulate(map(len, part), initial=0))
            index = starts.tobytes() + array("I", map(zlib.crc32, part)).tobytes()
            add(name + _INDEX, index, zlib.crc32(index))
            add(name, b"".join(part), 0)
    packed = marshal.dumps(table, _MARSHAL)
    return b"".join((_HEAD.pack(_MAGIC, len(packed), zlib.crc32(packed), at), packed, *pieces))


class Parts:
    """Parts that were joined. `renew` makes the same bytes anew; it is called if they turn out to be damaged.

    Raises DamagedError for bytes that are none, or not all.
    """

    def __init__(self, read: Read, size: int) -> None:
        self.renew: Callable[[], bytes] | None = None
        self._read, self._table, self._base = _opened(read, size)
        self._indexes: dict[str, tuple[memoryview[int], memoryview[int]]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def has(self, names: Collection[str]) -> bool:
        """Whether all of some parts are there."""
        return all(name in self._table for name in names)

    def __getitem__(self, name: str) -> bytes:
        try:
            return self._whole(name)
        except DamagedError:
            self._renew()
            return self._whole(name)

    def numbers(self, name: str, kind: str = "I") -> memoryview[int]:
        """A part that holds numbers of a kind, which `array` names."""
        return memoryview(self[name]).cast(kind)  # type: ignore[call-overload, no-any-return]

    def count(self, name: str) -> int:
        """How many entries a part has."""
        return len(self._index(name)[1])

    def entry(self, name: str, number: int) -> bytes:
        """One entry of a part."""
        try:
            return self._entry(name, number)
        except DamagedError:
            self._renew()
            return self._entry(name, number)

    def _whole(self, name: str) -> bytes:
        at, size, checksum = self._table[name]
        return self._checked(at, size, checksum)

    def _entry(self, name: str, number: int) -> bytes:
        starts, checksums = self._index(name)
        start = starts[number]
        return self._checked(self._table[name][0] + start, starts[number + 1] - start, checksums[number])

    def _index(self, name: str) -> tuple[memoryview[int], memoryview[int]]:
        known = self._indexes.get(name)
        if known is None:
            index = self.numbers(name + _INDEX)
            count = len(index) // 2
            known = self._indexes[name] = index[: count + 1], index[count + 1 :]
        return known

    def _checked(self, at: int, size: int, checksum: int) -> bytes:
        data = self._read(self._base + at, size)
        if len(data) != size or zlib.crc32(data) != checksum:
            raise DamagedError
        return data

    def _renew(self) -> None:
        if self.renew is None:
            raise DamagedError
        data = self.renew()
        self._read, self._table, self._base = _opened(in_memory(data), len(data))
        self._indexes = {}


def _opened(read: Read, size: int) -> tuple[Read, _Table, int]:
    first = read(0, _FIRST_BYTES)
    if len(first) < _HEAD.size:
        raise DamagedError
    magic, length, checksum, total = _HEAD.unpack_from(first)
    base = _HEAD.size + length
    if magic != _MAGIC or base + total != size:
        raise DamagedError
    packed = first[_HEAD.size : base] if base <= len(first) else read(_HEAD.size, length)
    if zlib.crc32(packed) != checksum:
        raise DamagedError
    return read, marshal.loads(packed), base


def in_memory(data: bytes) -> Read:
    """What reads from bytes."""
    return lambda at, size: data[at : at + size]


class FileReader:
    """Reads from an open file from `base` on, which is closed with the last that may read from it."""

    def __init__(self, descriptor: int, base: int = 0) -> None:
        self._descriptor, self._base = descriptor, base
        self._lock = threading.Lock()

    def __call__(self, at: int, size: int) -> bytes:
        try:
            if hasattr(os, "pread"):
                # Processes that were forked share the file and its place.
                return os.pread(self._descriptor, size, self._base + at)
            with self._lock:
                os.lseek(self._descriptor, self._base + at, os.SEEK_SET)
                return os.read(self._descriptor, size)
        except OSError:
            return b""

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._descriptor)
