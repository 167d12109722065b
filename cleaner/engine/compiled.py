"""Keep compiled regular expressions as plain values: to make one of them takes a fraction of the time of compiling.

Relied on is only how `regex` lets its patterns be pickled: a function of its own, and arguments for it that are plain
values. The arguments are kept; the function is always that of the `regex` that is running, never named by what was
kept. They mean nothing to another version of it, so that what was kept is told apart by `kept_for`. Whatever does not
fit is compiled.
"""

from __future__ import annotations

import copyreg
import marshal
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import regex

_MARSHAL = 4
Pattern = regex.Pattern[str]


def kept_for() -> str:
    """What compiled expressions depend on besides themselves."""
    return f"regex {regex.__version__} {sys.implementation.cache_tag} {sys.byteorder} {sys.platform} {sys.maxsize:x}"


def kept(pattern: Pattern) -> bytes:
    """A compiled expression as plain values, but for its source; nothing if it cannot be had that way."""
    made = _taken_apart(pattern)
    if made is None:
        return b""
    _, (source, *rest) = made
    try:
        data = marshal.dumps(tuple(rest), _MARSHAL)
    except ValueError:
        return b""
    return data if source == pattern.pattern and tuple(rest) == marshal.loads(data) else b""


def restored(source: str, data: bytes) -> Pattern | None:
    """A compiled expression of its source and its values, which the same `regex` must have kept; None if it fails."""
    make = _maker()
    if not data or make is None:
        return None
    try:
        pattern = make(source, *marshal.loads(data))
    except (ValueError, TypeError, EOFError, RuntimeError):
        return None
    return pattern if isinstance(pattern, regex.Pattern) else None


@cache
def _maker() -> Callable[..., Any] | None:
    made = _taken_apart(regex.compile("a"))
    return made and made[0]


def _taken_apart(pattern: Pattern) -> tuple[Callable[..., Any], tuple[Any, ...]] | None:
    reduce = copyreg.dispatch_table.get(type(pattern))
    made = reduce(pattern) if reduce else None
    if isinstance(made, tuple) and len(made) == 2 and callable(made[0]) and isinstance(made[1], tuple) and made[1]:
        return made
    return None
