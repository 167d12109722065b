"""`concise` and `grouped`: findings as lines for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from rich.text import Text

from cleaner.model import Cleaned
from cleaner.report.findings import finding_line, finding_parts
from cleaner.report.totals import Totals
from cleaner.report.visible import visible

View = Callable[[Cleaned], Iterator[Text]]


def concise(cleaned: Cleaned) -> Iterator[Text]:
    """`path:line:column: rule text`, one line a removal."""
    for removal in cleaned.removals:
        yield finding_line(cleaned.document, removal)


def grouped(cleaned: Cleaned) -> Iterator[Text]:
    """The path of the document, `line:column rule text` for each removal, and an empty line."""
    if not cleaned.removals:
        return
    if not (cleaned.before and cleaned.before.changed):
        yield Text(f"{visible(cleaned.document.path or '-')}:", "bold")
    width = max(len(f"{removal.line}:{removal.column}") for removal in cleaned.removals)
    for removal in cleaned.removals:
        yield Text(f"  {f'{removal.line}:{removal.column}':<{width}} ").append_text(finding_parts(removal))
    yield Text("")


# What `check` can also print in colour.
VIEWS: dict[str, View] = {"concise": concise, "grouped": grouped}


class Lines:
    """A view written to a file, without colour."""

    def __init__(self, file: BinaryIO, view: View) -> None:
        self.file, self.view = file, view

    def add(self, cleaned: Cleaned) -> None:
        """Write the lines of one document."""
        for line in self.view(cleaned):
            self.file.write(line.plain.encode() + b"\n")

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Nothing is left to write."""
