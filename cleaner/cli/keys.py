"""Single keys from a terminal, or letters from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

# What arrow keys send.
_ARROWS = {"\x1b[D": "b", "\x1bOD": "b", "\x1b[C": "s", "\x1bOC": "s"}


def keys() -> Iterator[str]:
    """Each key that is pressed, or each line that is not blank, until the input ends."""
    if not sys.stdin.isatty():
        for line in sys.stdin.buffer:
            word = line.decode("utf-8", "replace").strip()
            if word:
                yield word
        return
    while True:
        try:
            typed = click.getchar()
        except EOFError:
            return
        if typed.startswith("\x1b"):
            yield _ARROWS.get(typed, typed)
        else:
            # Keys that were pressed in a hurry come together.
            yield from (key for key in typed if key not in "\r\n")
