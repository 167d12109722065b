"""A table of what went, by rule and category."""

from __future__ import annotations

from collections import Counter

from rich.table import Table
from rich.text import Text

from cleaner.report.style import category_style
from cleaner.report.totals import Totals

_BAR = 20


def statistics(totals: Totals) -> Table:
    """Removals and words per rule, then per category, the most words first."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rule", overflow="fold")
    table.add_column("removed", justify="right")
    table.add_column("words", justify="right")
    table.add_column("share of words", min_width=_BAR)
    most = max(totals.words.values(), default=1) or 1
    for rule, words in sorted(totals.words.items(), key=lambda item: (-item[1], item[0])):
        style = category_style(totals.category[rule])
        bar = "━" * max(round(_BAR * words / most), 1)
        table.add_row(Text(rule, style), f"{totals.removals[rule]:,}", f"{words:,}", Text(bar, style))
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for rule, words in totals.words.items():
        sums[totals.category[rule]] += words
        counts[totals.category[rule]] += totals.removals[rule]
    table.add_section()
    all_words = max(sums.total(), 1)
    for name, words in sorted(sums.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(
            Text(name, f"bold {category_style(name)}"),
            f"{counts[name]:,}",
            f"{words:,}",
            f"{100 * words / all_words:.1f} %",
        )
    return table
