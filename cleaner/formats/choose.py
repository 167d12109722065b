"""Which format an input has."""

from __future__ import annotations

import importlib
from collections.abc import Callable

_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl"} | dict.fromkeys(
    (".html", ".htm", ".xhtml"), "html"
)
_MODULES = {"text": "cleaner.formats.text", "jsonl": "cleaner.formats.jsonl", "html": "cleaner.formats.html"}
# How a page begins, after its byte order mark.
_PAGE = (b"<!doctype html", b"<html")
SNIFFED_BYTES = 512


def format_of(path: str, asked: str, head: bytes = b"") -> str:
    """The name of the format: the one asked for, or by suffix, or by the first bytes, or text."""
    if asked != "auto":
        return asked
    name = next((name for suffix, name in _SUFFIXES.items() if path.lower().endswith(suffix)), "")
    if name or path.lower().endswith(".txt"):
        return name or "text"
    start = head[:SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml"):
        start = start.partition(b">")[2].lstrip()
    return "html" if start.startswith(_PAGE) else "text"


def runner(name: str) -> Callable[..., None]:
    """The function that reads and writes a format, imported when it is needed."""
    run: Callable[..., None] = importlib.import_module(_MODULES[name]).run
    return run
