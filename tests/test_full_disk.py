"""Disks that are full and places that cannot be written: a clear error, and the inputs as they were."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from command import RULES, run

DIRTY = b"It rained.\n\nAdvertisement\n\nIt stopped.\n"
LIMITED = """
import pathlib, resource, sys
from cleaner.packs import loader
loader.rules_folder = lambda root=pathlib.Path(sys.argv[1]): root
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
del sys.argv[1:3]
from cleaner.cli.main import main
main()
"""
limits = pytest.mark.skipif(sys.platform == "win32", reason="needs limits of resources")


def limited(size, *args, cwd):
    """The command in a process that may write files up to a size only."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(RULES), str(size), *args], cwd=cwd, capture_output=True, timeout=60
    )


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "small.txt").write_bytes(DIRTY)
    (folder / "large.txt").write_bytes(DIRTY + b"It rained again.\n" * 20_000)
    return folder


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@limits
@pytest.mark.parametrize("target", [("-w",), ("-o", "out")], ids=" ".join)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_that_cannot_be_written_is_told_and_stays(corpus, target, jobs):
    before = content(corpus)
    done = limited(100_000, "clean", "corpus", *target, "-j", jobs, cwd=corpus.parent)
    err = done.stderr.decode()
    assert done.returncode == 2
    assert "error: corpus/large.txt: cannot be read or written: File too large" in err
    assert "Traceback" not in err
    assert content(corpus)["large.txt"] == before["large.txt"]
    assert not list(corpus.parent.rglob("tmp/*"))
    if target[0] == "-o":
        assert content(corpus) == before


@limits
def test_a_journal_that_cannot_be_written_stops_the_run_before_anything_is_replaced(corpus):
    (corpus / "small.txt").write_bytes(DIRTY + b"Advertisement\n" * 10_000)
    (corpus / "large.txt").unlink()
    before = content(corpus)
    args = ("clean", "-w", "corpus/small.txt", "--journal", "j.jsonl")
    done = limited(70_000, *args, cwd=corpus.parent)
    err = done.stderr.decode()
    assert done.returncode == 2, err
    assert "error: j.jsonl: cannot be written: File too large" in err
    assert "Traceback" not in err
    assert content(corpus) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_stops_the_run_and_room_lets_it_go_on(corpus, jobs):
    disk = corpus.parent / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        before = content(corpus)
        result = run("clean", "corpus", "-o", "disk/out", "-j", jobs, cwd=corpus.parent)
        err = result.err.decode()
        assert result.code == 2
        assert "No space left on device" in err
        assert "give the same command again" in err
        assert "Traceback" not in err
        assert content(corpus) == before
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        result = run("clean", "corpus", "-o", "disk/out", "-j", jobs, cwd=corpus.parent)
        assert result.code == 0, result.err.decode()
        assert (disk / "out" / "small.txt").read_bytes() == b"It rained.\n\nIt stopped.\n"
        assert not list(disk.rglob("tmp/*"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("target", [("-w",), ("-o", "out")], ids=" ".join)
def test_a_place_that_cannot_be_written_is_an_error(corpus, target, monkeypatch):
    before = content(corpus)

    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("cleaner.runs.state.os.open", refuse)
    result = run("clean", "corpus", *target, cwd=corpus.parent)
    assert result.code == 2
    assert ".cleaner: cannot be written: Read-only file system" in result.err.decode()
    monkeypatch.undo()
    assert {name: data for name, data in content(corpus).items() if name in before} == before


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_an_error(corpus):
    corpus.chmod(0o555)
    try:
        result = run("clean", "-w", "corpus", cwd=corpus.parent)
    finally:
        corpus.chmod(0o755)
    assert result.code == 2
    assert "cannot be written" in result.err.decode()
    assert (corpus / "small.txt").read_bytes() == DIRTY
