"""Run the command line inside the test process, on a small set of built-in rules of its own.

Starting an interpreter and reading every pack takes a second; `cli/rules/` keeps the cases quick, and their outcome
the same while the real packs grow. What needs real pipes goes through a process of its own: `process`.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from cleaner.cli import rules as rules_command
from cleaner.cli.main import main
from cleaner.packs import loader

RULES = Path(__file__).resolve().parent / "cli" / "rules"


@dataclass
class Result:
    code: int
    out: bytes
    err: bytes


class _Stream(io.TextIOWrapper):
    """A standard stream that keeps its bytes, and is a terminal if told so."""

    def __init__(self, data=None, *, terminal=False):
        raw = io.BufferedReader(io.BytesIO(data)) if data is not None else io.BytesIO()
        super().__init__(raw, encoding="utf-8", errors="strict", newline="", write_through=True)
        self.terminal = terminal

    def isatty(self):
        return self.terminal


def run(*args, stdin=b"", env=None, cwd=None, terminal=False, builtin=False):
    """The result of a command; `terminal` makes all three streams terminals, `builtin` uses the real packs."""
    streams = _Stream(stdin, terminal=terminal), _Stream(terminal=terminal), _Stream(terminal=terminal)
    root = loader.rules_folder() if builtin else RULES
    variables = {"COLUMNS": "100", "TERM": "xterm", **(env or {})}
    clean_env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS")}
    with contextlib.ExitStack() as stack:
        for target, value in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            stack.enter_context(mock.patch.object(sys, target, value))
        stack.enter_context(mock.patch.object(sys, "argv", ["cleaner", *args]))
        stack.enter_context(mock.patch.dict(os.environ, clean_env | variables, clear=True))
        stack.enter_context(mock.patch.object(loader, "rules_folder", return_value=root))
        stack.enter_context(mock.patch.object(rules_command, "rules_folder", return_value=root))
        if cwd:
            stack.enter_context(contextlib.chdir(cwd))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        streams[1].flush()
        streams[2].flush()
        return Result(code, streams[1].buffer.getvalue(), streams[2].buffer.getvalue())


_SCRIPT = """
import pathlib, sys
from cleaner.packs import loader
if sys.argv[1]:
    loader.rules_folder = lambda root=pathlib.Path(sys.argv[1]): root
del sys.argv[1]
from cleaner.cli.main import main
main()
"""


def process(*args, builtin=False, **options):
    """The command as a process of its own; `builtin` uses the real packs."""
    return subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, "" if builtin else str(RULES), *args],
        **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options,
    )
