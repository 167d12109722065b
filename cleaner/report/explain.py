"""A rule in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cleaner.packs.pack import Cue, Rule
from cleaner.report.style import category_style
from cleaner.report.visible import visible
from cleaner.settings import OPTIONAL

_KIND = {
    "line": "removes a whole line",
    "span": "cuts a piece out of a line",
    "cluster": "removes a run of short lines that are a widget together",
    "block": "removes a block of lines, from its first line to the last that proves it",
    "fill": "removes the few lines left between two findings of one widget",
    "evidence": "removes a line when enough weak cues add up",
}
_WHERE = {
    "whole": "the phrase is the whole line",
    "start": "the line begins with the phrase",
    "end": "the line ends with the phrase",
    "within": "the phrase stands anywhere in the line",
}

_TAKE = {"links": ", all like links", "rest": ", to the end of the page"}
_ZONE = {"head": "before the first prose", "tail": "after the last prose", "edge": "before or after the prose"}


_PHRASES = {
    "phrases": "Phrases",
    "re": "Regular expressions",
    "need_any": "One of these must be there too",
    "unless": "None of these may be there",
    "proof": "Lines that prove it",
    "end": "Last lines",
    "stop": "Lines before which it ends",
}
_MOST = 8
_CUE_CHARS = 60


def explained(rule: Rule, table: Mapping[str, Any], shared: Mapping[str, float]) -> RenderableType:
    """What a rule removes, how it decides, and its own texts.

    `table` is the rule as its pack says it, `shared` are the weights of structure that all packs share.
    """
    title = Text(rule.id, f"bold {category_style(rule.category)}")
    title.append(f"  {rule.lang}, {rule.kind}, {rule.safety}, {rule.status}", "dim not bold")
    parts: list[RenderableType] = [title]
    if rule.message:
        parts.append(Text(rule.message))
    parts.append(Text(f"Defined in {rule.path}:{rule.line}", "dim"))
    parts.append(Text(""))
    parts.append(
        Text(
            f"It {'protects a line' if rule.keep else _KIND[rule.kind]}"
            + (f": {_WHERE[rule.where]}." if rule.patterns else ".")
        )
    )
    parts += [Padding(Text(f"- {line}"), (0, 2)) for line in _conditions(rule)]
    for key, heading in _PHRASES.items():
        parts += _listed(heading, table.get(key, ()))
    for name, phrases in table.get("tokens", {}).items():
        parts += _listed(f"Class `{name}`", phrases)
    if rule.cues:
        parts += [Text(""), Text(f"Cues, threshold {rule.threshold:g}:")]
        cues = zip(rule.cues, table.get("cue", ()), strict=False)
        parts += [Padding(_cue(cue, entry), (0, 2)) for cue, entry in cues]
        parts.append(Text("Cues of place and form:"))
        weights = sorted({**shared, **rule.structure}.items(), key=lambda pair: (-pair[1], pair[0]))
        told = [f"{name} {weight:+g}{'*' if name in rule.structure else ''}" for name, weight in weights if weight]
        parts.append(Padding(Text(", ".join(told) or "none"), (0, 2)))
        if rule.structure:
            parts.append(Padding(Text("* the rule's own weight", "dim"), (0, 2)))
    if rule.hit:
        parts += [Text(""), Text("Removed, for example:")]
        parts += [
            Padding(Text(f"- {visible(hit if isinstance(hit, str) else hit[0])}", "red"), (0, 2)) for hit in rule.hit
        ]
    if rule.miss:
        parts += [Text(""), Text("Kept, for example:")]
        parts += [Padding(Text(f"  {visible(miss)}", "green"), (0, 2)) for miss in rule.miss]
    return Group(*parts)


def _listed(title: str, phrases: Sequence[str]) -> Iterator[RenderableType]:
    """A list of phrases, cut to its first."""
    if phrases:
        yield Text("")
        yield Text(f"{title}:")
        yield from (Padding(Text(f"- {visible(phrase)}"), (0, 2)) for phrase in phrases[:_MOST])
        if len(phrases) > _MOST:
            yield Padding(Text(f"… and {len(phrases) - _MOST} more", "dim"), (0, 2))


def _cue(cue: Cue, entry: Mapping[str, Any]) -> Text:
    phrases = " · ".join([*entry.get("phrases", ()), *entry.get("re", ())])
    text = Text(f"{cue.weight:+5.1f}  {visible(cue.name)}")
    shown = phrases if len(phrases) <= _CUE_CHARS else f"{phrases[: _CUE_CHARS - 2].rstrip()} …"
    return text.append(f"  {visible(shown)}", "dim")


def _conditions(rule: Rule) -> Iterator[str]:
    guards = rule.guards
    if guards.max_words:
        yield f"at most {guards.max_words} words"
    if guards.min_words:
        yield f"at least {guards.min_words} words"
    if guards.no_quotes:
        yield "the line quotes nobody"
    if guards.no_final_period:
        yield "the line does not end with a full stop"
    if guards.zone != "any":
        yield _ZONE[guards.zone]
    if guards.near:
        yield f"near a finding of {', '.join(guards.near)}"
    yield from _scope(rule)


def _scope(rule: Rule) -> Iterator[str]:
    if rule.sites:
        yield f"only on {', '.join(rule.sites)}"
    if rule.kind == "cluster":
        yield f"{rule.min_lines} lines or more of {rule.min_kinds} kinds among: {', '.join(rule.tokens)}"
    if rule.kind == "block":
        yield f"at most {rule.max_lines} lines{_TAKE.get(rule.take, '')}"
    if rule.kind in ("cluster", "block", "fill"):
        yield f"at most {rule.gap} other line{'s' if rule.gap != 1 else ''} between"
    if rule.status != "stable":
        yield f"not by default: its status is {rule.status}"
    if rule.category in OPTIONAL:
        yield "not by default: its category is off"
    if rule.safety == "unsafe":
        yield "only with --unsafe, or beside a safe finding of its family"
