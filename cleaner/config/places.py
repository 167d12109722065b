"""Find the lines of a TOML file on which its keys stand; the TOML reader keeps no positions."""

from __future__ import annotations

import tomllib

import regex

Path_ = tuple[str, ...]

_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = regex.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_SET = regex.compile(rf"\s*({_DOTTED})\s*=")


def key_lines(source: str) -> dict[Path_, int]:
    """Line numbers (from 1) by the full path of each table and key."""
    table: Path_ = ()
    found: dict[Path_, int] = {}
    for number, line in enumerate(source.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            found.setdefault(table, number)
        elif key := _SET.match(line):
            path = table + _parts(key[1])
            for size in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:size], number)
    return found


def line_of(found: dict[Path_, int], path: Path_) -> int:
    """The line of a key, or of the nearest table around it that has one."""
    return next((found[path[:size]] for size in range(len(path), 0, -1) if path[:size] in found), 1)


def _parts(dotted: str) -> Path_:
    try:
        table = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return (dotted,)
    parts = []
    value: object = table
    while isinstance(value, dict):
        key, value = next(iter(value.items()))
        parts.append(key)
    return tuple(parts)
