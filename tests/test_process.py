"""What needs a process of its own: pipes, full disks, signals, start-up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from command import RULES, process

BIG = ("It rained in Verrin all day, and the goat was wet.\n\nADVERTISEMENT\n\n" * 3_000).encode()
pipes = pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="needs Unix pipes")


def result_of(*args, stdin=b"", env=None, builtin=False):
    child = process(*args, env={**os.environ, **(env or {})}, builtin=builtin)
    out, err = child.communicate(stdin, timeout=60)
    return child.returncode, out, err


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    path = tmp_path_factory.mktemp("big") / "big.txt"
    path.write_bytes(BIG)
    return path


def closed_early(*args, lines=1):
    """Read a few lines, close the pipe, and wait: the exit code and what came on standard error."""
    child = process(*args, stdin=subprocess.DEVNULL)
    for _ in range(lines):
        child.stdout.readline()
    child.stdout.close()
    err = child.stderr.read()
    child.stderr.close()
    return child.wait(timeout=60), err


@pipes
@pytest.mark.parametrize("args", [("clean", "-q"), ("clean",), ("check", "-q"), ("diff", "-q")], ids=" ".join)
def test_a_closed_pipe_ends_quietly(big, args):
    assert closed_early(*args, *[str(big)] * 5) == (0, b"")


@pipes
def test_a_closed_pipe_ends_a_list_of_rules_quietly():
    assert closed_early("rules", "list", lines=0) == (0, b"")


@pipes
def test_a_pipe_closed_after_everything_was_read_is_no_matter(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"It rained.\n")
    assert closed_early("clean", "-q", str(tmp_path / "a.txt"), lines=2) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["clean", "check", "diff"])
def test_a_full_disk_is_an_error(command, unbuffered):
    with open("/dev/full", "wb") as full:
        child = process(command, "-q", stdout=full, env={**os.environ, "PYTHONUNBUFFERED": unbuffered})
        _, err = child.communicate(b"It rained.\n\nAdvertisement\n", timeout=60)
    assert child.returncode == 2
    assert b"No space left" in err
    assert b"Traceback" not in err


def opened_for_writing(fifo):
    """The pipe, as soon as somebody reads from it."""
    for _ in range(300):
        try:
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("nobody reads")


@pipes
def test_an_interrupt_leaves_the_file_and_no_temporary_one(tmp_path):
    fifo = tmp_path / "in.txt"
    os.mkfifo(fifo)
    child = process("clean", "-q", str(fifo), "-o", str(tmp_path / "out.txt"))
    writer = opened_for_writing(fifo)
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    os.close(writer)
    assert child.returncode == 130
    assert b"Traceback" not in err
    assert os.listdir(tmp_path) == ["in.txt"]


def test_the_real_packs_from_end_to_end():
    code, out, err = result_of("clean", stdin=b"It rained.\n\nADVERTISEMENT\n\nIt stopped.\n", builtin=True)
    assert (code, out) == (0, b"It rained.\n\nIt stopped.\n")
    assert err.startswith(b"Removed 1 piece, 1 word")


def test_a_narrow_encoding_of_the_terminal_is_no_trouble():
    text = "Été.\n\nADVERTISEMENT: 日本 — Advertisement\n\nADVERTISEMENT\n".encode()
    for command in ("check", "diff"):
        code, out, err = result_of(command, stdin=text, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
        assert (code, b"Traceback" in err) == (1, False), err.decode()[-500:]
        assert b"advert/" in out


def test_a_fault_in_the_engine_does_not_look_like_findings(tmp_path):
    script = (
        "import cleaner.clean as c, sys\n"
        "def fail(*a, **k): raise RuntimeError('engine fault')\n"
        "c.Cleaner.clean = fail\n"
        "c.Cleaner.__init__ = lambda *a, **k: None\n"
        "sys.argv = ['cleaner', 'check']\n"
        "from cleaner.cli.main import main\n"
        "main()\n"
    )
    child = subprocess.run([sys.executable, "-c", script], input=b"It rained.\n", capture_output=True, timeout=60)
    assert child.returncode not in (0, 1)


def test_help_is_quick():
    start = time.perf_counter()
    code, out, _ = result_of("--help")
    assert (code, out[:6]) == (0, b"Usage:")
    assert time.perf_counter() - start < 2


@pytest.mark.skipif(shutil.which("cleaner") is None, reason="the command is not on the path")
def test_the_installed_command_runs():
    done = subprocess.run(["cleaner", "--version"], capture_output=True, timeout=60)
    assert done.returncode == 0


def test_the_small_rules_of_the_command_line_tests_prove_themselves():
    code, out, _ = result_of("rules", "test", str(RULES))
    assert code == 0, out.decode()
