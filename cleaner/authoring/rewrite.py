"""Write weights back into pack files: only the digits of the numbers change, all else stays byte for byte."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from cleaner.authoring.source import PackSource, RuleSource, read_source
from cleaner.authoring.weights import Key
from cleaner.errors import InputError
from cleaner.packs.pack import Pack

_NUMBER = r"[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?"
_WEIGHT = regex.compile(rf"^[ \t]*[\"']?weight[\"']?[ \t]*=[ \t]*({_NUMBER})", regex.M)
_CUE = regex.compile(r"^[ \t]*\[\[[ \t]*rule[ \t]*\.[ \t]*cue[ \t]*\]\].*$", regex.M)
_HEADER = regex.compile(r"^[ \t]*\[", regex.M)
_OWN = regex.compile(r"^[ \t]*(?:structure[ \t]*=[ \t]*\{|\[[ \t]*rule[ \t]*\.[ \t]*structure[ \t]*\])", regex.M)
_SHARED = regex.compile(r"^[ \t]*\[[ \t]*structure[ \t]*\]", regex.M)

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A pack file with other weights."""

    path: str
    file: Path
    before: str
    after: str

    def diff(self) -> str:
        """A patch, such as `git apply` takes."""
        sides = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        return "".join(difflib.unified_diff(*sides, f"a/{self.path}", f"b/{self.path}"))


def rewrite(packs: Sequence[Pack], changes: Mapping[Key, float]) -> list[Rewritten]:
    """The files of `packs` with the weights of `changes`.

    Raises InputError for a weight that is written in a way that cannot be edited in place.
    """
    owner = _shared_owner(packs)
    written = []
    for pack in packs:
        ids = {rule.id for rule in pack.rules}
        own = {k: w for k, w in changes.items() if k.rule in ids or (not k.rule and owner.get(k.name) == pack.path)}
        if own:
            source = read_source(pack)
            written.append(Rewritten(pack.path, source.file, source.text, _edited(source, own)))
    return written


def _shared_owner(packs: Iterable[Pack]) -> dict[str, str]:
    """The pack whose shared structural weight counts; later packs win."""
    return {name: pack.path for pack in packs for name in pack.structure}


def _edited(source: PackSource, changes: Mapping[Key, float]) -> str:
    rules = {owner.rule.id: (number, owner) for number, owner in enumerate(source.rules)}
    wanted = deepcopy(source.table)
    edits: list[tuple[Range, str]] = []
    for key, weight in changes.items():
        number, owner = rules.get(key.rule, (-1, None))
        found = _place(source, owner, key)
        if not found:
            raise _unwritable(source, key)
        edits.append((found, f"{weight:.1f}"))
        _set(wanted, number, key, weight)
    text = source.text
    for (start, end), digits in sorted(edits, reverse=True):
        text = text[:start] + digits + text[end:]
    # The proof that nothing else has changed: the file reads as it did, but for these weights.
    if tomllib.loads(text) != wanted:
        raise _unwritable(source, next(iter(changes)))
    return text


def _unwritable(source: PackSource, key: Key) -> InputError:
    what = f"the weight of `{key.name}` of {key.rule or 'all rules'} cannot be edited in place"
    return InputError(what, where=source.pack.path, hint='write cues as [[rule.cue]] with a line "weight = 1.5"')


def _set(table: dict[str, Any], number: int, key: Key, weight: float) -> None:
    if number < 0:
        table["structure"][key.name] = weight
    elif key.cue >= 0:
        table["rule"][number]["cue"][key.cue]["weight"] = weight
    else:
        table["rule"][number]["structure"][key.name] = weight


def _place(source: PackSource, owner: RuleSource | None, key: Key) -> Range | None:
    """Where the digits of a weight stand in the file."""
    if owner is None:
        return _named(source.text, _SHARED, (0, len(source.text)), key.name)
    inside = _span(source.text, owner)
    if key.cue < 0:
        return _named(source.text, _OWN, inside, key.name)
    headers = [found.end() for found in _CUE.finditer(source.text, *inside)]
    if key.cue >= len(headers):
        return None
    start = headers[key.cue]
    found = _WEIGHT.search(source.text, start, _next_header(source.text, start, inside[1]))
    return found.span(1) if found else None


def _named(text: str, opening: regex.Pattern[str], inside: Range, name: str) -> Range | None:
    """The digits of `name = …` in the table that `opening` begins, an inline one or one with a header."""
    opened = opening.search(text, *inside)
    if not opened:
        return None
    inline = opened[0].endswith("{")
    end = text.find("}", opened.end(), inside[1]) if inline else _next_header(text, opened.end(), inside[1])
    pair = regex.compile(rf"(?<![\w\"'-])[\"']?{regex.escape(name)}[\"']?[ \t]*=[ \t]*({_NUMBER})")
    found = pair.search(text, opened.end(), end)
    return found.span(1) if found else None


def _next_header(text: str, after: int, end: int) -> int:
    found = _HEADER.search(text, after, end)
    return found.start() if found else end


def _span(text: str, owner: RuleSource) -> Range:
    """The characters of a rule's lines."""
    starts = list(_line_starts(text))
    return starts[owner.first - 1], starts[owner.last] if owner.last < len(starts) else len(text)


def _line_starts(text: str) -> Iterator[int]:
    yield 0
    yield from (found.end() for found in regex.finditer("\n", text))
