"""Merge overlapping matches into what goes, each piece credited to one rule."""

from __future__ import annotations

from cleaner.engine.ruleset import RuleSet
from cleaner.model import Match, Span
from cleaner.text.segment import count_words

_KIND_RANK = {"block": 0, "cluster": 1, "evidence": 2, "line": 3, "fill": 4, "span": 5}
PROSE_KINDS = ("block", "evidence", "fill")
FREE_WORDS = 40
THREAD_BUDGET = 0.9


def credit_key(rules: RuleSet, match: Match) -> tuple[object, ...]:
    """The one total order by which overlapping matches are credited; the smallest wins."""
    rule = rules.by_id[match.rule_id].rule
    scope = 0 if rule.sites else 1 if rule.lang != "any" else 2
    return (
        scope,
        _KIND_RANK[match.kind],
        -rule.weight,
        -match.score,
        match.rule_id,
        match.first,
        match.span is None,
    )


def merge(rules: RuleSet, matches: list[Match]) -> list[Match]:
    """Whole-line matches merged where they overlap, then the spans on lines that stay."""
    whole = sorted((m for m in matches if m.span is None), key=lambda m: (m.first, m.last))
    merged: list[Match] = []
    group: list[Match] = []
    reach = -1
    for match in [*whole, None]:
        if match is not None and group and match.first <= reach:
            group.append(match)
            reach = max(reach, match.last)
            continue
        if group:
            best = min(group, key=lambda m: credit_key(rules, m))
            merged.append(_stretched(best, group[0].first, reach))
        if match is not None:
            group, reach = [match], match.last
    gone = {i for m in merged for i in range(m.first, m.last + 1)}
    return merged + _merge_spans(rules, [m for m in matches if m.span and m.first not in gone])


def _stretched(match: Match, first: int, last: int) -> Match:
    return Match(
        match.rule_id,
        match.category,
        match.kind,
        first,
        last,
        match.span,
        match.score,
        match.cues,
        match.safety,
    )


def _merge_spans(rules: RuleSet, spans: list[Match]) -> list[Match]:
    out: list[Match] = []
    for match in sorted(spans, key=lambda m: (m.span.start, m.span.end) if m.span else (0, 0)):
        last = out[-1] if out else None
        if last and last.span and match.span and match.span.start < last.span.end:
            best = min(last, match, key=lambda m: credit_key(rules, m))
            union = Span(last.span.start, max(last.span.end, match.span.end))
            out[-1] = Match(
                best.rule_id,
                best.category,
                best.kind,
                best.first,
                best.last,
                union,
                best.score,
                best.cues,
                best.safety,
            )
        else:
            out.append(match)
    return out


def over_budget(text: str, prose: list[tuple[str, Span]], budget: float) -> bool:
    """Whether the pieces, each with its category, that prose rules take are too many of a text's words.

    All but comments may take the share `budget`, with comments `THREAD_BUDGET`: a thread often outgrows its story.
    """
    words = count_words(text)
    taken = {True: 0, False: 0}
    for category, span in prose:
        taken[category == "comments"] += count_words(text[span.start : span.end])
    if taken[False] > FREE_WORDS and taken[False] > budget * words:
        return True
    return taken[True] > FREE_WORDS and sum(taken.values()) > max(budget, THREAD_BUDGET) * words
