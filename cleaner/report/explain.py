"""A rule in words."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cleaner.packs.pack import Rule
from cleaner.report.style import category_style
from cleaner.report.visible import visible

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

_ZONE = {"head": "before the first prose", "tail": "after the last prose", "edge": "before or after the prose"}


def explained(rule: Rule) -> RenderableType:
    """What a rule removes, how it decides, and its own texts."""
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
    if rule.cues:
        parts.append(Text(f"Cues, threshold {rule.threshold:g}:"))
        parts += [Padding(Text(f"{cue.weight:+5.1f}  {cue.name}"), (0, 2)) for cue in rule.cues]
    if rule.hit:
        parts += [Text(""), Text("Removed, for example:")]
        parts += [
            Padding(Text(f"- {visible(hit if isinstance(hit, str) else hit[0])}", "red"), (0, 2)) for hit in rule.hit
        ]
    if rule.miss:
        parts += [Text(""), Text("Kept, for example:")]
        parts += [Padding(Text(f"  {visible(miss)}", "green"), (0, 2)) for miss in rule.miss]
    return Group(*parts)


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
    if guards.unless:
        yield f"unless one of {len(guards.unless.phrases)} other phrases is in the line"
    yield from _scope(rule)


def _scope(rule: Rule) -> Iterator[str]:
    if rule.sites:
        yield f"only on {', '.join(rule.sites)}"
    if rule.kind == "cluster":
        yield f"{rule.min_lines} lines or more of {rule.min_kinds} kinds among: {', '.join(rule.tokens)}"
    if rule.safety == "unsafe":
        yield "only with --unsafe, or beside a safe finding of its family"
