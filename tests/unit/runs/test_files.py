"""Writing: no reader ever sees half a file, and a failure leaves nothing behind."""

from __future__ import annotations

import os
import stat
from io import BytesIO

import pytest

from cleaner.errors import InputError
from cleaner.formats.stream import Reading
from cleaner.model import Cleaned, Span
from cleaner.runs.batch import Job, run_inputs
from cleaner.runs.files import AtomicFile, open_input


class FirstLineGoes:
    """A cleaner that takes off the first line."""

    def clean(self, document):
        end = document.text.find("\n") + 1
        return Cleaned(document, document.text[end:], cuts=(Span(0, end),) if end else ())


class Fails:
    def clean(self, document):
        raise RuntimeError("engine fault")


def run(paths, *, cleaner=None, target="in place", output="", stream=None):
    problems = []
    job = Job(Reading(""), "auto", target, output)
    run_inputs([str(path) for path in paths], job, cleaner or FirstLineGoes(), [], problems.append, stream)
    return [f"{p.where}: {p.message}" for p in problems]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"one\ntwo\r\n")
    return tmp_path


def names(folder):
    return sorted(os.listdir(folder))


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o664, 0o755, 0o444])
def test_the_mode_is_kept(folder, mode):
    (folder / "a.txt").chmod(mode)
    assert run([folder / "a.txt"]) == []
    assert (folder / "a.txt").read_bytes() == b"two\r\n"
    assert stat.S_IMODE((folder / "a.txt").stat().st_mode) == mode


def test_a_new_file_gets_the_mode_of_the_umask(folder):
    old = os.umask(0o027)
    try:
        assert run([folder / "a.txt"], target="file", output=str(folder / "out.txt")) == []
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(old)
    assert stat.S_IMODE((folder / "out.txt").stat().st_mode) == 0o640


def test_a_link_stays_a_link_and_its_file_changes(folder):
    (folder / "deep").mkdir()
    (folder / "deep" / "link.txt").symlink_to("../a.txt")
    assert run([folder / "deep" / "link.txt"]) == []
    assert (folder / "deep" / "link.txt").is_symlink()
    assert (folder / "a.txt").read_bytes() == b"two\r\n"
    assert names(folder / "deep") == ["link.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_file_is_written_to_and_never_replaced(folder):
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    # Open for both, so that neither end waits for the other.
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        file = AtomicFile(str(pipe))
        file.file.write(b"clean")
        file.commit()
        assert os.read(reader, 100) == b"clean"
        file = AtomicFile(str(pipe))
        file.file.write(b"half")
        file.discard()
        with pytest.raises(BlockingIOError):
            os.read(reader, 100)
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)
    assert not os.path.exists(file.temporary)


def test_an_unchanged_file_is_not_written(folder):
    (folder / "b.txt").write_bytes(b"no line end")
    os.utime(folder / "b.txt", ns=(10**18, 10**18))
    inode = (folder / "b.txt").stat().st_ino
    assert run([folder / "b.txt"]) == []
    after = (folder / "b.txt").stat()
    assert (after.st_mtime_ns, after.st_ino) == (10**18, inode)
    assert names(folder) == ["a.txt", "b.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(folder):
    with pytest.raises(RuntimeError):
        run([folder / "a.txt"], cleaner=Fails())
    assert names(folder) == ["a.txt"]
    assert (folder / "a.txt").read_bytes() == b"one\ntwo\r\n"


def test_a_failure_to_replace_leaves_nothing_behind(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "refused")

    monkeypatch.setattr("cleaner.runs.files.os.replace", refuse)
    problems = run([folder / "a.txt"])
    assert len(problems) == 1
    assert names(folder) == ["a.txt"]


def test_a_folder_as_output_is_refused_and_nothing_left_behind(folder):
    (folder / "out").mkdir()
    problems = run([folder / "a.txt"], target="file", output=str(folder / "out"))
    assert len(problems) == 1
    assert names(folder) == ["a.txt", "out"]


def test_a_missing_folder_is_reported(folder):
    (problem,) = run([folder / "a.txt"], target="file", output=str(folder / "no" / "out.txt"))
    assert problem.startswith(f"{folder}/no/out.txt: cannot be written")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_reported_and_the_file_stays(folder):
    folder.chmod(0o555)
    try:
        (problem,) = run([folder / "a.txt"])
    finally:
        folder.chmod(0o755)
    assert "cannot be written" in problem
    assert (folder / "a.txt").read_bytes() == b"one\ntwo\r\n"


def test_an_unwritable_folder_is_reported(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    (problem,) = run([folder / "a.txt"])
    assert problem == f"{folder}/a.txt: cannot be written: Permission denied"


def test_a_long_name_is_no_obstacle(folder):
    path = folder / ("n" * 250 + ".txt")
    path.write_bytes(b"one\ntwo")
    assert run([path]) == []
    assert path.read_bytes() == b"two"


def test_a_bad_input_does_not_stop_the_others(folder):
    stream = BytesIO()
    problems = run([folder / "no.txt", folder, folder / "a.txt"], target="stream", stream=stream)
    assert problems == [
        f"{folder}/no.txt: no such file",
        f"{folder}: this is a directory (name the files in it, such as corpus/*.txt)",
    ]
    assert stream.getvalue() == b"two\r\n"


def test_an_input_that_fails_while_it_is_read_does_not_stop_the_others(folder):
    # Reading a process's memory from its start fails with an I/O error, after the file has been opened.
    if not os.path.exists("/proc/self/mem"):
        pytest.skip("needs /proc")
    stream = BytesIO()
    (problem,) = run(["/proc/self/mem", folder / "a.txt"], target="stream", stream=stream)
    assert problem.startswith("/proc/self/mem: cannot be read")
    assert stream.getvalue() == b"two\r\n"


def test_a_file_is_closed_after_reading(folder):
    with open_input(str(folder / "a.txt")) as source:
        assert source.read() == b"one\ntwo\r\n"
    assert source.closed


def test_discarding_twice_is_harmless(folder):
    file = AtomicFile(str(folder / "a.txt"))
    file.discard()
    file.discard()
    assert names(folder) == ["a.txt"]


def test_errors_name_the_cure(folder):
    with pytest.raises(InputError) as caught, open_input(str(folder)):
        pass
    assert "corpus/*.txt" in str(caught.value)
