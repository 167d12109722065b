"""Which format an input has."""

from __future__ import annotations

from collections.abc import Callable

from cleaner.formats import jsonl, text
from cleaner.formats.compression import split_suffix

_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl"}
_RUNNERS: dict[str, Callable[..., None]] = {"text": text.run, "jsonl": jsonl.run}


def format_of(path: str, asked: str) -> str:
    """The name of the format: the one asked for, or by suffix (that of a compression aside), or text."""
    if asked != "auto":
        return asked
    plain = split_suffix(path)[0].lower()
    return next((name for suffix, name in _SUFFIXES.items() if plain.endswith(suffix)), "text")


def runner(name: str) -> Callable[..., None]:
    """The function that reads and writes a format."""
    return _RUNNERS[name]
