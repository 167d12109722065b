"""Read labelled texts: what is clutter in them, line by line, and of which category."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import regex

from cleaner.authoring.survival import is_cut_of, squashed
from cleaner.errors import InputError
from cleaner.formats.text import decode

TEXT = "T"
UNLABELLED = "-?"
# Clutter whose category nobody told: what is missing from the expected text of a sample.
CLUTTER = "X"
CATEGORIES: Mapping[str, str] = {
    "D": "donation",
    "A": "advert",
    "R": "read-more",
    "P": "payment",
    "S": "paywall",
    "N": "newsletter",
    CLUTTER: "clutter",
    "O": "social",
    "K": "consent",
    "C": "comments",
    "M": "promo",
    "G": "legal",
    "F": "feedback",
    "B": "meta",
    "L": "chrome",
}
CORE, NEIGHBOURS, KEPT = "DARPSN" + CLUTTER, "OKCMGF", "BL"
GROUPS: Mapping[str, str] = {"core": CORE, "neighbours": NEIGHBOURS, "kept kinds removed": KEPT}
# The names of samples begin with their language: en-donation-head.
_LANGUAGE = regex.compile(r"([a-z]{2,3})-")
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class GoldLine:
    """A line with its code. `keep` is what should be left of it: all, nothing, or the line without a piece."""

    text: str
    code: str
    keep: str


@dataclass(frozen=True, slots=True)
class GoldText:
    """One labelled text. Several texts may come from one page; `language` is empty when nobody told it."""

    text_id: str
    page: str
    url: str
    language: str
    lines: tuple[GoldLine, ...]

    @property
    def text(self) -> str:
        """The text as scraped."""
        return "\n".join(line.text for line in self.lines)


def read_gold(path: Path, *, half: str = "") -> list[GoldText]:
    """The texts of a corpus (`.jsonl`, `.jsonl.gz`) or of a folder of samples; `half` A or B of its pages.

    A row of a corpus is `{"id", "url", "lines": [[text, code], …]}`; of an id `page/scraper` the page is what stands
    before the last slash. A folder holds `x.txt` and `x.expected.txt`, or `x.jsonl` and `x.expected.jsonl` with the
    rows' `text`. Raises InputError.
    """
    if not path.exists():
        raise InputError("no such file or folder", where=str(path))
    texts = list(_samples(path) if path.is_dir() else _corpus(path))
    chosen = [text for text in texts if not half or half_of(text.page) == half]
    if not chosen:
        raise InputError("no labelled text here", where=str(path), hint="see `cleaner score --help` for the formats")
    return chosen


def half_of(page: str) -> str:
    """`A` or `B`, by the page's name alone: rules may be written on one half and measured on the other."""
    return "AB"[hashlib.sha256(page.encode("utf-8", "surrogateescape")).digest()[0] % 2]


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a file of JSON Lines with their places."""
    try:
        data = path.read_bytes()
        for number, raw in enumerate((gzip.decompress(data) if path.suffix == ".gz" else data).splitlines(), 1):
            where = f"{path}:{number}"
            if raw.strip():
                row = json.loads(raw.removeprefix(_MARK.encode()))
                if not isinstance(row, dict):
                    raise InputError("not a JSON object", where=where)
                yield where, row
    except (OSError, EOFError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", where=where) from error


def _corpus(path: Path) -> Iterator[GoldText]:
    for where, row in _rows(path):
        lines = row.get("lines")
        if not isinstance(lines, list):
            raise InputError("a row without `lines`", where=where, hint='write "lines": [["text", "code"], …]')
        text_id = str(row.get("id", where))
        page = text_id.rpartition("/")[0] or text_id
        known = tuple(_line(pair, where) for pair in lines)
        yield GoldText(text_id, page, str(row.get("url") or ""), str(row.get("lang") or ""), known)


def _line(pair: object, where: str) -> GoldLine:
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
        raise InputError(f"a line is {pair!r}", where=where, hint='write ["text", "code"]')
    text, code = pair
    if code not in CATEGORIES and code != TEXT and code not in tuple(UNLABELLED):
        raise InputError(f"unknown code {code!r}", where=where, hint=f"known are {TEXT} {' '.join(CATEGORIES)} - ?")
    return GoldLine(text, code, text if code == TEXT else "")


def _samples(folder: Path) -> Iterator[GoldText]:
    for path in sorted(folder.glob("*.expected.txt")):
        before = path.with_name(path.name.replace(".expected.", "."))
        yield _sample(_read(before), _read(path), before.stem, "", str(before))
    for path in sorted(folder.glob("*.expected.jsonl")):
        before = path.with_name(path.name.replace(".expected.", "."))
        expected = [row for _, row in _rows(path)]
        rows = list(_rows(before)) if before.exists() else []
        if len(rows) != len(expected):
            raise InputError(f"{len(rows)} rows, {len(expected)} are expected", where=str(before))
        for (where, row), want in zip(rows, expected, strict=True):
            name = f"{before.stem}-{row.get('id', where.rpartition(':')[2])}"
            made = _sample(str(row.get("text", "")), str(want.get("text", "")), name, str(row.get("url") or ""), where)
            yield replace(made, language=str(row.get("lang") or ""))


def _read(path: Path) -> str:
    try:
        return decode(path.read_bytes()).removeprefix(_MARK)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _sample(text: str, expected: str, name: str, url: str, where: str) -> GoldText:
    told = _LANGUAGE.match(name)
    return GoldText(
        name, name, url, told[1] if told else "", tuple(_aligned(text.split("\n"), expected.split("\n"), where))
    )


def _aligned(lines: Sequence[str], expected: Sequence[str], where: str) -> Iterator[GoldLine]:
    """The lines of a scrape, those that the expected text has as article, in order. Raises InputError."""
    wanted = [line for line in map(squashed, expected) if line]
    have = [squashed(line) for line in lines]
    at = 0
    for n, line in enumerate(lines):
        want = wanted[at] if at < len(wanted) else ""
        if not have[n]:
            yield GoldLine(line, "-", line)
        elif have[n] == want or (want and is_cut_of(want, have[n]) and want not in have[n:]):
            at += 1
            yield GoldLine(line, TEXT, line if have[n] == want else want)
        else:
            yield GoldLine(line, CLUTTER, "")
    if at < len(wanted):
        hint = "the expected text must be the scraped text without some lines or pieces of lines, in its order"
        raise InputError(f"an expected line is not here: {wanted[at][:60]!r}", where=where, hint=hint)
