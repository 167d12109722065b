"""Find runs of short lines that are a widget together."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.engine.guards import line_allowed
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import LineView, View
from cleaner.model import Match
from cleaner.text.segment import FULL_STOPS

DEFAULT_MAX_WORDS = 6
SENTENCE_WORDS = 3


def cluster_matches(compiled: Compiled, view: View, kinds: dict[int, set[str]]) -> Iterator[Match]:
    """Clusters of a rule, given for each line the token classes it belongs to."""
    rule = compiled.rule
    most = rule.guards.max_words or DEFAULT_MAX_WORDS
    marked = sorted(
        i for i in kinds if not view.long(i) and view.line(i).words <= most and line_allowed(compiled, view.line(i))
    )
    run: list[int] = []
    for index in [*marked, None]:
        if index is not None and (not run or _joined(view, run[-1], index, rule.gap, most)):
            run.append(index)
            continue
        match = _judge(compiled, run, kinds)
        if match:
            yield match
        run = [index] if index is not None else []


def _joined(view: View, before: int, after: int, gap: int, most: int) -> bool:
    strangers = view.filled[view.rank[before] + 1 : view.rank[after]]
    return len(strangers) <= gap and all(_may_be_label(view.line(i), most) for i in strangers)


def _may_be_label(line: LineView, most: int) -> bool:
    # A short sentence of the article may stand between two widgets.
    return line.words <= most and not (line.words >= SENTENCE_WORDS and line.folded.endswith(FULL_STOPS))


def _judge(compiled: Compiled, run: list[int], kinds: dict[int, set[str]]) -> Match | None:
    rule = compiled.rule
    present = {kind for index in run for kind in kinds[index]}
    enough = len(run) >= rule.min_lines and len(present) >= rule.min_kinds
    if not enough or (rule.need_kinds and not present & set(rule.need_kinds)):
        return None
    return Match(
        rule.id,
        rule.category,
        rule.kind,
        run[0],
        run[-1],
        score=float(len(run)),
        cues=tuple(sorted(present)),
        safety=rule.safety,
    )
