"""Checks of phrases: those that fit one page only, and those that say nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from cleaner.authoring.lint_check import Bench, Fault
from cleaner.authoring.source import PackSource, RuleSource
from cleaner.authoring.words import is_plain, least_words, meaning, most_words
from cleaner.engine.matcher import Matcher
from cleaner.engine.view import View
from cleaner.packs.pack import Patterns, Where
from cleaner.packs.phrase import Sequence_

MAX_WORDS = 8
_REASON = regex.compile(r"reason:\s*\S")
# What a rule looks for; its guards (`unless`, `need_any`, `stop`) can only spare text.
_TAKES = ("phrases", "proof", "end")
_ALL = (*_TAKES, "need_any", "unless", "stop")


@dataclass(frozen=True, slots=True)
class _List:
    """The phrases of one key of a rule, as written and as parsed."""

    key: str
    texts: list[str]
    parsed: tuple[Sequence_, ...]
    where: Where = "within"
    fuzzy: int = 0


def _lists(owner: RuleSource, keys: tuple[str, ...]) -> Iterator[_List]:
    rule, table = owner.rule, owner.table
    parsed = {
        "phrases": rule.patterns,
        "proof": rule.proof,
        "end": rule.end,
        "stop": rule.stop,
        "need_any": rule.guards.need_any,
        "unless": rule.guards.unless,
    }
    for key in keys:
        if parsed[key].phrases:
            where = rule.where if key == "phrases" else "within"
            yield _List(key, table[key], parsed[key].phrases, where, parsed[key].fuzzy)
    for cue, written in zip(rule.cues, table.get("cue", ()), strict=True):
        yield _List(f"cue `{cue.name}`", written.get("phrases", []), cue.patterns.phrases)
    for name, patterns in rule.tokens.items():
        yield _List(f"token class `{name}`", table["tokens"][name], patterns.phrases, "whole")


def long_phrase(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Phrases that are longer than eight words even at their shortest: they tend to fit one page."""
    for line, rule, text, least, _ in _long(source):
        if least > MAX_WORDS:
            yield line, rule, f"{_short(text)} has at least {least} words; shorten it, or say why in a `# reason: …`"


def roomy_phrase(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Phrases that are longer than eight words only when their optional parts are filled in."""
    for line, rule, text, least, most in _long(source):
        if least <= MAX_WORDS:
            yield line, rule, f"{_short(text)} can be {most} words long; split it, or say why in a `# reason: …`"


def _long(source: PackSource) -> Iterator[tuple[int, str, str, int, int]]:
    """The phrases without a reason that can be longer than eight words: line, rule, text, least and most words."""
    for owner in source.rules:
        # The fixed wording of a site is what its rules are for.
        for found in () if owner.rule.keep or owner.rule.sites else _lists(owner, _TAKES):
            for text, tokens in zip(found.texts, found.parsed, strict=True):
                most = most_words(tokens)
                if most > MAX_WORDS:
                    line = source.line_of(owner, text)
                    if not _has_reason(source, owner, line):
                        yield line, owner.rule.id, text, least_words(tokens), most


def _has_reason(source: PackSource, owner: RuleSource, line: int) -> bool:
    """Whether a reason stands on a phrase's line, straight above it, or for the whole rule outside its lists."""
    lines = source.text.split("\n")
    above = line - 1
    while above >= owner.first and lines[above - 1].lstrip().startswith("#"):
        above -= 1
    listed = {piece.line for piece in source.pieces if not piece.comment and _is_entry(lines[piece.line - 1])}
    return any(
        above < comment.line <= line or not _amid(comment.line, listed, lines)
        for comment in source.comments(owner)
        if _REASON.match(comment.text)
    )


def _is_entry(line: str) -> bool:
    return line.lstrip()[:1] in ('"', "'")


def _amid(line: int, listed: set[int], lines: list[str]) -> bool:
    """Whether a comment belongs to an entry of a list: it is on the entry's line, or above one."""
    while line <= len(lines) and lines[line - 1].lstrip().startswith("#"):
        line += 1
    return line in listed


def repeated_phrase(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Phrases that stand twice in a rule, or in two rules of the pack that take the same lines."""
    pack_wide: dict[object, tuple[int, str]] = {}
    for owner in source.rules:
        rule_wide: dict[object, tuple[int, str]] = {}
        for found in _lists(owner, _ALL):
            whole_pack = found.key == "phrases"
            seen = pack_wide if whole_pack else rule_wide
            lines: dict[str, int] = {}
            for text, tokens in zip(found.texts, found.parsed, strict=True):
                lines[text] = line = _next_line(source, owner, text, lines.get(text, 0))
                key = (meaning(tokens), _reach(owner) if whole_pack else found.key)
                if key not in seen:
                    seen[key] = line, owner.rule.id
                    continue
                place, other = seen[key]
                yield line, owner.rule.id, f"{_short(text)} is already in line {place}, {other}"


def _reach(owner: RuleSource) -> object:
    """What sets the lines of one rule apart from those of another with the same phrase."""
    rule, guards = owner.rule, owner.rule.guards
    kind = "line" if rule.kind in ("line", "block") else rule.kind
    return (kind, rule.where, guards.zone, guards.near, rule.sites, rule.safety, rule.keep, str(guards.need_any))


def _next_line(source: PackSource, owner: RuleSource, text: str, after: int) -> int:
    places = [p.line for p in source.pieces if owner.first <= p.line <= owner.last and p.text == text and not p.comment]
    return next((line for line in places if line > after), places[-1] if places else owner.rule.line)


def covered_phrase(bench: Bench, source: PackSource) -> Iterator[Fault]:
    """Plain phrases that another phrase of the same list matches anyway."""
    for owner in source.rules:
        for found in _lists(owner, _ALL):
            matchers = [Matcher(Patterns((tokens,), fuzzy=found.fuzzy), found.where) for tokens in found.parsed]
            said = [meaning(tokens) for tokens in found.parsed]
            for n, text in enumerate(found.texts):
                if not is_plain(text):
                    continue
                line = View(text).line(0)
                for m, matcher in enumerate(matchers):
                    if m != n and said[m] != said[n] and matcher.search(line):
                        told = f"{_short(text)} is matched by {_short(found.texts[m])} too"
                        yield source.line_of(owner, text), owner.rule.id, told
                        break


def _short(text: str) -> str:
    return f"`{text}`" if len(text) <= 60 else f"`{text[:59].rstrip()}…`"
