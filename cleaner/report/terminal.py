"""The diff of a document on a terminal: signs carry the meaning, colour only helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rich.text import Text

from cleaner.model import Cleaned
from cleaner.report.diff import diff_rows
from cleaner.report.diff_columns import columns
from cleaner.report.diff_compact import compact
from cleaner.report.diff_text import heading
from cleaner.report.diff_unified import unified
from cleaner.report.look import Drawn, Look

View = Literal["auto", "unified", "columns", "compact"]
VIEWS: tuple[View, ...] = ("auto", "unified", "columns", "compact")
COLUMNS_FROM = 140
CONTEXT = 2


def document_diff(cleaned: Cleaned, *, view: View = "auto", context: int = CONTEXT) -> Drawn:
    """What one document loses, with `context` lines around each change."""

    def draw(look: Look) -> Iterator[Text]:
        yield from heading(cleaned, look)
        if view == "compact":
            yield from compact(cleaned, look)
        elif cleaned.removals:
            wide = view == "columns" or (view == "auto" and look.width >= COLUMNS_FROM)
            yield from (columns if wide else unified)(list(diff_rows(cleaned, context=context)), look)
        yield Text("")

    return Drawn(draw)
