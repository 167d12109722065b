"""Single keys from a terminal, or letters from a pipe."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator

import click

try:
    import termios
    import tty
except ImportError:  # not on Windows
    termios = None  # type: ignore[assignment]

# What arrow keys send.
_ARROWS = {"\x1b[D": "b", "\x1bOD": "b", "\x1b[C": "s", "\x1bOC": "s"}
_END = "\x04"
# What one key sends.
_KEY = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])?|.", re.S)


@contextlib.contextmanager
def keys() -> Iterator[Iterator[str]]:
    """Each key that is pressed, or each line of a pipe that is not blank, until the input ends.

    Within it a terminal shows no typed keys, and keeps those that are pressed in a hurry.
    """
    if not sys.stdin.isatty():
        yield _lines()
    elif termios is None:
        yield _typed(click.getchar)
    else:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)

        def read() -> str:
            # Whoever was put to sleep may wake in another mode.
            tty.setcbreak(descriptor, termios.TCSADRAIN)
            return os.read(descriptor, 32).decode("utf-8", "replace") or _END

        try:
            tty.setcbreak(descriptor, termios.TCSADRAIN)
            yield _typed(read)
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        word = line.decode("utf-8", "replace").strip()
        if word:
            yield word


def _typed(read: Callable[[], str]) -> Iterator[str]:
    while True:
        try:
            typed = read()
        except EOFError:
            return
        for key in _KEY.findall(typed):
            if key == _END:
                return
            if key not in ("\r", "\n"):
                yield _ARROWS.get(key, key)
