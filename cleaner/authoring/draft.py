"""Make a rule of one text that somebody wants removed, or kept, wherever it stands; and add rules to a pack file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from cleaner.authoring.doubts import Doubt
from cleaner.authoring.trial import Trial
from cleaner.engine import edit
from cleaner.engine.view import View
from cleaner.errors import InputError
from cleaner.model import Match, Span
from cleaner.packs.pack import Pack, Rule, Where
from cleaner.packs.read import read_pack
from cleaner.text.normalise import fold, strip_edges

_SPECIAL = regex.compile(r"([()\[\]{}|*\\])")
_CONTROL = regex.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
_WORD = regex.compile(r"\w{2,}")
_SHORT_WORDS = 8
_SHORT_CHARS = 60
_HEAD = '[pack]\nlang = "any"\ndescription = "What was said in cleaner review"\n'
_NOTE = "# reason: the words of one text, as reviewed. Make them general before others use the rule.\n"
# Sentences that a reporter could write; `{}` is what the rule's text begins with.
_MISSES = (
    "Nobody in Verrin knew why the sign at the mill said {} all winter.",
    "{} was all that the letter said, and it was not signed.",
    "The letter was not signed, and all that it said was {}",
    "The council of Verrin met on Tuesday to speak about the bridge.",
    "It rained in Verrin, and the mill stood still.",
)
_BEFORE = "It rained in Verrin."


@dataclass(frozen=True, slots=True)
class Draft:
    """A new rule as it stands in a pack file."""

    rule_id: str
    toml: str


def draft(doubt: Doubt, *, keep: bool, lang: str, packs: Sequence[Pack]) -> Draft:
    """A rule that always keeps, or always removes, the text of a doubt, tried on texts of its own.

    `lang` is the language of the pack it is for. Raises InputError for a text that no rule can name.
    """
    trial = Trial([pack for pack in packs if pack.lang in ("any", lang)])
    try:
        doubt.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError("no rule can name it: it holds bytes that are no text") from error
    name = _name(doubt, keep=keep, lang=lang)
    for table in _tables(doubt, name, keep=keep):
        rule = _rule(table, lang)
        if rule is None or any(trial.failures(rule)):
            continue
        misses = [text for text in _misses(doubt) if _survives(table | {"miss": [text]}, lang, trial)]
        return Draft(name, _NOTE + _toml(table | {"miss": misses[:2]}))
    raise InputError("no rule can name it: too long, or nothing but signs")


def _rule(table: dict[str, Any], lang: str) -> Rule | None:
    head = f"[pack]\nlang = {json.dumps(lang)}\n"
    pack, _ = read_pack("draft.toml", (head + _toml(table)).encode())
    return pack.rules[0] if pack else None


def _survives(table: dict[str, Any], lang: str, trial: Trial) -> bool:
    rule = _rule(table, lang)
    return rule is not None and not any(trial.failures(rule))


def _tables(doubt: Doubt, name: str, *, keep: bool) -> Iterator[dict[str, Any]]:
    """Rules that could do it, the more readable first."""
    short = " ".join(doubt.text.split())
    short = short if len(short) <= _SHORT_CHARS else f"{short[: _SHORT_CHARS - 1].rstrip()}…"
    base = {"id": name, "kind": "line", "message": f"{'Keep' if keep else 'Remove'}, as reviewed: {short}"}
    lines = list(dict.fromkeys(filter(None, (fold(line) for line in doubt.text.splitlines()))))
    if not lines:
        return
    if keep:
        base["action"] = "keep"
    if doubt.piece:
        yield from _piece(doubt, base, lines[0], keep=keep)
    elif keep or len(lines) == 1:
        hit = {"hit": [doubt.text]}
        yield {**base, "phrases": [_phrase(line) for line in lines]} | hit
        yield {**base, **_expressions(lines)} | hit
    else:
        phrases = [_phrase(line) for line in lines]
        yield {
            **base,
            "kind": "block",
            "phrases": phrases[:1],
            "proof": phrases[1:],
            "min_proof": len(phrases) - 1,
            "gap": 0,
            # No more lines than the text has: a proof may also stand inside a sentence.
            "max_lines": sum(bool(fold(line)) for line in doubt.text.splitlines()) - 1,
            "hit": [doubt.text],
        }


def _piece(doubt: Doubt, base: dict[str, Any], folded: str, *, keep: bool) -> Iterator[dict[str, Any]]:
    where = _where(doubt)
    before = {"end": f"{_BEFORE} {doubt.text}", "start": f"{doubt.text} {_BEFORE}"}.get(where, doubt.lines[0])
    view = View(before)
    at = before.index(doubt.text)
    match = Match(base["id"], "", "span", 0, 0, span=Span(at, at + len(doubt.text)))
    after = edit.without(before, edit.cuts(view, [match]))
    proof: dict[str, Any] = {"where": where, "hit": [before if keep else [before, after]]}
    kind = "line" if keep else "span"
    yield {**base, "kind": kind, "phrases": [_phrase(folded)]} | proof
    yield {**base, "kind": kind, **_expressions([folded])} | proof


def _where(doubt: Doubt) -> Where:
    line = doubt.lines[0]
    if not line[doubt.columns.end :].strip():
        return "end"
    return "within" if line[: doubt.columns.start].strip() else "start"


def _phrase(folded: str) -> str:
    return _SPECIAL.sub(r"\\\1", strip_edges(folded)[0] or folded)


def _expressions(lines: list[str]) -> dict[str, Any]:
    gates = [max(_WORD.findall(line), key=len, default="") for line in lines]
    found: dict[str, Any] = {"re": [regex.escape(line, literal_spaces=True) for line in lines]}
    return found | ({"gate": list(dict.fromkeys(gates))} if all(gates) else {})


def _misses(doubt: Doubt) -> Iterator[str]:
    words = doubt.text.split()[:_SHORT_WORDS]
    yield from (miss.format(" ".join(words)) for miss in _MISSES)


def _name(doubt: Doubt, *, keep: bool, lang: str) -> str:
    """The id: the same whenever the same is said of the same text."""
    words = regex.findall(r"[a-z0-9]+", fold(doubt.text))[:4]
    told = f"{keep} {doubt.piece} {doubt.words}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:6]
    return f"{doubt.category}/{'-'.join([lang, 'keep' if keep else 'remove', *words])[:40].rstrip('-')}-{digest}"


def _toml(table: dict[str, Any]) -> str:
    return "[[rule]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: object) -> str:
    # Strings, numbers and lists are written alike in JSON and in TOML, but for a few signs.
    written = json.dumps(value, ensure_ascii=False)
    return _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04x}", written)


def with_rules(source: str, drafts: Sequence[Draft], path: str) -> str:
    """The text of a pack file, or of a new one, with rules added that are not in it. Raises InputError."""
    pack, errors = read_pack(path, source.encode())
    there = {rule.id for rule in pack.rules} if pack and source else set()
    text = source or _HEAD
    for one in drafts:
        if one.rule_id not in there:
            there.add(one.rule_id)
            text = f"{text.rstrip()}\n\n{one.toml}"
    errors = errors or read_pack(path, text.encode())[1]
    if errors:
        raise InputError(f"the pack would be faulty: {errors[0]}", where=path, hint="mend it, or name another file")
    return text
