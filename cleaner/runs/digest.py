"""What tells one content from another: size and SHA-256."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import Any

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Digest:
    """The size in bytes and the SHA-256 of a content."""

    size: int
    sha256: str

    def record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {"bytes": self.size, "sha256": self.sha256}

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Digest:
        """From a JSON object. Raises KeyError, TypeError or ValueError for another."""
        return cls(int(record["bytes"]), str(record["sha256"]))


class Hashing:
    """A digest in the making."""

    def __init__(self) -> None:
        self.size, self._hash = 0, hashlib.sha256()

    def add(self, data: bytes) -> None:
        """Take in more of the content."""
        self.size += len(data)
        self._hash.update(data)

    @property
    def digest(self) -> Digest:
        """That of the content so far."""
        return Digest(self.size, self._hash.hexdigest())


def digest_of(path: str, size: int | None = None) -> Digest:
    """The digest of a file, or of its first `size` bytes. Raises OSError."""
    hashing = Hashing()
    with open(path, "rb") as file:
        while size is None or hashing.size < size:
            piece = file.read(_CHUNK if size is None else min(_CHUNK, size - hashing.size))
            if not piece:
                break
            hashing.add(piece)
    return hashing.digest


def stamp_of(path: str) -> tuple[int, int, int]:
    """What changes when somebody writes to a file: inode, size and time. Raises OSError."""
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_mtime_ns
