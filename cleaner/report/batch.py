"""What became of the files of a batch, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from cleaner.report.totals import Totals
from cleaner.report.visible import visible

_SHOWN = 10


def batch_table(rows: Sequence[tuple[str, int]], failed: Sequence[str], totals: Totals) -> Table:
    """Counts of files by what became of them, what was removed, and the first of the files that failed."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for name, count in rows:
        table.add_row(name, f"{count:,}", "")
    if failed:
        names = "\n".join(visible(path) for path in failed[:_SHOWN])
        more = f"\nand {len(failed) - _SHOWN:,} more" if len(failed) > _SHOWN else ""
        table.add_row(Text("failed", "bold red"), f"{len(failed):,}", Text(names + more))
    table.add_row("pieces removed", f"{totals.removals.total():,}", f"{totals.words.total():,} words")
    return table
