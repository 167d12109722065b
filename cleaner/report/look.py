"""The terminal to draw for, and how lines are made to fit it.

Views are drawn line by line: rich would pad what it lays out itself, and measure all of it before the first line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions
from rich.text import Text

from cleaner.report.style import Signs, signs
from cleaner.report.visible import visible

_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Look:
    """A console with its columns and signs."""

    console: Console
    width: int
    signs: Signs

    def wrapped(self, text: Text, width: int) -> list[Text]:
        """`text` in lines of at most `width` columns; what has no spaces is broken anywhere."""
        if text.cell_len <= width and "\n" not in text.plain:
            # Most lines fit, and wrapping is slow.
            line = text.copy()
            line.rstrip()
            return [line]
        lines = text.wrap(self.console, max(width, _NARROWEST), overflow="fold")
        for line in lines:
            line.rstrip()
        return list(lines) or [Text("")]

    def hung(self, text: Text, *, first: str = "", indent: int = 0) -> Iterator[Text]:
        """`text` wrapped below itself, `indent` columns from the left and behind the sign `first`."""
        start = f"{' ' * indent}{first}"
        for number, line in enumerate(self.wrapped(text, self.width - cell_len(start))):
            yield Text.assemble(start if not number else " " * cell_len(start), line)

    def shortened(self, text: str, cells: int) -> str:
        """A text of at most so many columns, without its end."""
        if cell_len(text) <= cells:
            return text
        return set_cell_size(text, max(cells - cell_len(self.signs.more), 0)).rstrip() + self.signs.more

    def one_line(self, text: str) -> str:
        """A text on one line, harmless, with a sign for line ends."""
        lines = (" ".join(visible(line).split()) for line in text.replace("\r", "\n").split("\n"))
        return f" {self.signs.newline} ".join(line for line in lines if line)


class Drawn:
    """What `draw` makes of the terminal it is shown on."""

    def __init__(self, draw: Callable[[Look], Iterator[Text]]) -> None:
        self.draw = draw

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        look = Look(console, options.max_width, signs(ascii_only=options.ascii_only))
        for line in self.draw(look):
            # Nothing is left to wrap.
            line.no_wrap, line.overflow = True, "ignore"
            yield line
