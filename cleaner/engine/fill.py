"""Find the few lines left between two findings of one widget, or of what follows the article."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.engine.evidence import QUOTED_WORDS
from cleaner.engine.guards import in_zone
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import LineView, View
from cleaner.model import Match
from cleaner.text.segment import FULL_STOPS

if TYPE_CHECKING:
    from cleaner.packs.pack import Rule

DEFAULT_MAX_WORDS = 30
# Behind the article a list of so many figures may still be the article's: ingredients, results, dates.
LIST_FIGURES = 2


def fill_matches(
    compiled: Compiled,
    view: View,
    gone: dict[int, list[Match]],
    blamed: Callable[[int], bool],
    speaks: Callable[[LineView], bool],
    bounds: tuple[int, int],
) -> Iterator[Match]:
    """Lines that stand, at most `gap` of them together, between two findings of the rule's `near` categories.

    `bounds` are the first and the last line of prose, for rules of a zone: without prose no line is in one. A line
    that ends like a sentence goes only if something else speaks against it (`blamed`), and never by rules of a zone,
    unless these count the findings behind the article (`since`).
    """
    rule = compiled.rule
    most = rule.guards.max_words or DEFAULT_MAX_WORDS
    for strangers, last in _between(rule, view, gone, bounds):
        if all(_goes(view, i, most, blamed, speaks, compiled) for i in strangers):
            cues = ("after the last finding",) if last else ("between two findings",)
            for i in strangers:
                yield Match(rule.id, rule.category, rule.kind, i, i, cues=cues, safety=rule.safety)


def _between(
    rule: Rule, view: View, gone: dict[int, list[Match]], bounds: tuple[int, int]
) -> Iterator[tuple[list[int], bool]]:
    """The lines between two findings that are few enough and stand where the rule asks for; whether the text ends
    behind them."""
    placed = rule.guards.zone != "any"
    if placed and bounds[1] < 0:
        return
    rank = view.rank
    ends = sorted(rank[i] for i, matches in gone.items() if i in rank and _counts(rule, matches))
    if rule.since:
        # What stands before the last line of prose is not asked for, nor what the rule itself has found behind it.
        ends = ends[bisect_right(ends, rank[bounds[1]]) :][rule.since - 1 :]
    if rule.to_end and ends:
        ends.append(len(view.filled))
    for before, after in itertools.pairwise(ends):
        strangers = view.filled[before + 1 : after]
        if not 0 < len(strangers) <= rule.gap or any(i in gone for i in strangers):
            continue
        if not (in_zone(rule.guards.zone, strangers[0], *bounds) and in_zone(rule.guards.zone, strangers[-1], *bounds)):
            continue
        if placed and not rule.since and sum(view.line(i).digit for i in strangers) >= LIST_FIGURES:
            continue
        yield strangers, after == len(view.filled)


def _counts(rule: Rule, matches: Sequence[Match]) -> bool:
    return any(m.category in rule.guards.near and not (rule.since and m.rule_id == rule.id) for m in matches)


def _goes(
    view: View,
    index: int,
    most: int,
    blamed: Callable[[int], bool],
    speaks: Callable[[LineView], bool],
    compiled: Compiled,
) -> bool:
    if view.long(index):
        return False
    line = view.line(index)
    placed = compiled.rule.guards.zone != "any" and not compiled.rule.since
    if line.folded.endswith((*FULL_STOPS, "!", "…")) and (placed or not blamed(index)):
        return False
    if compiled.unless and compiled.unless.search(line):
        return False
    return line.words <= most and not line.prose and line.quoted < QUOTED_WORDS and not speaks(line)
