"""How often Python looks for what counting references leaves behind."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

# So many objects more than before, the rules and what is known of lines among them, are nothing to search through.
_THRESHOLDS = (100_000, 50, 100)


def look_less_often() -> None:
    """Let a process that does nothing but clean keep its time for that: texts leave no cycles behind, pages few."""
    gc.set_threshold(*_THRESHOLDS)


@contextlib.contextmanager
def making_what_stays() -> Iterator[None]:
    """Do not look through what lives as long as the process, neither while it grows nor after."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
