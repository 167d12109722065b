"""Which format an input has."""

from __future__ import annotations

import importlib
from collections.abc import Callable

_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl"}
_MODULES = {"text": "cleaner.formats.text", "jsonl": "cleaner.formats.jsonl"}


def format_of(path: str, asked: str) -> str:
    """The name of the format: the one asked for, or by suffix, or text."""
    if asked != "auto":
        return asked
    return next((name for suffix, name in _SUFFIXES.items() if path.lower().endswith(suffix)), "text")


def runner(name: str) -> Callable[..., None]:
    """The function that reads and writes a format, imported when it is needed."""
    run: Callable[..., None] = importlib.import_module(_MODULES[name]).run
    return run
