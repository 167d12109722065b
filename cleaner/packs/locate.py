"""Find the line of a pack file that an error is about; the TOML reader keeps no positions."""

from __future__ import annotations

import regex

_RULE = regex.compile(r"^\s*\[\[\s*rule\s*\]\]")
_TABLE = regex.compile(r"^\s*\[")
_TOML_PLACE = regex.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


def rule_lines(source: str) -> list[int]:
    """Line numbers (from 1) of the `[[rule]]` headers, in order."""
    return [n for n, line in enumerate(source.split("\n"), 1) if _RULE.match(line)]


def key_line(source: str, start: int, key: str, value: str = "") -> int:
    """The line after `start` where `key` is set, or where `value` stands below it; `start` if neither is found."""
    lines = source.split("\n")
    end = next((n for n in range(start, len(lines)) if _RULE.match(lines[n])), len(lines))
    opened = next(
        (
            n
            for n in range(max(start - 1, 0), end)
            if regex.match(rf"\s*(?:\[+\s*(?:rule\.)?)?[\"']?{regex.escape(key)}[\"']?\s*(?:=|\]|\.)", lines[n])
        ),
        None,
    )
    if opened is None:
        opened = max(start - 1, 0)
    if value:
        return next((n for n in range(opened, end) if value in lines[n]), opened) + 1
    return opened + 1


def header_line(source: str, after: int, name: str) -> int:
    """The line of the next `[[name]]` after a line; that line itself if there is none."""
    header = regex.compile(rf"\s*\[\[\s*{regex.escape(name)}\s*\]\]")
    lines = source.split("\n")
    return next((n + 1 for n in range(after, len(lines)) if header.match(lines[n])), after)


def toml_line(message: str, source: str) -> int:
    """The line that a TOML syntax error names."""
    found = _TOML_PLACE.search(message)
    if found and found[1]:
        return int(found[1])
    return max(len(source.splitlines()), 1)
