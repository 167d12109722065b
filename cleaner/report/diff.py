"""What changed in one document, as rows of lines: kept, removed, or cut inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cleaner.model import Cleaned, Removal, Span
from cleaner.text.segment import split_lines


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the original: `sign` is ` `, `-` (gone) or `~` (cut inside); `cuts` are ranges of `text`.

    `removals` are named at this row, `category` is that of the removal the row goes with, and `folded` counts
    lines left out.
    """

    sign: str
    number: int
    text: str
    cuts: tuple[Span, ...] = ()
    removals: tuple[Removal, ...] = ()
    folded: int = 0
    category: str = ""


def diff_rows(cleaned: Cleaned, *, context: int = 2) -> Iterator[Row]:
    """The rows of a document with `context` unchanged lines around each change, the rest folded.

    A single line is not folded: the words that say so would take as much room.
    """
    rows = _owned(_rows(cleaned), cleaned.removals, cleaned.before.lines if cleaned.before else 0)
    near: set[int] = set()
    for n, row in enumerate(rows):
        if row.sign != " " or row.removals:
            near.update(range(n - context, n + context + 1))
    skipped: list[Row] = []
    for n, row in enumerate(rows):
        if n not in near:
            skipped.append(row)
            continue
        yield from _folded(skipped)
        skipped = []
        yield row
    yield from _folded(skipped)


def _folded(rows: list[Row]) -> Iterator[Row]:
    if len(rows) > 1:
        yield Row(" ", 0, "", folded=len(rows))
    else:
        yield from rows


def _rows(cleaned: Cleaned) -> list[Row]:
    text, cuts = cleaned.document.text, cleaned.cuts
    ahead = cleaned.before.lines if cleaned.before else 0
    rows = []
    at = 0
    for line in split_lines(text):
        while at < len(cuts) and cuts[at].end <= line.start:
            at += 1
        inside = []
        k = at
        while k < len(cuts) and cuts[k].start < max(line.end, line.start + 1):
            cut = cuts[k]
            inside.append(Span(max(cut.start, line.start) - line.start, min(cut.end, line.end) - line.start))
            k += 1
        whole = bool(inside) and all(
            not text[line.start + a : line.start + b].strip() for a, b in _left(inside, line.end - line.start)
        )
        sign = "-" if whole else "~" if any(s.start < s.end for s in inside) else " "
        cut_ranges = tuple(inside) if sign == "~" else ()
        rows.append(Row(sign, ahead + line.index + 1, text[line.start : line.end], cut_ranges))
    return rows


def _left(cuts: list[Span], length: int) -> list[tuple[int, int]]:
    out, at = [], 0
    for cut in cuts:
        out.append((at, cut.start))
        at = cut.end
    out.append((at, length))
    return [pair for pair in out if pair[0] < pair[1]]


def _owned(rows: list[Row], removals: Sequence[Removal], ahead: int) -> list[Row]:
    """The rows with the removal that each goes with; the first row is the line after so many.

    A blank line that went goes with what went above it; if nothing did, with what went below, which is named there.
    """
    named: dict[int, list[Removal]] = {}
    category: dict[int, str] = {}
    for removal in removals:
        first = _first_row(rows, removal.line - 1 - ahead)
        category |= dict.fromkeys(range(first, removal.end_line - ahead), removal.category)
        named.setdefault(first, []).append(removal)
    out: list[Row] = []
    for n, row in enumerate(rows):
        if row.sign != " ":
            category.setdefault(n, category.get(n - 1, ""))
        kind = category.get(n, "") if row.sign != " " else ""
        out.append(replace(row, removals=tuple(named.get(n, ())), category=kind))
    return out


def _first_row(rows: list[Row], line: int) -> int:
    first = line
    while _is_gone(rows, first - 1) and not rows[first - 1].text.strip():
        first -= 1
    return line if _is_gone(rows, first - 1) else first


def _is_gone(rows: list[Row], n: int) -> bool:
    return n >= 0 and rows[n].sign != " "
