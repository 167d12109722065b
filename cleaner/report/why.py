"""The fate of a line, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from rich.text import Text

from cleaner.authoring.why import OTHER_LANGUAGE, Candidate, Why
from cleaner.packs.pack import STRUCTURE
from cleaner.report.look import Drawn, Look
from cleaner.report.style import category_style
from cleaner.report.visible import harmless_json, visible

_TEXT_CHARS = 300
# Rules with less than this share of what they ask for are only named.
_WEAK = 0.6
_SIGNS = {"goes": "-", "keeps": "+", "vetoed": "!", "not enough": " "}
_VERDICTS = {"goes": "takes it", "keeps": "keeps it", "vetoed": "vetoed", "not enough": "not enough"}


def told(*found: Why) -> Drawn:
    """What became of each line, and each candidate with its cues."""

    def draw(look: Look) -> Iterator[Text]:
        for number, why in enumerate(found):
            if number:
                yield Text("")
            yield from _line(why, look)

    return Drawn(draw)


def _line(why: Why, look: Look) -> Iterator[Text]:
    head = Text.assemble((f"{visible(why.document.path or '-')}:{why.line} ", "bold"))
    yield from look.hung(head.append(f"{why.fate}{_reason(why)}"))
    text = why.text.strip()
    shown = text if len(text) <= _TEXT_CHARS else f"{text[: _TEXT_CHARS - 2].rstrip()} {look.signs.more}"
    yield from look.hung(Text(visible(shown)), indent=4)
    yield from look.hung(Text(_where(why), "dim"), indent=4)
    foreign = list(filter(_is_foreign, why.candidates))
    weak = [candidate for candidate in why.candidates if _is_weak(candidate) and candidate not in foreign]
    for candidate in why.candidates:
        if candidate not in foreign and candidate not in weak:
            yield Text("")
            yield from _candidate(candidate, look)
    for what, some in (("Far from enough for", weak), ("Words of rules for other languages", foreign)):
        if some:
            names = ", ".join(candidate.rule.id for candidate in some)
            yield Text("")
            yield from look.hung(Text(f"{what}: {names}", "dim"), indent=2)


def _is_foreign(candidate: Candidate) -> bool:
    """Whether a rule could not take the line because the text is in another language."""
    return candidate.verdict == "not enough" and any(lack.startswith(OTHER_LANGUAGE) for lack in candidate.lacks)


def _is_weak(candidate: Candidate) -> bool:
    """Whether the cues of a rule are far from what it asks for."""
    return bool(candidate.cues) and (
        candidate.verdict == "not enough" and candidate.score < _WEAK * candidate.rule.threshold
    )


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
    return f"{why.place}; {tongues}"


def _candidate(candidate: Candidate, look: Look) -> Iterator[Text]:
    rule = candidate.rule
    title = Text.assemble((rule.id, f"bold {category_style(rule.category)}"))
    title.append(f"  {rule.kind}, {rule.safety}, {visible(rule.path)}:{rule.line}", "dim")
    yield from look.hung(title, first=f"{_SIGNS[candidate.verdict]} ")
    again = f", in round {candidate.round}" if candidate.round > 1 else ""
    verdict = f"{_VERDICTS[candidate.verdict]}{again}{f': {visible(rule.message)}' if rule.message else ''}"
    yield from look.hung(Text(verdict), indent=2)
    if candidate.cues:
        yield from _cues(candidate, look)
    if candidate.partner:
        yield from look.hung(Text(f"together with {visible(candidate.partner)}"), indent=4)
    word = "wants " if candidate.verdict == "not enough" else ""
    for lack in candidate.lacks:
        yield from look.hung(Text(f"{word}{visible(lack)}"), indent=4)


def _cues(candidate: Candidate, look: Look) -> Iterator[Text]:
    """The cues of words one by one, those of place and form as one sum with its parts, and what they add up to."""
    place = [(name, weight) for name, weight in candidate.cues if name in STRUCTURE]
    for name, weight in candidate.cues:
        if name not in STRUCTURE:
            yield from look.hung(Text(visible(name)), first=f"{weight:+5.1f}  ", indent=4)
    if place:
        parts = ", ".join(f"{name} {weight:+g}" for name, weight in place)
        text = Text.assemble("place and form  ", (parts, "dim"))
        yield from look.hung(text, first=f"{sum(weight for _, weight in place):+5.1f}  ", indent=4)
    yield Text(f"    {candidate.score:5.1f}  of {candidate.rule.threshold:g}", "bold")


def as_json(found: list[Why]) -> str:
    """The fates of lines as a JSON list."""
    return harmless_json(orjson.dumps([_record(why) for why in found], option=orjson.OPT_INDENT_2)).decode()


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
                "partner": c.partner,
                "score": c.score,
                "threshold": c.rule.threshold,
                "cues": [{"name": name, "weight": weight} for name, weight in c.cues],
            }
            for c in why.candidates
        ],
    }
