"""The cache folder: private, whole or nothing, and never a reason to fail."""

from __future__ import annotations

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from cleaner.packs import store
from cleaner.packs.parts import DamagedError, joined

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")


def read(key):
    """What is kept under a key, if it is whole."""
    try:
        kept = store.opened(key)
        return kept["it"] if kept else None
    except DamagedError:
        return None


def write(key, payload):
    store.write(key, joined({"it": payload}))


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "deep" / "cache"))
    return tmp_path / "deep" / "cache"


def test_what_is_written_is_read_again(place):
    assert read("k") is None
    write("k", b"payload")
    assert read("k") == b"payload"
    assert read("other") is None


@POSIX
def test_folder_and_files_are_private(place):
    write("k", b"payload")
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in place.iterdir()] == [0o600]


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_a_damaged_file_is_not_read(place, damage):
    write("k", b"payload" * 100)
    file = place / f"k{store.SUFFIX}"
    data = file.read_bytes()
    flipped = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
    file.write_bytes({"cut": data[:-1], "flipped": flipped, "empty": b"", "other": b"x" * len(data)}[damage])
    assert read("k") is None
    write("k", b"new")
    assert read("k") == b"new"


@POSIX
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_could_have_written_is_not_read(place, mode):
    write("k", b"payload")
    os.chmod(place / f"k{store.SUFFIX}", mode)
    assert read("k") is None


@POSIX
def test_a_folder_that_others_can_write_is_not_used(place):
    place.mkdir(parents=True)
    os.chmod(place, 0o777)
    write("k", b"payload")
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("value", ["off", "0", "", "OFF"])
def test_it_can_be_switched_off(monkeypatch, value):
    monkeypatch.setenv(store.VARIABLE, value)
    assert store.folder() is None
    write("k", b"payload")
    assert read("k") is None


def test_a_folder_that_cannot_be_made_is_harmless(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "file" / "cache"))
    write("k", b"payload")
    assert read("k") is None


def test_a_write_that_fails_leaves_nothing(place, monkeypatch):
    write("k", b"old")

    def fails(*_):
        raise OSError("read-only")

    monkeypatch.setattr(os, "replace", fails)
    write("k", b"new")
    assert read("k") == b"old"
    assert [file.name for file in place.iterdir()] == [f"k{store.SUFFIX}"]


def test_writers_that_race_leave_one_whole_file(place):
    payloads = [bytes([n]) * 100_000 for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda payload: write("k", payload), payloads * 4):
            assert read("k") in (None, *payloads)
    assert read("k") in payloads
    assert len(list(place.iterdir())) == 1


def test_old_files_are_taken_away(place):
    for n in range(store.MOST_FILES + 3):
        write(f"k{n}", b"x")
    assert len(list(place.glob(f"*{store.SUFFIX}"))) == store.MOST_FILES
    assert read(f"k{store.MOST_FILES + 2}") == b"x"


def test_the_usual_folder_is_in_the_home_of_the_user(monkeypatch, tmp_path):
    monkeypatch.delenv(store.VARIABLE, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert store.folder() == str(tmp_path / ".cache" / "cleaner")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert store.folder() == str(tmp_path / "x" / "cleaner")
