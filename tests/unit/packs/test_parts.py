"""Parts are read and checked one by one."""

from __future__ import annotations

import os

import pytest

from cleaner.packs.parts import DamagedError, FileReader, Parts, in_memory, joined
from cleaner.packs.shrink import grown, shrunk, vocabulary_of

WHAT = {"one": b"abc" * 50, "none": b"", "many": [b"first", b"", b"third" * 30], "no entries": []}


def parts_of(data):
    return Parts(in_memory(data), len(data))


def test_all_comes_back():
    parts = parts_of(joined(WHAT))
    assert parts["one"] == WHAT["one"]
    assert parts["none"] == b""
    assert [parts.entry("many", n) for n in range(parts.count("many"))] == WHAT["many"]
    assert parts.count("no entries") == 0
    assert "two" not in parts
    assert not parts.has(("one", "two"))


@pytest.mark.parametrize("place", range(0, 600, 7))
def test_a_changed_byte_is_noticed_where_it_matters(place):
    data = joined(WHAT)
    if place >= len(data):
        return
    bad = data[:place] + bytes([data[place] ^ 16]) + data[place + 1 :]

    def all_of(parts):
        many = [parts.entry("many", n) for n in range(parts.count("many"))]
        return parts["one"], parts["none"], many, parts.count("no entries")

    with pytest.raises(DamagedError):
        all_of(parts_of(bad))
    try:
        parts = parts_of(bad)
    except DamagedError:
        return
    parts.renew = lambda: data
    assert all_of(parts) == all_of(parts_of(data))


@pytest.mark.parametrize("size", [0, 5, 30, 200, -1])
def test_what_is_cut_is_no_parts(size):
    with pytest.raises(DamagedError):
        parts_of(joined(WHAT)[:size])


def test_a_file_is_read_behind_what_comes_before_it(tmp_path):
    file = tmp_path / "f"
    file.write_bytes(b"key\n" + joined(WHAT))
    read = FileReader(os.open(file, os.O_RDONLY), 4)
    parts = Parts(read, file.stat().st_size - 4)
    file.unlink()
    assert parts["one"] == WHAT["one"]


def test_short_texts_are_shrunk_by_what_they_share():
    texts = [f"(?<!\\w)(?:read[-]? more about {n})(?!\\w)".encode() for n in range(200)]
    vocabulary = vocabulary_of(texts)
    packed = [shrunk(text, vocabulary) for text in texts]
    assert [grown(data, vocabulary) for data in packed] == texts
    assert sum(map(len, packed)) < sum(map(len, texts)) / 2
    assert grown(shrunk(b"", b""), b"") == b""
