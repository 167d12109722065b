"""Which format an input has."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from cleaner.errors import InputError
from cleaner.formats.compression import split_suffix

_SUFFIXES = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".warc": "warc",
    ".wet": "warc",
}
# How a page begins, after its byte order mark.
_PAGE = (b"<!doctype html", b"<html")
SNIFFED_BYTES = 512
MAGIC = {b"PAR1": "parquet", b"WARC/": "warc"}
_RUNNERS = {
    "text": ("cleaner.formats.text", "run"),
    "jsonl": ("cleaner.formats.jsonl", "run"),
    "html": ("cleaner.formats.html", "run"),
    "csv": ("cleaner.formats.csv", "run"),
    "tsv": ("cleaner.formats.csv", "run_tabs"),
    "parquet": ("cleaner.formats.parquet", "run"),
    "warc": ("cleaner.formats.warc", "run"),
}
_ROWS = ("jsonl", "csv", "tsv", "parquet")
_MARKED = ("text", *_ROWS)


def format_of(path: str, asked: str, head: bytes = b"") -> str:
    """The name of the format: the one asked for, or by suffix (that of a compression aside), by magic, or text."""
    if asked != "auto":
        return asked
    plain = split_suffix(path)[0].lower()
    by_suffix = next((name for suffix, name in _SUFFIXES.items() if plain.endswith(suffix)), "")
    by_magic = next((name for magic, name in MAGIC.items() if head.startswith(magic)), "")
    return by_suffix or by_magic or ("html" if _is_page(head) else "text")


def _is_page(head: bytes) -> bool:
    start = head[:SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml"):
        start = start.partition(b">")[2].lstrip()
    return start.startswith(_PAGE)


def runner(name: str) -> Callable[..., None]:
    """The function that reads and writes a format, imported when it is needed."""
    module, function = _RUNNERS[name]
    run: Callable[..., None] = getattr(importlib.import_module(module), function)
    return run


def check_fits(name: str, *, annotate: bool, mark: bool) -> None:
    """Raise InputError for what a format cannot hold."""
    if annotate and name not in _ROWS:
        raise InputError(f"--annotate needs rows, and this is {name}", hint="it works for " + ", ".join(_ROWS))
    if mark and name not in _MARKED:
        raise InputError(f"--mark does not work for {name}", hint="it works for " + ", ".join(_MARKED))
