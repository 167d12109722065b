"""The content codings of HTTP: what a server packed a page with, undone and done again."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from typing import Any

from cleaner.errors import InputError
from cleaner.formats.compression import Expanding, compressed

MOST_BYTES = 64 << 20
"""No page is larger; what grows beyond it is refused."""

_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "zstd": "zstd", "": "", "identity": ""}


def codings_of(header: str) -> tuple[str, ...]:
    """The codings that a header names, in the order they were applied. Raises ValueError for one that is not known."""
    names = [name.strip().lower() for name in header.split(",")]
    for name in names:
        if name not in _NAMES:
            raise ValueError(f"its content coding `{name}` is not read")
    return tuple(_NAMES[name] for name in names if _NAMES[name])


def decoded(data: bytes, codings: tuple[str, ...]) -> bytes:
    """What was packed with these codings. Raises ValueError if it is damaged or too large."""
    for coding in reversed(codings):
        data = _READ[coding](data)
        if len(data) > MOST_BYTES:
            raise ValueError("its content is too large")
    return data


def encoded(data: bytes, codings: tuple[str, ...]) -> bytes:
    """`data` packed with these codings."""
    for coding in codings:
        data = _WRITE[coding](data)
    return data


def _expanded(kind: str) -> Callable[[bytes], bytes]:
    def read(data: bytes) -> bytes:
        try:
            with io.BufferedReader(Expanding(io.BytesIO(data), kind, "")) as reader:
                return reader.read(MOST_BYTES + 1)
        except InputError as error:
            raise ValueError(error.message) from error

    return read


def _inflated(data: bytes) -> bytes:
    # The standard means a zlib stream; some servers send what is inside one.
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        stream = zlib.decompressobj(wbits)
        try:
            out = stream.decompress(data, MOST_BYTES + 1)
        except zlib.error:
            continue
        if stream.eof or len(out) > MOST_BYTES:
            return out
    raise ValueError("its content is damaged or cut short")


def _brotli() -> Any:
    try:
        import brotli
    except ImportError as error:
        raise ValueError("its content coding `br` needs one more package (pip install brotli)") from error
    return brotli


def _unbrotlied(data: bytes) -> bytes:
    brotli = _brotli()
    stream, out = brotli.Decompressor(), bytearray()
    try:
        piece = stream.process(data, output_buffer_limit=1 << 20)
        while piece and len(out) <= MOST_BYTES:
            out += piece
            piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=1 << 20)
    except brotli.error as error:
        raise ValueError("its content is damaged") from error
    if not stream.is_finished() and len(out) <= MOST_BYTES:
        raise ValueError("its content is cut short")
    return bytes(out)


def _brotlied(data: bytes) -> bytes:
    made = _brotli().compress(data, quality=5)
    assert isinstance(made, bytes)
    return made


def _zstded(data: bytes) -> bytes:
    out = io.BytesIO()
    with compressed(out, "zstd") as sink:
        sink.write(data)
    return out.getvalue()


_READ = {"gzip": _expanded("gzip"), "deflate": _inflated, "br": _unbrotlied, "zstd": _expanded("zstd")}
_WRITE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 6, mtime=0),
    "deflate": lambda data: zlib.compress(data, 6),
    "br": _brotlied,
    "zstd": _zstded,
}
