"""The diff with one line below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from cleaner.report.diff import Row
from cleaner.report.diff_text import before, fold_mark, label
from cleaner.report.look import Look
from cleaner.report.style import category_style


def unified(rows: Sequence[Row], look: Look) -> Iterator[Text]:
    """Each removal below the name of its rule: `-` for lines that go, `~` with [-…-] for pieces of lines."""
    digits = number_width(rows)
    width = look.width - digits - 3
    for row in rows:
        for removal in row.removals:
            sign = Text(look.signs.corner, category_style(removal.category))
            yield from _hung(look, look.wrapped(label(removal), width), "", digits, sign)
        if row.folded:
            yield from _hung(look, [fold_mark(row, look)], "", digits, Text(" "))
        else:
            yield from _hung(look, look.wrapped(before(row, look), width), str(row.number), digits, sign_of(row))


def number_width(rows: Sequence[Row]) -> int:
    """The columns that the greatest line number takes."""
    return len(str(max((row.number for row in rows), default=1)))


def sign_of(row: Row) -> Text:
    """The sign of a line, in the colour of what it goes with."""
    return Text(row.sign, f"bold {category_style(row.category)}" if row.sign != " " else "")


def _hung(look: Look, lines: list[Text], number: str, digits: int, sign: Text) -> Iterator[Text]:
    """Lines beside their number and sign; further ones stand below the first."""
    for count, line in enumerate(lines):
        margin = Text(number.rjust(digits) if not count else " " * digits, "dim")
        yield _stripped(Text.assemble(margin, " ", sign if not count else " ", " ", line))


def _stripped(line: Text) -> Text:
    line.rstrip()
    return line
