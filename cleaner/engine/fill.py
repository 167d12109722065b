"""Find the few lines left between two findings of one widget."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from cleaner.engine.evidence import QUOTED_WORDS
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import LineView, View
from cleaner.model import Match

DEFAULT_MAX_WORDS = 30


def fill_matches(
    compiled: Compiled,
    view: View,
    gone: dict[int, list[Match]],
    suspected: Callable[[int], bool],
    speaks: Callable[[LineView], bool],
) -> Iterator[Match]:
    """Lines that stand, at most `gap` of them together, between two findings of the rule's `near` categories.

    A line that ends like a sentence goes only if some cue spoke against it too (`suspected`).
    """
    rule = compiled.rule
    most = rule.guards.max_words or DEFAULT_MAX_WORDS
    wanted = sorted(i for i, matches in gone.items() if any(m.category in rule.guards.near for m in matches))
    rank = view.rank
    ends = [i for i in wanted if i in rank]
    for before, after in itertools.pairwise(ends):
        strangers = view.filled[rank[before] + 1 : rank[after]]
        if not 0 < len(strangers) <= rule.gap or any(i in gone for i in strangers):
            continue
        if all(_goes(view, i, most, suspected, speaks, compiled) for i in strangers):
            for i in strangers:
                yield Match(
                    rule.id,
                    rule.category,
                    rule.kind,
                    i,
                    i,
                    cues=("between two findings",),
                    safety=rule.safety,
                )


def _goes(
    view: View,
    index: int,
    most: int,
    suspected: Callable[[int], bool],
    speaks: Callable[[LineView], bool],
    compiled: Compiled,
) -> bool:
    if view.long(index):
        return False
    line = view.line(index)
    if line.folded.endswith((".", "。", "!", "…")) and not suspected(index):
        return False
    if compiled.unless and compiled.unless.search(line):
        return False
    return line.words <= most and not line.prose and line.quoted < QUOTED_WORDS and not speaks(line)
