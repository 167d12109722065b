"""The README as a newcomer follows it: every command, from top to bottom, in an empty folder.

The commands of the tool under test come first on PATH: those of the environment that runs the tests, or of the folder
that CLEANER_BIN names, where `.ci/run` has installed the built wheel and nothing else of ours.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

README = Path(__file__).parents[1] / "README.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A command in the running text; with a placeholder in capitals it is a form, not a command.
INLINE = re.compile(r"`(cleaner (?:[^`A-Z…]*))`")
# Names of commands that are spoken of without what they need: their help must be there.
NAMES = {
    "cleaner check",
    "cleaner diff",
    "cleaner restore",
    "cleaner rules lint",
    "cleaner rules tune",
    "cleaner review",
}
# `check` and `diff` exit with 1 when they find something, as the README says: that is no failure of theirs.
PRELUDE = 'set -euo pipefail; cleaner() { command cleaner "$@" || test $? -eq 1; }\n'
# Not for an empty folder; `.ci/run` installs the package in a new environment and makes these.
ELSEWHERE = {"pip install", "make demo", "make test", "make bench", "make score"}


class Step(NamedTuple):
    """Commands of the README, and what they print if it says so."""

    line: int
    commands: str
    output: str | None


def steps() -> Iterator[Step]:
    """The blocks marked `sh`, each with the block marked `text` right below it, and the commands between blocks."""
    text = README.read_text(encoding="utf-8")
    fences = list(FENCE.finditer(text))
    before = 0
    for fence, below in zip(fences, [*fences[1:], None], strict=True):
        yield from inline_steps(text, before, fence.start())
        before = fence.end()
        if fence[1] == "sh":
            shown = below is not None and below[1] == "text" and below.start() == fence.end() + 1
            line = text.count("\n", 0, fence.start()) + 2
            yield Step(line, fence[2], below[2] if below and shown else None)
    yield from inline_steps(text, before, len(text))


def inline_steps(text: str, start: int, end: int) -> Iterator[Step]:
    """The commands of the running text from `start` to `end`."""
    for found in INLINE.finditer(text, start, end):
        line = text.count("\n", 0, found.start()) + 1
        yield Step(line, found[1] + (" --help" if found[1] in NAMES else ""), None)


@pytest.mark.limit(600)
def test_every_command_of_the_readme_does_what_it_says(tmp_path: Path) -> None:
    commands = Path(os.environ.get("CLEANER_BIN", Path(sys.executable).parent))
    assert (commands / "cleaner").exists(), f"no `cleaner` in {commands}"
    home = tmp_path / "home"
    folder = tmp_path / "folder"
    home.mkdir()
    folder.mkdir()
    environment = {
        "PATH": f"{commands}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
    }
    count = 0
    for step in steps():
        done = subprocess.run(
            ["bash", "-c", PRELUDE + step.commands],
            cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        place = f"README.md:{step.line}"
        assert done.returncode == 0, f"{place}: exit {done.returncode}\n{step.commands}\n{done.stdout}{done.stderr}"
        if step.output is not None:
            assert done.stdout == step.output, f"{place}: prints something else"
        count += 1
    assert count > 5


def test_every_shell_command_is_run_somewhere() -> None:
    text = README.read_text(encoding="utf-8")
    for fence in FENCE.finditer(text):
        if fence[1] in ("shell", "bash", "console", ""):
            for line in fence[2].splitlines():
                assert any(line.startswith(known) for known in ELSEWHERE), f"nothing runs `{line}`"


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text(encoding="utf-8")
    blocks = [fence[2] for fence in FENCE.finditer(text) if fence[1] == "python"]
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    capsys.readouterr()
