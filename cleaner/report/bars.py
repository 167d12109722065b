"""Tables of names, numbers and bars that use the columns they get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from cleaner.report.look import Look

_GAP = "  "
_SHORTEST_BAR, _LONGEST_BAR = 6, 40
_SHORTEST_NAME = 12
_SHORTEST_REMARK = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a name, numbers as they read, the length of the bar from 0 to 1, and a remark in place of a bar."""

    name: str
    numbers: tuple[str, ...]
    style: str = ""
    bar: float | None = None
    remark: str = ""


def lines(titles: Sequence[str], rows: Sequence[Line], look: Look) -> Iterator[Text]:
    """The rows below their titles; numbers stand right, and bars take what is left. Long names lose their middle."""
    numbers = [max(cell_len(cell) for cell in column) for column in _columns(titles, rows)]
    taken = sum(width + len(_GAP) for width in numbers)
    names = max(cell_len(text) for text in (titles[0], *(row.name for row in rows)))
    names = min(names, max(look.width - taken, _SHORTEST_NAME))
    room = min(look.width - names - taken - len(_GAP), _LONGEST_BAR)
    yield _line(Line(titles[0], tuple(titles[1:]), "bold"), names, numbers, look, titled=True)
    for row in rows:
        line = _line(row, names, numbers, look)
        if row.remark and look.width - line.cell_len >= _SHORTEST_REMARK:
            line.append(f"{_GAP}{look.shortened(row.remark, look.width - line.cell_len - len(_GAP))}", "dim")
        elif row.bar is not None and room >= _SHORTEST_BAR:
            line.append(_GAP)
            line.append(look.signs.bar * max(round(room * row.bar), 1 if row.bar else 0), row.style)
        line.rstrip()
        yield line


def _columns(titles: Sequence[str], rows: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    yield from zip(titles[1:], *(row.numbers for row in rows), strict=True)


def _line(row: Line, names: int, numbers: Sequence[int], look: Look, *, titled: bool = False) -> Text:
    name = look.shortened(row.name, names)
    line = Text.assemble((name + " " * (names - cell_len(name)), row.style))
    for number, width in zip(row.numbers, numbers, strict=True):
        line.append(_GAP + " " * (width - cell_len(number)))
        line.append(number, "bold" if titled else "")
    return line
