"""The diff side by side: the text as it was, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.text import Text

from cleaner.report.diff import Row
from cleaner.report.diff_text import after, before, fold_mark, label, runs_left
from cleaner.report.diff_unified import number_width, sign_of
from cleaner.report.look import Look

# Where both columns hold letters that run to the left, a terminal that turns them around would swap the columns.
_LEFT_TO_RIGHT_MARK = "\u200e"


def columns(rows: Sequence[Row], look: Look) -> Iterator[Text]:
    """The original with signs on the left; on the right what stays, and the rules in place of what goes."""
    digits = number_width(rows)
    gutter = digits + 3
    left_width = (look.width - gutter - 3) // 2
    right_width = look.width - gutter - 3 - left_width
    for row in rows:
        sign, number = (Text(" "), "") if row.folded else (sign_of(row), str(row.number))
        left = look.wrapped(fold_mark(row, look) if row.folded else before(row, look), left_width)
        right = [line for text in _right(row, look) for line in look.wrapped(text, right_width)]
        for count, (one, other) in enumerate(zip_longest(left, right)):
            margin = Text(number.rjust(digits) if not count else " " * digits, "dim")
            line = Text.assemble(margin, " ", sign if not count else " ", " ", one or "")
            line.pad_right(gutter + left_width - line.cell_len)
            mark = _LEFT_TO_RIGHT_MARK if one and runs_left(one.plain) else ""
            line.append(f" {mark}{look.signs.wall} ", "dim")
            line.append_text(other or Text(""))
            line.rstrip()
            yield line


def _right(row: Row, look: Look) -> Iterator[Text]:
    if row.folded:
        yield fold_mark(row, look)
        return
    if row.sign != "-":
        yield after(row, look)
    yield from map(label, row.removals)
