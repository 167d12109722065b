"""The fate of a line, for people and for machines."""

from __future__ import annotations

from typing import Any

import orjson
from rich.console import Group, RenderableType
from rich.text import Text

from cleaner.authoring.why import Candidate, Why
from cleaner.report.style import category_style
from cleaner.report.visible import visible

_TEXT_CHARS = 300
_SIGNS = {"goes": "-", "keeps": "+", "vetoed": "!", "not enough": " "}
_VERDICTS = {"goes": "takes it", "keeps": "keeps it", "vetoed": "vetoed", "not enough": "not enough"}


def told(why: Why) -> RenderableType:
    """What became of the line, and each candidate with its cues."""
    text = why.text.strip()
    shown = text if len(text) <= _TEXT_CHARS else f"{text[: _TEXT_CHARS - 2].rstrip()} …"
    head = Text(f"{visible(why.document.path or '-')}:{why.line} ", "bold")
    head.append(f"{why.fate}{_reason(why)}", "not bold")
    parts: list[RenderableType] = [head, Text(f"    {visible(shown)}")]
    parts.append(Text(_where(why), "dim"))
    for candidate in why.candidates:
        parts += [Text(""), *_candidate(candidate)]
    return Group(*parts)


def _reason(why: Why) -> str:
    if why.removals:
        return f", by {', '.join(dict.fromkeys(map(_span, why.removals)))}"
    if why.over_budget:
        return ": the document is left whole, since too much of it would go"
    if why.place == "blank":
        return ": blank lines go only with what stands around them"
    if not why.candidates:
        return ": no rule has a phrase on it"
    keeper = next((candidate for candidate in why.candidates if candidate.verdict in ("keeps", "vetoed")), None)
    if keeper and keeper.verdict == "keeps":
        return f": {keeper.rule.id} keeps it"
    return ": vetoed" if keeper else ": no rule has enough"


def _span(removal: Any) -> str:
    lines = f" (lines {removal.line} to {removal.end_line})" if removal.end_line > removal.line else ""
    return f"{removal.rule_id}{lines}"


def _where(why: Why) -> str:
    tongues = "too little text to tell its language" if why.languages is None else ", ".join(why.languages)
    return f"    {why.place}; {tongues}"


def _candidate(candidate: Candidate) -> list[RenderableType]:
    rule = candidate.rule
    title = Text(f"{_SIGNS[candidate.verdict]} ", "bold")
    title.append(rule.id, f"bold {category_style(rule.category)}")
    title.append(f"  {rule.kind}, {rule.safety}, {rule.path}:{rule.line}", "dim not bold")
    parts: list[RenderableType] = [title]
    again = f", in round {candidate.round}" if candidate.round > 1 else ""
    parts.append(Text(f"  {_VERDICTS[candidate.verdict]}{again}{f': {rule.message}' if rule.message else ''}"))
    if candidate.cues:
        parts += [Text(f"    {weight:+5.1f}  {name}") for name, weight in candidate.cues]
        parts.append(Text(f"    {candidate.score:5.1f}  of {rule.threshold:g}", "bold"))
    word = "wants " if candidate.verdict == "not enough" else ""
    parts += [Text(f"    {word}{visible(lack)}") for lack in candidate.lacks]
    return parts


def as_json(found: list[Why]) -> str:
    """The fates of lines as a JSON list."""
    return orjson.dumps([_record(why) for why in found], option=orjson.OPT_INDENT_2).decode()


def _record(why: Why) -> dict[str, Any]:
    return {
        "path": why.document.path,
        "line": why.line,
        "text": why.text.encode("utf-8", "replace").decode(),
        "fate": why.fate,
        "rules": [removal.rule_id for removal in why.removals],
        "over_budget": why.over_budget,
        "place": why.place,
        "languages": why.languages,
        "candidates": [
            {
                "rule": c.rule.id,
                "verdict": c.verdict,
                "round": c.round,
                "lacks": c.lacks,
                "score": c.score,
                "threshold": c.rule.threshold,
                "cues": [{"name": name, "weight": weight} for name, weight in c.cues],
            }
            for c in why.candidates
        ],
    }
