"""Checks of how rules, lists and packs hang together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regex

from cleaner.authoring.lint_check import Bench, Fault
from cleaner.authoring.source import PackSource
from cleaner.packs.read import suggest
from cleaner.settings import CATEGORIES, OPTIONAL, same_family

_NAMED = regex.compile(r"\{([^{}]+)\}")
_LANGUAGE = regex.compile(r"[a-z]{2,3}")
# The engine itself asks for this list.
_ENGINE_LISTS = {"speech"}


def near_nothing(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Names in `near` that no rule and no category bears: the rule waits for ever."""
    known = {*CATEGORIES, *(rule.id for pack in bench.everything for rule in pack.rules)}
    for owner in source.rules:
        for name in owner.rule.guards.near:
            if name not in known:
                told = f"`near` names {name!r}, no category and no rule; {suggest(name, known)}"
                yield source.line_of(owner, name), owner.rule.id, told


def misplaced_rule(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Rules whose id tells another category or language than their pack."""
    path = Path(source.pack.path)
    theme, folder, lang = path.stem, path.parent.name, source.pack.lang
    # A pack of one's own need not say its language, and a pack of sites goes by the sites' names.
    declared = folder == lang or "lang" in source.table.get("pack", {})
    spoken = bool(_LANGUAGE.fullmatch(lang)) and declared and "sites" not in path.parts
    if spoken and _LANGUAGE.fullmatch(folder) and folder != lang:
        yield 1, "", f"the pack is in {lang!r}, its folder is {folder!r}"
    for owner in source.rules:
        rule = owner.rule
        category, _, name = rule.id.partition("/")
        line = source.line_of(owner, rule.id)
        if rule.category != category:
            yield line, rule.id, f"{rule.id} removes {rule.category}; begin its id with that"
        if spoken and not name.startswith(f"{lang}-"):
            yield line, rule.id, f"{rule.id} is in a pack of {lang!r}; name it {category}/{lang}-…"
        # Kinds that are off by default have seldom a pack of their own.
        if theme in CATEGORIES and rule.category not in OPTIONAL and not same_family(rule.category, theme):
            yield line, rule.id, f"{rule.id} is in a pack of {theme} rules; put it into {rule.category}.toml"


def unused_list(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Lists that no phrase names, not even through another list."""
    lists: dict[str, list[str]] = source.table.get("lists", {})
    rules = [owner.table for owner in source.rules]
    used = {*_ENGINE_LISTS, *(name for text in _strings(rules) for name in _NAMED.findall(text))}
    fresh = used & lists.keys()
    while fresh:
        named = {name for key in fresh for text in lists[key] for name in _NAMED.findall(text)}
        fresh = (named & lists.keys()) - used
        used |= named
    for name in lists:
        if name not in used:
            yield _list_line(source, name), "", f"no phrase uses the list {{{name}}}"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _strings(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)


def _list_line(source: PackSource, name: str) -> int:
    key = regex.compile(rf"\s*[\"']?{regex.escape(name)}[\"']?\s*=")
    return next((n for n, line in enumerate(source.text.split("\n"), 1) if key.match(line)), 1)
