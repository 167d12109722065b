"""Grow a block from its first line to the last line that proves it."""

from __future__ import annotations

from cleaner.engine.matcher import Matcher
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import View
from cleaner.model import Match

LINK_WORDS = range(2, 17)


def block_match(compiled: Compiled, view: View, first: int, matchers: list[Matcher]) -> Match | None:
    """The block that starts at line `first`, if it can be proved."""
    rule = compiled.rule
    rank = view.rank[first]
    following = view.filled[rank + 1 : rank + 1 + rule.max_lines]
    last, cues = _links(view, first, following) if rule.links else _proved(compiled, view, first, following, matchers)
    if last is None:
        return None
    return Match(rule.id, rule.category, rule.kind, first, last, score=float(len(cues)), cues=cues, safety=rule.safety)


def _links(view: View, first: int, following: list[int]) -> tuple[int | None, tuple[str, ...]]:
    last = None
    for index in following:
        line = view.line(index)
        if view.long(index) or line.words not in LINK_WORDS or line.folded.endswith((".", "。", ":", ";", ",")):
            break
        last = index
    return last, ("links below a heading",)


def _proved(
    compiled: Compiled, view: View, first: int, following: list[int], matchers: list[Matcher]
) -> tuple[int | None, tuple[str, ...]]:
    rule = compiled.rule
    found: set[str] = set()
    last, since = None, 0
    for index in following:
        folded = view.line(index).folded
        if view.long(index) or (compiled.stop and compiled.stop.search(folded)):
            break
        ended = matchers[compiled.end].search(folded) if compiled.end >= 0 else None
        proofs = set(matchers[compiled.proof].all(folded)) if compiled.proof >= 0 else set()
        if ended or proofs:
            last, since = index, 0
            found |= proofs
            if ended:
                found.add(ended[0])
                break
        else:
            since += 1
            if since > rule.gap:
                break
    opening = set(matchers[compiled.proof].all(view.line(first).folded)) if compiled.proof >= 0 else set()
    enough = len(found | opening) >= rule.min_proof
    return (last if enough else None), tuple(sorted(found))

