"""Compressed streams: read whole or refused, whatever was done to them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats import compression
from cleaner.formats.compression import Compressing, compressed, expanded

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHECKED = {zstd.CompressionParameter.checksum_flag: 1}
# As other programs write them.
WRITERS = {
    "gzip": gzip.compress,
    "zstd": lambda data: zstd.compress(data, options=CHECKED),
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}
READERS = {"gzip": gzip.decompress, "zstd": zstd.decompress, "xz": lzma.decompress, "bzip2": bz2.decompress}
TEXT = "".join(f"{n} goats crossed the bridge at Verrin, and {n * n} stayed.\n" for n in range(4_000)).encode()
kinds = pytest.mark.parametrize("kind", WRITERS)


def read(data, path="-", **options):
    source, kind = expanded(io.BytesIO(data), path, **options)
    return source.read(), kind


class Trickle(io.RawIOBase):
    """A pipe that hands over one byte at a time."""

    def __init__(self, data):
        self.data = data

    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[: len(self.data[:1])] = self.data[:1]
        self.data, size = self.data[1:], len(self.data[:1])
        return size


@kinds
def test_what_others_compress_is_read(kind):
    assert read(WRITERS[kind](TEXT)) == (TEXT, kind)
    assert read(WRITERS[kind](b"")) == (b"", kind)
    assert read(WRITERS[kind](TEXT) + WRITERS[kind](b"") + WRITERS[kind](b"more")) == (TEXT + b"more", kind)


@kinds
def test_others_read_what_is_compressed_here(kind):
    for pieces in ([], [b""], [TEXT[:7], TEXT[7:]]):
        out = io.BytesIO()
        with compressed(out, kind) as sink:
            for piece in pieces:
                sink.write(piece)
        assert READERS[kind](out.getvalue()) == b"".join(pieces)


@kinds
def test_a_pipe_that_trickles(kind):
    source, found = expanded(io.BufferedReader(Trickle(WRITERS[kind](TEXT[:3000]))), "-")
    assert (source.read(), found) == (TEXT[:3000], kind)


@given(st.binary(max_size=40))
def test_what_is_not_compressed_passes(data):
    source, kind = expanded(io.BufferedReader(Trickle(data)), "-")
    assert kind or source.read() == data


@pytest.mark.parametrize("data", [b"", b"B", b"BZ", b"BZh9 is no archive", b"\x1f", b"\xfd7zX", b"P*M", b"(\xb5/"])
def test_the_beginning_of_a_magic_is_not_enough(data):
    assert read(data) == (data, "")


@kinds
def test_a_stream_that_is_cut_short_is_refused_wherever_it_ends(kind):
    data = WRITERS[kind](TEXT[:500])
    for end in range(12, len(data)):
        with pytest.raises(InputError, match="is cut short"):
            read(data[:end])


@kinds
def test_a_damaged_stream_is_never_read_as_something_else(kind):
    data = WRITERS[kind](TEXT[:500])
    for at in range(12, len(data)):
        for bit in (1, 128):
            broken = bytearray(data)
            broken[at] ^= bit
            try:
                found = read(bytes(broken))[0]
            except InputError:
                continue
            assert found == TEXT[:500]


@kinds
def test_what_follows_a_stream_must_be_another_one(kind):
    with pytest.raises(InputError, match=r"is damaged|is cut short"):
        read(WRITERS[kind](TEXT) + b"and so on, for quite some time")


def test_padding_with_zeros_is_no_damage():
    assert read(gzip.compress(b"a") + bytes(512) + gzip.compress(b"b") + bytes(100_000))[0] == b"ab"
    assert read(lzma.compress(b"a") + bytes(8))[0] == b"a"


def test_the_skippable_frames_of_zstd_are_skipped():
    assert read(b"P*M\x18\x04\0\0\0abcd" + zstd.compress(b"a")) == (b"a", "zstd")


@kinds
def test_a_bomb_is_refused_before_it_fills_the_memory(kind, monkeypatch):
    monkeypatch.setattr(compression, "_FREE_BYTES", 1 << 20)
    bomb = WRITERS[kind](bytes(16 << 20))
    source, _ = expanded(io.BytesIO(bomb), "bomb")
    sink = io.BytesIO()
    with pytest.raises(InputError, match="looks like a bomb") as caught:
        shutil.copyfileobj(source, sink)
    assert sink.tell() < 4 << 20
    assert "--config max-ratio=" in caught.value.hint
    assert len(read(bomb, max_ratio=0)[0]) == 16 << 20
    assert len(read(bomb, max_ratio=10**6)[0]) == 16 << 20


@kinds
def test_a_small_stream_may_grow_as_it_likes(kind):
    assert len(read(WRITERS[kind](bytes(1 << 20)), max_ratio=1)[0]) == 1 << 20


def test_an_xz_stream_that_asks_for_much_memory_is_refused(monkeypatch):
    monkeypatch.setattr(compression, "_MEMORY", 1 << 20)
    with pytest.raises(InputError, match="needs too much memory"):
        read(lzma.compress(b"a"))


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"It rained.", "it is not compressed"), (b"", "it is empty"), (bz2.compress(b"a"), "it is bzip2 data")],
)
def test_a_suffix_that_lies_is_told(data, message):
    with pytest.raises(InputError, match=message):
        read(data, "a.txt.gz")


@kinds
def test_an_unfinished_stream_stays_visibly_broken(kind):
    out = io.BytesIO()
    writer = Compressing(out, kind)
    writer.write(TEXT)
    del writer
    with pytest.raises(InputError, match="is cut short"):
        read(out.getvalue() or WRITERS[kind](b"")[:12])


@kinds
def test_members_can_be_read_alone(kind):
    out = io.BytesIO()
    writer = Compressing(out, kind)
    writer.write(b"one")
    writer.end_member()
    first = len(out.getvalue())
    writer.copy(WRITERS[kind](b"two"))
    writer.write(b"three")
    writer.finish()
    assert READERS[kind](out.getvalue()[:first]) == b"one"
    assert read(out.getvalue()) == (b"onetwothree", kind)


def test_a_missing_package_names_the_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "compression" if sys.version_info >= (3, 14) else "backports", None)
    with pytest.raises(InputError) as caught:
        read(zstd.compress(b"a"), "a.zst")
    assert "pip install 'news-cleaner[zstd]'" in str(caught.value)
    with pytest.raises(InputError, match="zstd needs one more package"):
        Compressing(io.BytesIO(), "zstd")
