"""What changed in one document, as rows of lines: kept, removed, or cut inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.model import Cleaned, Removal, Span
from cleaner.text.segment import split_lines


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the original: `sign` is ` `, `-` (gone) or `~` (cut inside); `cuts` are ranges of `text`.

    `removals` are those that begin on this row, and `folded` counts lines left out.
    """

    sign: str
    number: int
    text: str
    cuts: tuple[Span, ...] = ()
    removals: tuple[Removal, ...] = ()
    folded: int = 0


def diff_rows(cleaned: Cleaned, *, context: int = 2) -> Iterator[Row]:
    """The rows of a document with `context` unchanged lines around each change, the rest folded."""
    rows = _rows(cleaned)
    near: set[int] = set()
    for n, row in enumerate(rows):
        if row.sign != " ":
            near.update(range(n - context, n + context + 1))
    skipped = 0
    for n, row in enumerate(rows):
        if n not in near:
            skipped += 1
            continue
        if skipped:
            yield Row(" ", 0, "", folded=skipped)
            skipped = 0
        yield row
    if skipped:
        yield Row(" ", 0, "", folded=skipped)


def _rows(cleaned: Cleaned) -> list[Row]:
    text, cuts = cleaned.document.text, list(cleaned.cuts)
    first_rows: dict[int, list[Removal]] = {}
    for removal in cleaned.removals:
        first_rows.setdefault(removal.line, []).append(removal)
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
        rows.append(
            Row(
                sign,
                line.index + 1,
                text[line.start : line.end],
                tuple(inside) if sign == "~" else (),
                tuple(first_rows.get(line.index + 1, ())),
            )
        )
    return rows


def _left(cuts: list[Span], length: int) -> list[tuple[int, int]]:
    out, at = [], 0
    for cut in cuts:
        out.append((at, cut.start))
        at = cut.end
    out.append((at, length))
    return [pair for pair in out if pair[0] < pair[1]]
