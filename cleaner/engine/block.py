"""Grow a block from its first line to the last line that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import View
from cleaner.model import Match
from cleaner.text.late import late
from cleaner.text.segment import FULL_STOPS

if TYPE_CHECKING:
    from cleaner.packs.pack import Rule


LINK_WORDS = range(3, 17)
# The rank of a title in a list of the most read.
_RANK = late(r"\W*\d{1,2}\W*")


def block_match(compiled: Compiled, view: View, first: int) -> Match | None:
    """The block that starts at line `first`, if it can be proved."""
    rule = compiled.rule
    rank = view.rank[first]
    following = view.filled[rank + 1 : rank + 1 + rule.max_lines]
    last, cues = _taken(compiled, view, first, following)
    if last is None:
        return None
    return Match(rule.id, rule.category, rule.kind, first, last, score=float(len(cues)), cues=cues, safety=rule.safety)


def _taken(compiled: Compiled, view: View, first: int, following: list[int]) -> tuple[int | None, tuple[str, ...]]:
    match compiled.rule.take:
        case "links":
            return _links(compiled.rule, view, following)
        case "rest":
            return _rest(compiled, view, following)
        case _:
            return _proved(compiled, view, first, following)


def _links(rule: Rule, view: View, following: list[int]) -> tuple[int | None, tuple[str, ...]]:
    links: list[int] = []
    for index in following:
        line = view.line(index)
        if _RANK.fullmatch(line.folded):
            continue
        if view.long(index) or line.words not in LINK_WORDS or line.folded.endswith((*FULL_STOPS, ":", ";", ",")):
            break
        links.append(index)
    if links and view.headed and _meets_prose(view, links[-1]):
        links.pop()
    if not rule.min_proof <= len(links) <= rule.max_links:
        return None, ()
    return links[-1], ("links below a heading",)


def _meets_prose(view: View, index: int) -> bool:
    """Whether prose follows a line, so that it may be the heading of that prose."""
    after = view.neighbours(index)[1]
    return after is not None and (view.long(after) or view.line(after).prose)


def _proved(compiled: Compiled, view: View, first: int, following: list[int]) -> tuple[int | None, tuple[str, ...]]:
    rule, proof, end = compiled.rule, compiled.proof, compiled.end
    found = proof.all(view.line(first)) if proof else set()
    last, since, ended = None, 0, False
    for index in following:
        line = view.line(index)
        if view.long(index) or (compiled.stop and compiled.stop.search(line)):
            break
        ended = end is not None and end.search(line)
        proofs = proof.all(line) if proof else set()
        if ended or proofs:
            last, since = index, 0
            found |= proofs
        else:
            since += 1
        if ended or since > rule.gap:
            break
    enough = len(found) >= rule.min_proof or (proof is None and ended)
    cues = (f"{len(found)} of {len(proof.units)} proofs",) if proof else ()
    return (last if enough else None), (*cues, "closing line") if ended else cues


def _rest(compiled: Compiled, view: View, following: list[int]) -> tuple[int | None, tuple[str, ...]]:
    """To the end of the document, as long as the proofs come at most `gap` lines apart."""
    rule, proof = compiled.rule, compiled.proof
    last, since, proofs = None, 0, 0
    for index in following:
        line = view.line(index)
        if compiled.stop and compiled.stop.search(line):
            break
        if proof and not view.long(index) and proof.search(line):
            last, since, proofs = index, 0, proofs + 1
        else:
            since += 1
        if since > rule.gap:
            break
    else:
        # What follows the last proof up to the end of the page is the last piece of the section.
        last = following[-1] if following else None
    return (last if proofs >= rule.min_proof else None), (f"{proofs} lines of proof",)
