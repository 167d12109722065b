"""Compressed streams: told by suffix or magic, read and written piece by piece, and never trusted."""

from __future__ import annotations

import contextlib
import io
import sys
import zlib
from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import IO, Any, BinaryIO, NamedTuple, Protocol, cast

from cleaner.errors import InputError

MAX_RATIO = 200
"""How many times its size a stream may grow; ordinary archives of text grow three to thirty times."""

_FREE_BYTES = 64 << 20  # A stream that stays below this size is no bomb, whatever its ratio.
_MEMORY = 256 << 20  # For the dictionary of an xz stream; `xz -9` needs 65 MiB.
_CHUNK = 1 << 16
_PIECE = 1 << 18

_SUFFIXES = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".xz": "xz", ".bz2": "bzip2"}
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\x00": "xz",
    **{b"BZh%d1AY&SY" % level: "bzip2" for level in range(1, 10)},
    **{b"BZh%d\x17rE8P\x90" % level: "bzip2" for level in range(1, 10)},
    **{bytes([first]) + b"*M\x18": "zstd" for first in range(0x50, 0x60)},
}


class _Decompressor(Protocol):
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _Compressor(Protocol):
    def compress(self, data: Any, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Gunzip:
    """Zlib's decompressor, with the manners of the others."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self.needs_input = not self._zlib.unconsumed_tail and len(out) < max_length
        return out

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data


def _zstd() -> ModuleType:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError as error:
        raise InputError("zstd needs one more package", hint="pip install 'news-cleaner[zstd]'") from error
    return zstd


def _zstd_writer(zstd: ModuleType) -> _Compressor:
    # With a checksum, as the command `zstd` writes it: without one a damaged stream can go unseen.
    return cast(_Compressor, zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1}))


def _faults(kind: str) -> tuple[type[Exception], ...]:
    faults = (zlib.error, OSError, EOFError, ValueError)
    if kind == "zstd":
        return (*faults, _zstd().ZstdError)
    if kind == "xz":
        import lzma

        return (*faults, lzma.LZMAError)
    return faults


def _xz_reader() -> _Decompressor:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)


def _xz_writer() -> _Compressor:
    import lzma

    return lzma.LZMACompressor(lzma.FORMAT_XZ)


def _bzip2_reader() -> _Decompressor:
    import bz2

    return bz2.BZ2Decompressor()


def _bzip2_writer() -> _Compressor:
    import bz2

    return bz2.BZ2Compressor()


_READERS: dict[str, Callable[[], _Decompressor]] = {
    "gzip": _Gunzip,
    "zstd": lambda: cast(_Decompressor, _zstd().ZstdDecompressor()),
    "xz": _xz_reader,
    "bzip2": _bzip2_reader,
}
_WRITERS: dict[str, Callable[[], _Compressor]] = {
    "gzip": lambda: zlib.compressobj(6, wbits=31),
    "zstd": lambda: _zstd_writer(_zstd()),
    "xz": _xz_writer,
    "bzip2": _bzip2_writer,
}


def split_suffix(path: str) -> tuple[str, str]:
    """The path without the suffix of a compression, and the compression's name or an empty one.

    >>> split_suffix("rows.jsonl.gz")
    ('rows.jsonl', 'gzip')
    """
    for suffix, kind in _SUFFIXES.items():
        if path.lower().endswith(suffix):
            return path[: -len(suffix)], kind
    return path, ""


class Piece(NamedTuple):
    """A step of decompression. `raw` is what was fed to it; the last piece of a member did not use `unused` of it."""

    data: bytes
    raw: bytes
    last: bool
    unused: int


class Expanding(io.RawIOBase):
    """The decompressed bytes of a stream of one or more members.

    Raises InputError for streams that are cut short or damaged, and for those that grow beyond `max_ratio`.
    """

    def __init__(self, source: IO[bytes], kind: str, path: str, max_ratio: int = MAX_RATIO) -> None:
        self.kind, self.path, self.max_ratio = kind, path, max_ratio
        self._source = source
        self._fed = self._grown = 0
        self._member: _Decompressor | None = _READERS[kind]()
        self._waiting = self._left = b""
        self._begun: list[Piece] | None = []

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes, as `io.RawIOBase` wants it."""
        while not self._left:
            begun = self._begun
            piece = self._piece()
            if piece is None:
                return 0
            self._left = piece.data
            # Only what a first look at the stream has read is kept for `pieces`.
            self._begun = [*begun, piece] if begun is not None and not any(old.data for old in begun) else None
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size

    def pieces(self) -> Iterator[Piece]:
        """All steps, from the first on, for a reader that has only peeked until now. Raises RuntimeError later."""
        if self._begun is None:
            raise RuntimeError("the stream was read already")
        yield from self._begun
        while piece := self._piece():
            yield piece

    def _piece(self) -> Piece | None:
        if self._member is None:
            if not self._another():
                return None
            self._member = _READERS[self.kind]()
        raw = b""
        if self._member.needs_input:
            raw = self._waiting or self._source.read(_CHUNK)
            self._waiting = b""
            self._fed += len(raw)
            if not raw:
                raise self._error("is cut short", "get the whole file again")
        try:
            data = self._member.decompress(raw, _PIECE)
        except _faults(self.kind) as error:
            raise self._damaged(error) from error
        self._grow(len(data))
        if not self._member.eof:
            return Piece(data, raw, False, 0)
        self._waiting = self._member.unused_data
        self._fed -= len(self._waiting)
        self._member = None
        return Piece(data, raw, True, len(self._waiting))

    def _another(self) -> bool:
        """Whether one more member follows, after the zeros that some writers pad with."""
        while True:
            self._waiting = self._waiting or self._source.read(_CHUNK)
            if not self._waiting:
                return False
            if self.kind not in ("gzip", "xz"):
                return True
            self._waiting = self._waiting.lstrip(b"\0")
            if self._waiting:
                return True

    def _grow(self, size: int) -> None:
        self._grown += size
        if self.max_ratio and self._grown > max(_FREE_BYTES, self.max_ratio * self._fed):
            raise self._error(
                f"grows more than {self.max_ratio} times while it is decompressed; it looks like a bomb",
                "if it is not one, raise `max-ratio`, such as --config max-ratio=1000",
            )

    def _damaged(self, error: Exception) -> InputError:
        text = str(error).strip() or type(error).__name__
        if "emory" in text:
            return self._error("needs too much memory", "compress it again with a smaller window")
        return self._error(f"is damaged: {text[:1].lower()}{text[1:]}", "get the whole file again")

    def _error(self, what: str, hint: str) -> InputError:
        return InputError(f"the {self.kind} stream {what}", where=self.path, hint=hint)


class Compressing(io.RawIOBase):
    """Compresses what is written into `sink`. Only `finish` ends the stream: after an error it stays visibly broken."""

    def __init__(self, sink: IO[bytes], kind: str) -> None:
        self.kind, self._sink = kind, sink
        self._member: _Compressor | None = None
        self._members = 0
        self._pending = bytearray()
        _WRITERS[kind]()  # A missing package is told before anything is written.

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: Any) -> int:
        """Compress some bytes; the outcome does not depend on how they are cut into pieces."""
        size = len(self._pending)
        self._pending += data
        size = len(self._pending) - size
        while len(self._pending) >= _PIECE:
            self._compress(bytes(self._pending[:_PIECE]))
            del self._pending[:_PIECE]
        return size

    def _compress(self, data: bytes) -> None:
        if self._member is None:
            self._member = _WRITERS[self.kind]()
            self._members += 1
        self._sink.write(self._member.compress(data))

    def end_member(self) -> None:
        """End a member, if one was begun: what is written next can be decompressed alone."""
        if self._pending:
            self._compress(bytes(self._pending))
            self._pending.clear()
        if self._member is not None:
            self._sink.write(self._member.flush())
            self._member = None

    def copy(self, raw: bytes) -> None:
        """Write a whole member that is compressed already."""
        self.end_member()
        self._sink.write(raw)
        self._members += 1

    def finish(self) -> None:
        """End the stream; an empty one is a valid archive of nothing."""
        self.end_member()
        if not self._members:
            self._compress(b"")
            self.end_member()


@contextlib.contextmanager
def compressed(sink: BinaryIO, kind: str) -> Iterator[BinaryIO]:
    """Where to write what `sink` shall get compressed; without a kind, `sink` itself."""
    if not kind:
        yield sink
        return
    writer = Compressing(sink, kind)
    yield cast(BinaryIO, writer)
    writer.finish()


class _Rewound(io.RawIOBase):
    """A stream of which the first bytes were read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :] if self._head else b""
        buffer[: len(data)] = data
        return len(data)


def expanded(source: BinaryIO, path: str, max_ratio: int = MAX_RATIO) -> tuple[BinaryIO, str]:
    """The decompressed bytes of `source`, and the name of its compression (empty if there is none).

    The magic of the bytes decides. Raises InputError if the path's suffix promises another compression.
    """
    head, source = first_bytes(source, _MAGIC)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "")
    named = split_suffix(path)[1]
    if named and named != kind:
        what = f"{kind} data" if kind else "not compressed" if head else "empty"
        raise InputError(
            f"named as {named}, but it is {what}", where=path, hint="give it the right suffix, or get it again"
        )
    if not kind:
        return source, ""
    try:
        return io.BufferedReader(Expanding(source, kind, path, max_ratio), _PIECE), kind
    except InputError as error:
        raise InputError(error.message, where=path, hint=error.hint) from error


def first_bytes(source: BinaryIO, magics: Collection[bytes]) -> tuple[bytes, BinaryIO]:
    """The first bytes, and the stream with them still to come; waits for more only while they may begin a magic."""
    if not isinstance(source, io.BufferedReader):
        source = io.BufferedReader(_Rewound(b"", source))
    longest = max(map(len, magics))
    head = source.peek(longest)[:longest]
    if head and any(len(head) < len(magic) and magic.startswith(head) for magic in magics):
        head = source.read(longest)
        source = io.BufferedReader(_Rewound(head, source))
    return head, source
