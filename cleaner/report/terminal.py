"""The diff of a document on a terminal: signs carry the meaning, colour only helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rich.console import Console, ConsoleOptions
from rich.text import Text

from cleaner.model import Cleaned
from cleaner.report.diff import diff_rows
from cleaner.report.diff_columns import columns
from cleaner.report.diff_compact import compact
from cleaner.report.diff_text import Look, heading
from cleaner.report.diff_unified import unified
from cleaner.report.style import signs

View = Literal["auto", "unified", "columns", "compact"]
VIEWS: tuple[View, ...] = ("auto", "unified", "columns", "compact")
COLUMNS_FROM = 140
CONTEXT = 2


class DocumentDiff:
    """What one document loses, as rich draws it; with `context` lines around each change."""

    def __init__(self, cleaned: Cleaned, *, view: View = "auto", context: int = CONTEXT) -> None:
        self.cleaned, self.view, self.context = cleaned, view, context

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        look = Look(console, options.max_width, signs(ascii_only=options.ascii_only))
        for line in (*heading(self.cleaned, look), *self._body(look), Text("")):
            # Nothing is left to wrap, and rich would pad what it wraps.
            line.no_wrap, line.overflow = True, "ignore"
            yield line

    def _body(self, look: Look) -> Iterator[Text]:
        if self.view == "compact":
            return compact(self.cleaned, look)
        if not self.cleaned.removals:
            return iter(())
        wide = self.view == "columns" or (self.view == "auto" and look.width >= COLUMNS_FROM)
        return (columns if wide else unified)(list(diff_rows(self.cleaned, context=self.context)), look)
