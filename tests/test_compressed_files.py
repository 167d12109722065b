"""Compressed inputs on the command line: real files and pipes, each compression on each format."""

from __future__ import annotations

import json

import pytest
from command import run
from unit.formats.test_compression import READERS, WRITERS
from unit.formats.test_warc import INFO, record

FORMAT = {"txt": "text"}
SUFFIX = {"gzip": ".gz", "zstd": ".zst", "xz": ".xz", "bzip2": ".bz2"}
TEXT = "It rained in Verrin.\n\nADVERTISEMENT\n\nThe goat was wet.\n"
CLEAN = "It rained in Verrin.\n\nThe goat was wet.\n"
PLAIN = {
    "a.txt": (TEXT.encode(), CLEAN.encode()),
    "a.jsonl": tuple(json.dumps({"text": text, "n": 1}).encode() + b"\n" for text in (TEXT, CLEAN)),
    "a.csv": tuple(f'n,text\r\n1,"{text}"\r\n'.encode() for text in (TEXT, CLEAN)),
    "a.tsv": tuple(f'n\ttext\n1\t"{text}"\n'.encode() for text in (TEXT, CLEAN)),
    "a.warc": tuple(INFO + record(text.encode()) for text in (TEXT, CLEAN)),
}
kinds = pytest.mark.parametrize("kind", WRITERS)
names = pytest.mark.parametrize("name", PLAIN)


@kinds
@names
def test_pipe_file_and_place_give_the_same(kind, name, tmp_path):
    source, expected = PLAIN[name]
    data = WRITERS[kind](source)
    path = tmp_path / (name + SUFFIX[kind])
    path.write_bytes(data)
    piped = run("clean", "-q", "--from", FORMAT.get(name[2:], name[2:]), stdin=data)
    assert READERS[kind](piped.out) == expected
    assert run("clean", "-q", path.name, cwd=tmp_path).out == piped.out
    assert run("clean", "-q", "-w", path.name, cwd=tmp_path).code == 0
    assert path.read_bytes() == piped.out
    assert run("check", "-q", path.name, cwd=tmp_path).out == b""


@kinds
def test_the_name_of_the_output_decides_how_it_is_compressed(kind, tmp_path):
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    packed = "b.txt" + SUFFIX[kind]
    assert run("clean", "-q", "a.txt", "-o", packed, cwd=tmp_path).code == 0
    assert READERS[kind]((tmp_path / packed).read_bytes()) == CLEAN.encode()
    assert run("clean", "-q", packed, "-o", "c.txt", cwd=tmp_path).code == 0
    assert (tmp_path / "c.txt").read_bytes() == CLEAN.encode()


@kinds
def test_what_loses_nothing_is_not_even_compressed_anew(kind, tmp_path):
    name = "a.txt" + SUFFIX[kind]
    data = WRITERS[kind](b"It rained. ") + WRITERS[kind](b"It stopped.\n")
    (tmp_path / name).write_bytes(data)
    assert run("clean", "-q", name, "-o", "b" + name, cwd=tmp_path).code == 0
    assert (tmp_path / ("b" + name)).read_bytes() == data


@kinds
@names
def test_a_damaged_file_is_told_and_nothing_written(kind, name, tmp_path):
    path = tmp_path / (name + SUFFIX[kind])
    data = WRITERS[kind](PLAIN[name][0])
    for broken in (data[:-3], data + b"junk that follows, and more of it"):
        path.write_bytes(broken)
        for extra in ("-w",), ("-o", "out.txt"), ("-o", "out.gz"):
            result = run("clean", path.name, *extra, cwd=tmp_path)
            assert result.code == 2
            assert f"error: {path.name}: the {kind} stream is ".encode() in result.err
            assert b"Traceback" not in result.err
            assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
            assert path.read_bytes() == broken


def test_a_damaged_file_does_not_keep_the_others_from_being_cleaned(tmp_path):
    (tmp_path / "a.txt.gz").write_bytes(WRITERS["gzip"](TEXT.encode())[:-9])
    (tmp_path / "b.txt").write_bytes(TEXT.encode())
    result = run("clean", "-q", "-w", "a.txt.gz", "b.txt", cwd=tmp_path)
    assert result.code == 2
    assert (tmp_path / "b.txt").read_bytes() == CLEAN.encode()


def test_a_bomb_is_refused(tmp_path):
    (tmp_path / "a.txt.zst").write_bytes(WRITERS["zstd"](b"\n" * (65 << 20)))
    result = run("clean", "-q", "a.txt.zst", "-o", "b.txt", cwd=tmp_path)
    assert result.code == 2
    assert b"grows more than 200 times" in result.err
    assert not (tmp_path / "b.txt").exists()


@kinds
def test_several_processes_give_the_same(kind, tmp_path):
    more = "The council of Verrin voted on Tuesday to mend the old bridge. " * 40
    rows = [json.dumps({"text": f"{more}{n}.\n\n{TEXT}", "n": n}).encode() + b"\n" for n in range(400)]
    data = WRITERS[kind](b"".join(rows))
    path = tmp_path / ("a.jsonl" + SUFFIX[kind])
    path.write_bytes(data)
    (tmp_path / "b.txt.gz").write_bytes(WRITERS["gzip"](TEXT.encode()))
    names = (path.name, "b.txt.gz")
    one, two = (run("clean", "-q", "-j", jobs, *names, cwd=tmp_path) for jobs in "12")
    assert (one.code, two.code) == (0, 0)
    assert one.out == two.out
    assert run("clean", "-q", "-j", "2", "-w", path.name, cwd=tmp_path).code == 0
    assert READERS[kind](path.read_bytes()).count(b"ADVERTISEMENT") == 0
    changed = path.read_bytes()
    for broken in (data[:-20], data + b"junk that follows, and more of it"):
        path.write_bytes(broken)
        result = run("clean", "-q", "-j", "2", "-w", path.name, cwd=tmp_path)
        assert result.code == 2
        assert f"error: {path.name}: the {kind} stream is ".encode() in result.err
        assert path.read_bytes() == broken
    path.write_bytes(changed)
    assert run("clean", "-q", "-j", "2", path.name, "-o", "c" + path.suffix, cwd=tmp_path).code == 0
    assert (tmp_path / ("c" + path.suffix)).read_bytes() == changed
