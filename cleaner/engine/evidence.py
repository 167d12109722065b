"""Add up the weak cues of a line."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import regex

from cleaner.engine.block import LINK_WORDS
from cleaner.engine.outlet import squeezed
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import LineView, View
from cleaner.model import Match
from cleaner.text.segment import FULL_STOPS

if TYPE_CHECKING:
    from cleaner.packs.pack import Rule

_STEP = regex.compile(r"\(?\d{1,2}[.)]\s")
SHORT_WORDS = 12
LONG_WORDS = 45
WORDS_SHARE = 0.4
# A line of which so much stands in links is one of links; a paragraph of prose with many links has less.
LINKED_SHARE = 0.7
QUOTED_WORDS = 3
AROUND_LINES = 4
# The sum of cues from which a sentence between two findings counts as theirs.
SUSPECT_SCORE = 1.0
# Two rules that each have so much of their threshold on a line may take it together, if they are meant for that, or if
# their words alone make so many thresholds.
JOINT_SHARE = 0.6
JOINT_WORDS = 1.7
# The sum of cues from which a line is company for its neighbours, and one of the lines that make a topic.
COMPANY_SCORE = 1.5
TOPIC_LINES = 2
SPOT = frozenset({"head", "tail", "body", "around", "repeated", "frame", "inside", "beside", "between"})
COMPANY = frozenset({"company", "crowd", "topic"})
# What a glance at a line and its place does not tell; beside a finding also how near of kin that is.
UNSEEN = COMPANY | {"quoted", "speech", "step", "outlet", "repeated", "frame", "inside"}
UNSEEN_BESIDE = UNSEEN | {"beside", "between"}
_NOWHERE, _BODY = frozenset[str](), frozenset({"body"})
# By whether a line stands behind the prose, and whether anything goes near it.
_EDGES = {
    (behind, near): frozenset({"tail" if behind else "head", *(["around"] * near)})
    for behind in (False, True)
    for near in (False, True)
}


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line on which an evidence rule found at least one cue in favour."""

    compiled: Compiled
    index: int
    score: float
    cues: tuple[tuple[str, float], ...]


def lexical(compiled: Compiled, index: int, confirmed: Set[int], line: LineView) -> Suspect | None:
    """The sum of the cues whose words are on the line; None when nothing speaks in favour."""
    cues = [(name, weight) for number, weight, name in compiled.cues if number in confirmed]
    if not cues:
        return None
    cues += [(name, weight) for matcher, weight, name in compiled.brakes if matcher.search(line)]
    return Suspect(compiled, index, sum(weight for _, weight in cues), tuple(cues))


def line_structure(line: LineView, speaks: bool, outlet: str, link_share: float = 0.0) -> set[str]:
    """The structural cues that a line shows by itself; `outlet` is the name of whose page it is, if known."""
    found = size_structure(line, link_share)
    if outlet and outlet in squeezed(line.folded):
        found.add("outlet")
    if line.quoted >= QUOTED_WORDS:
        found.add("quoted")
    if speaks:
        found.add("speech")
    if _STEP.match(line.folded):
        found.add("step")
    return found


def size_structure(line: LineView, link_share: float = 0.0) -> set[str]:
    """Those of them that are seen at a glance."""
    found = set()
    # A number at its start makes it an entry of a list or of a table of contents.
    if link_share >= LINKED_SHARE and not line.folded[:1].isdigit():
        found.add("linked")
    if line.words <= SHORT_WORDS:
        found.add("short")
    if line.words > LONG_WORDS:
        found.add("long")
    if line.words in LINK_WORDS and not line.folded.endswith(FULL_STOPS):
        found.add("link")
    if "?" in line.folded or "？" in line.folded:
        found.add("question")
    return found


class Company(NamedTuple):
    """What goes or is suspected on the lines around a suspect, as its own family of categories sees it.

    `kin` tells whether a finding of the family takes a line, `gone` whether any finding does, `suspected`
    whether another rule of the family has cues there; `topic` is how many lines of prose show such cues
    and stay.
    """

    kin: Callable[[int], bool]
    gone: Callable[[int], bool]
    suspected: Callable[[int], bool]
    topic: Callable[[int], int]


def place_structure(
    view: View, index: int, bounds: tuple[int, int], company: Company, *, frames: bool = True
) -> set[str]:
    """The structural cues that come from where a line stands and what stands or goes around it.

    Lines of the same frame are looked for only if the rule gives them weight (`frames`).
    """
    return spot_structure(view, index, bounds, company, frames=frames) | company_structure(view, index, company)


def spot_structure(
    view: View, index: int, bounds: tuple[int, int], company: Company, *, frames: bool = True
) -> set[str]:
    """Those that come from where a line stands and what goes around it."""
    first, last = bounds
    found = set(zone_structure(index, bounds, any(map(company.gone, view.around(index, index, AROUND_LINES)))))
    if index in view.repeated:
        found.add("repeated")
    if frames and index in view.framed:
        found.add("frame")
    before, after = view.neighbours(index)
    around = (before, index, after)
    if first <= index <= last and all(side is not None and view.line(side).prose for side in around):
        found.add("inside")
    return found | _sides((before, after), company.kin, "beside", "between")


def zone_structure(index: int, bounds: tuple[int, int], near: bool) -> frozenset[str]:
    """Those that come from the part of the text, and from whether anything goes `near` the line."""
    first, last = bounds
    # Without any prose there is no body, and neither a head nor a tail.
    if first > last:
        return _NOWHERE
    if first <= index <= last:
        return _BODY
    return _EDGES[index > last, near]


def company_structure(view: View, index: int, company: Company) -> set[str]:
    """Those that come from what is suspected around a line, which takes longer to know."""
    found = _sides(view.neighbours(index), company.suspected, "company", "crowd")
    if company.topic(index) >= TOPIC_LINES:
        found.add("topic")
    return found


def _sides(sides: tuple[int | None, int | None], test: Callable[[int], bool], one: str, both: str) -> set[str]:
    shown = [side is not None and test(side) for side in sides]
    return {one, both} if all(shown) else {one} if any(shown) else set()


def hopeless(suspect: Suspect, structure: set[str], open_: frozenset[str], share: float = 1.0) -> bool:
    """Whether a suspect cannot reach a share of the threshold with a structure, whichever of the `open_` cues it shows,
    too."""
    rule = suspect.compiled.rule
    if suspect.score < WORDS_SHARE * rule.threshold:
        return True
    # A hair's breadth for the order in which weights are added.
    return suspect.score + suspect.compiled.lift(structure, open_) < share * rule.threshold - 1e-9


def agree(one: Rule, other: Rule, words: tuple[float, float]) -> bool:
    """Whether two rules that each have most of what they want of a line, and `words` of it in words, may take it
    together."""
    if one.category != other.category or one.lang != other.lang:
        return False
    return (one.joint and other.joint) or words[0] / one.threshold + words[1] / other.threshold >= JOINT_WORDS


def weigh(suspect: Suspect, structure: set[str], share: float = 1.0) -> Match | None:
    """A match when the cues and the structure together reach the rule's threshold, or a share of it."""
    rule = suspect.compiled.rule
    # Place and neighbours may tip the scales, but words must have done this share.
    if suspect.score < WORDS_SHARE * rule.threshold:
        return None
    around = tuple((name, weight) for name, weight in suspect.compiled.structure if name in structure and weight)
    score = suspect.score + sum(weight for _, weight in around)
    if score < share * rule.threshold:
        return None
    told = sorted((*suspect.cues, *around), key=lambda cue: (-cue[1], cue[0]))
    cues = tuple(f"{name} {weight:+g}" for name, weight in told)
    return Match(
        rule.id,
        rule.category,
        rule.kind,
        suspect.index,
        suspect.index,
        score=round(score, 3),
        cues=cues,
        safety=rule.safety,
    )
