"""The records of a WARC file as they are written, and where members of a compressed one begin."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import regex

from cleaner.errors import InputError
from cleaner.formats.compression import Expanding, Piece

_CHUNK = 1 << 18
_MAX_HEAD = 1 << 20
_MAX_MEMBER = 64 << 20
_VERSION = regex.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
_LINE_ENDS = regex.compile(rb"[\r\n]*")
_END = regex.compile(rb"\r?\n\r?\n")
_SEGMENT = regex.compile(rb"(?im)^warc-segment-number[ \t]*:")
_LENGTH = regex.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d+)[ \t]*\r?$")


class Feed:
    """The bytes of a file in order, with the compressed form of the member they come from."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self._data = bytearray()
        self._member = bytearray()
        self._alone = self._ended = True
        self._too_large = False

    def starts_member(self) -> bool:
        """Whether the next byte is the first of a member."""
        self._settle()
        return not self._data and self._ended

    def whole_member(self) -> bytes | None:
        """The member that was just used up, compressed, if its first byte was the first that was taken from it."""
        self._settle()
        fits = not self._data and self._ended and self._alone and not self._too_large
        return bytes(self._member) if fits else None

    def _settle(self) -> None:
        # The end of a member may come in a piece of its own, without data.
        while not self._data and not self._ended and self._more():
            pass

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        if self._ended:
            self._alone, self._too_large = not self._data, False
            self._member.clear()
        self._data += piece.data
        self._member += piece.raw
        if len(self._member) > _MAX_MEMBER:
            self._too_large = True
            self._member.clear()
        self._ended = piece.last
        if piece.last and piece.unused:
            del self._member[-piece.unused :]
        return True

    def until(self, end: regex.Pattern[bytes], limit: int) -> bytes:
        """The bytes up to the end of a match; all that is left if there is none within `limit` bytes."""
        at = 0
        while True:
            match = end.search(self._data, max(at - 4, 0))
            if match:
                return self.take(match.end())
            at = len(self._data)
            if at > limit or not self._more():
                return self.take(at)

    def take(self, size: int) -> bytes:
        """The next `size` bytes, or what there is of them."""
        while len(self._data) < size and self._more():
            pass
        out = bytes(self._data[:size])
        del self._data[:size]
        return out

    def line_ends(self) -> bytes:
        """The line ends that come next, but not those of another member."""
        out = b""
        while True:
            match = _LINE_ENDS.match(self._data)
            out += self.take(match.end() if match else 0)
            if self._data or self._ended or not self._more():
                return out


@dataclass(slots=True)
class Record:
    """A record: its head with the empty line, and how long its content is. `number` counts from 1."""

    number: int
    head: bytes
    length: int
    starts_member: bool

    @property
    def is_segment(self) -> bool:
        """Whether it holds only a part of what was archived, and others hold the rest."""
        return _SEGMENT.search(self.head) is not None


def feed_of(source: BinaryIO) -> Feed:
    """The feed of a stream, which may be one that is decompressed."""
    if isinstance(source, io.BufferedReader) and isinstance(source.raw, Expanding):
        return Feed(source.raw.pieces())
    return Feed(Piece(data, b"", False, 0) for data in _chunks(source))


def _chunks(source: BinaryIO) -> Iterable[bytes]:
    while data := source.read(_CHUNK):
        yield data


def next_record(feed: Feed, number: int, path: str) -> Record | None:
    """The next record, whose content is then to be taken from `feed`. Raises InputError if there is none."""
    starts = feed.starts_member()
    head = feed.until(_END, _MAX_HEAD)
    if not head:
        return None
    where = f"{path}:{number}"
    if not _VERSION.match(head):
        raise InputError("no WARC record where one should begin", where=where, hint="the file is damaged")
    if not _END.search(head):
        raise InputError("the head of the record has no end", where=where, hint="the file is cut short or damaged")
    lengths = _LENGTH.findall(head)
    if len(lengths) != 1:
        what = "no length" if not lengths else f"{len(lengths)} lengths"
        raise InputError(f"the record has {what}", where=where, hint="the file is damaged")
    return Record(number, head, int(lengths[0]), starts)


def with_fields(head: bytes, fields: dict[str, bytes]) -> bytes:
    """A head with other values for some of its fields; fields that it lacks stay away."""
    for name, value in fields.items():
        pattern = regex.compile(rb"(?im)^(" + regex.escape(name.encode()) + rb"[ \t]*:[ \t]*)[^\r\n]*?([ \t]*\r?)$")
        head = pattern.sub(lambda match, value=value: match[1] + value + match[2], head)  # type: ignore[misc]
    return head


def digest_like(old: str, data: bytes) -> str | None:
    """The digest of `data` by the algorithm and in the writing of another; None if those are not known."""
    name, _, value = old.strip().partition(":")
    try:
        raw = hashlib.new(name.lower().replace("-", ""), data, usedforsecurity=False).digest()
    except (ValueError, TypeError):
        return None
    if len(value) == 2 * len(raw) and not value.endswith("="):
        return f"{name}:{raw.hex().upper() if value.isupper() else raw.hex()}"
    for encode in (base64.b32encode, base64.b64encode):
        form = encode(raw).decode()
        for written in (form, form.rstrip("=")):
            if len(written) == len(value):
                return f"{name}:{written.lower() if value.islower() else written}"
    return None
