"""A pack with the file it was read from: what its author wrote where, comments included."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from cleaner.errors import InputError
from cleaner.packs import loader
from cleaner.packs.locate import rule_lines
from cleaner.packs.pack import Pack, Rule

_PIECE = regex.compile(
    r'#(?P<comment>[^\n]*)|"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', regex.S
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A string or a comment of a TOML file, with its line (from 1)."""

    text: str
    line: int
    comment: bool


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A rule with its table as written; its text stands on the lines `first..last` of the file."""

    rule: Rule
    table: dict[str, Any]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PackSource:
    """A sound pack with the text of its file."""

    pack: Pack
    file: Path
    text: str
    table: dict[str, Any]
    rules: tuple[RuleSource, ...]
    pieces: tuple[Piece, ...]

    def line_of(self, owner: RuleSource, text: str) -> int:
        """The line of the first string of a rule that reads `text`; the rule's own line if none does."""
        return next((p.line for p in self._inside(owner) if not p.comment and p.text == text), owner.rule.line)

    def comments(self, owner: RuleSource) -> list[Piece]:
        """The comments of a rule: in it, and straight above it."""
        return [piece for piece in self._inside(owner) if piece.comment]

    def _inside(self, owner: RuleSource) -> Iterator[Piece]:
        return (piece for piece in self.pieces if owner.first <= piece.line <= owner.last)


def file_of(path: str, digest: str = "") -> Path:
    """The file that a pack's or a rule's `path` names; of two such files the one with the digest."""
    parts = Path(path).parts
    shipped = Path(loader.rules_folder(), *parts[1:])
    if parts[:1] != ("rules",) or not shipped.is_file():
        return Path(path)
    same = not digest or not Path(path).is_file() or _digest(shipped.read_bytes()) == digest
    return shipped if same else Path(path)


def is_shipped(pack: Pack) -> bool:
    """Whether a pack is one of those that come with the tool."""
    return file_of(pack.path, pack.digest).is_relative_to(loader.rules_folder())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def below(paths: Sequence[Path], packs: Iterable[Pack]) -> list[Pack]:
    """The packs whose files are at or below one of the paths; all without any."""
    places = [path.resolve() for path in paths]
    return [
        pack
        for pack in packs
        if not places or any(file_of(pack.path, pack.digest).resolve().is_relative_to(place) for place in places)
    ]


def read_source(pack: Pack) -> PackSource:
    """A pack with its file. Raises InputError when the file is no longer what the pack was read from."""
    file = file_of(pack.path, pack.digest)
    data = file.read_bytes()
    if _digest(data) != pack.digest:
        raise InputError("the pack has changed since it was read", where=pack.path, hint="run the command again")
    text = data.decode("utf-8")
    table = tomllib.loads(text)
    return PackSource(pack, file, text, table, tuple(_rules(pack, text, table)), tuple(_pieces(text)))


def _rules(pack: Pack, text: str, table: dict[str, Any]) -> Iterator[RuleSource]:
    lines = text.split("\n")
    headers = rule_lines(text)
    tops = [_top(lines, header) for header in headers]
    for n, (rule, entry) in enumerate(zip(pack.rules, table.get("rule", ()), strict=True)):
        first = tops[n] if n < len(tops) else 1
        last = tops[n + 1] - 1 if n + 1 < len(tops) else len(lines)
        yield RuleSource(rule, entry, first, last)


def _top(lines: list[str], header: int) -> int:
    """The first line of the comment that stands straight above a header; the header's line without one."""
    while header > 1 and lines[header - 2].lstrip().startswith("#"):
        header -= 1
    return header


def _pieces(text: str) -> Iterator[Piece]:
    line, at = 1, 0
    for found in _PIECE.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        comment = found["comment"]
        yield Piece(_value(found[0]) if comment is None else comment.strip(), line, comment is not None)


def _value(token: str) -> str:
    if token[0] == "'" and not token.startswith("'''"):
        return token[1:-1]
    if "\\" not in token and not token.startswith(('"""', "'''")):
        return token[1:-1]
    value = tomllib.loads(f"x = {token}")["x"]
    return value if isinstance(value, str) else ""
