"""Which format an input has."""

from __future__ import annotations

from collections.abc import Callable

from cleaner.errors import InputError
from cleaner.formats import csv, jsonl, parquet, text
from cleaner.formats.compression import split_suffix

_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
_RUNNERS: dict[str, Callable[..., None]] = {
    "text": text.run,
    "jsonl": jsonl.run,
    "csv": csv.run,
    "tsv": csv.run_tabs,
    "parquet": parquet.run,
}
_ROWS = ("jsonl", "csv", "tsv", "parquet")
_MARKED = ("text", *_ROWS)


def format_of(path: str, asked: str) -> str:
    """The name of the format: the one asked for, or by suffix (that of a compression aside), or text."""
    if asked != "auto":
        return asked
    plain = split_suffix(path)[0].lower()
    return next((name for suffix, name in _SUFFIXES.items() if plain.endswith(suffix)), "text")


def runner(name: str) -> Callable[..., None]:
    """The function that reads and writes a format."""
    return _RUNNERS[name]


def check_fits(name: str, *, annotate: bool, mark: bool) -> None:
    """Raise InputError for what a format cannot hold."""
    if annotate and name not in _ROWS:
        raise InputError(f"--annotate needs rows, and this is {name}", hint="it works for " + ", ".join(_ROWS))
    if mark and name not in _MARKED:
        raise InputError(f"--mark does not work for {name}", hint="it works for " + ", ".join(_MARKED))
