"""What fitting weights gains, on a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cleaner.authoring.gold import CORE, NEIGHBOURS
from cleaner.authoring.score import Score
from cleaner.authoring.tune import Change, Tuned
from cleaner.report.score_table import percent
from cleaner.report.style import category_style


def tuned_tables(tuned: Tuned, *, show: int) -> RenderableType:
    """Recall and harm before and after, and the weights that moved most, at most `show` of them."""
    parts: list[RenderableType] = [_gain(tuned)]
    if show and tuned.changes:
        parts += [Text(""), _changes(tuned.changes, show)]
    count = len(tuned.changes)
    told = f"{count:,} of {len(tuned.weights):,} weights move, fitted on {tuned.examples:,} examples"
    return Group(*parts, Text(""), Text(told, "bold"))


def _gain(tuned: Tuned) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("weights")
    for title in ("core recall", "neighbours", "harm", "words", "harmed texts"):
        table.add_column(title, justify="right")
    table.add_row("as they are", *_figures(tuned.before))
    table.add_row("fitted, same pages", *_figures(tuned.after))
    if tuned.held_out:
        table.add_row("fitted, other pages", *_figures(tuned.held_out))
    return table


def _figures(score: Score) -> tuple[str, ...]:
    core, near = score.group(CORE), score.group(NEIGHBOURS)
    return (
        percent(core.share, 2) if core.lines else "",
        percent(near.share, 2) if near.lines else "",
        percent(score.harm.share, 4),
        f"{score.harm.lost:,.0f}",
        f"{score.harm.hurt:,}",
    )


def _changes(changes: list[Change], show: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rule")
    table.add_column("cue")
    for title in ("before", "after", "should go", "should stay"):
        table.add_column(title, justify="right")
    for change in changes[:show]:
        name = change.key.rule
        table.add_row(
            Text(name or "all rules", category_style(name.partition("/")[0])),
            Text(change.key.name),
            f"{change.before:+g}",
            f"{change.after:+g}",
            f"{change.wanted:,}",
            f"{change.unwanted:,}",
        )
    if len(changes) > show:
        table.caption, table.caption_justify = f"{len(changes) - show:,} more", "left"
    return table
