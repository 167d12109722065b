"""Run commands and functions, and note their time and their peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLEANER = [sys.executable, "-c", "from cleaner.cli.start import main; main()"]


@dataclass(frozen=True)
class Took:
    """Wall and processor time in seconds, peak memory in MB."""

    wall: float
    cpu: float
    peak: float = 0.0


def command(arguments: Sequence[str], *, source: str | bytes = b"", times: int = 1, **environment: str) -> Took:
    """The best of some runs of a command that reads a file (given by its name) or some bytes."""
    best = None
    for _ in range(times):
        took = _once(arguments, source, {**os.environ, "PYTHONPATH": str(ROOT), **environment})
        best = took if best is None or took.cpu < best.cpu else best
    assert best
    return best


def _once(arguments: Sequence[str], source: str | bytes, environment: dict[str, str]) -> Took:
    feed = open(source, "rb") if isinstance(source, str) else subprocess.PIPE  # noqa: SIM115
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments, stdin=feed, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, cwd=ROOT
    )
    if isinstance(source, bytes):
        assert process.stdin
        process.stdin.write(source)
        process.stdin.close()
    assert process.stderr
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}: {told.decode()}")
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Took(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, peak)


def function(run: Callable[[], object], *, times: int = 1) -> Took:
    """The best of some runs of a function."""
    found = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        found.append(Took(time.perf_counter() - wall, time.process_time() - cpu))
    return min(found, key=lambda took: took.cpu)
