"""Turn matches into deletions, mend the seams, and keep the way back to the original offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from cleaner.engine.view import View
from cleaner.model import Document, Match, Span
from cleaner.text.late import late
from cleaner.text.place import place_at
from cleaner.text.segment import split_lines

_TEASER_DOTS = late(r"(?<=[.!?…\"'”’»)])\s+(?:…|\.\.\.|\[(?:…|\.\.\.)\])\Z")

_BRACKETS = {"[": "]", "(": ")", "{": "}", "【": "】"}


def cuts(view: View, matches: Iterable[Match]) -> list[Span]:
    """The ranges to delete: the matched lines and spans, and the blanks that would be left dangling."""
    gone: set[int] = set()
    pieces: list[Span] = []
    for match in matches:
        if match.span is None:
            gone.update(range(match.first, match.last + 1))
        else:
            pieces.append(_trimmed(view, match))
    gone |= _emptied(view, pieces, gone)
    whole = [view.lines[i] for i in _with_blanks(view, gone)]
    ranges = [Span(line.start, line.next) for line in whole]
    ranges += pieces
    ranges += _final_line_end(view, {line.index for line in whole})
    return union(ranges)


def _trimmed(view: View, match: Match) -> Span:
    span = match.span or Span(0, 0)
    line = view.lines[match.first]
    start, end = span.start, span.end
    before, after = view.text[line.start : start], view.text[end : line.end]
    if not after.strip():
        # A tail goes with the space before it, and with the dots of a teaser after a full stop; the spaces
        # after it were there before and stay.
        kept = before.rstrip()
        if kept.endswith(tuple(_BRACKETS)) and _BRACKETS[kept[-1]] in view.text[start:end]:
            kept = kept[:-1].rstrip()
        return Span(line.start + len(_TEASER_DOTS.sub("", kept)), end)
    if not before.strip() or before[-1:].isspace():
        end += len(after) - len(after.lstrip())
    return Span(start, end)


def _emptied(view: View, pieces: list[Span], gone: set[int]) -> set[int]:
    starts = [line.start for line in view.lines]
    by_line: dict[int, list[Span]] = {}
    for piece in pieces:
        by_line.setdefault(bisect_right(starts, piece.start) - 1, []).append(piece)
    emptied = set()
    for index, spans in by_line.items():
        line = view.lines[index]
        left, at = [], line.start
        for span in sorted(spans, key=lambda s: s.start):
            left.append(view.text[at : span.start])
            at = max(at, span.end)
        left.append(view.text[at : line.end])
        if index not in gone and not "".join(left).strip():
            emptied.add(index)
    return emptied


def _with_blanks(view: View, gone: set[int]) -> list[int]:
    """The lines to delete: `gone`, the blank lines inside a group, and one of the two blank runs around it."""
    filled, rank = view.filled, view.rank
    out: list[int] = []
    order = sorted(index for index in gone if index in rank)
    groups: list[list[int]] = []
    for index in order:
        if groups and rank[index] == rank[groups[-1][-1]] + 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    for group in groups:
        first, last = group[0], group[-1]
        before = filled[rank[first] - 1] if rank[first] else -1
        after = filled[rank[last] + 1] if rank[last] + 1 < len(filled) else len(view.lines)
        above, below = range(before + 1, first), range(last + 1, after)
        out += range(first, last + 1)
        if after == len(view.lines):
            out += above
        elif before < 0 or len(below) <= len(above):
            out += below
        else:
            out += above
    return sorted(out)


def _final_line_end(view: View, deleted: set[int]) -> list[Span]:
    """The line end to take off when the last line went and the text had no line end after it."""
    lines = view.lines
    if not lines or lines[-1].end != lines[-1].next or lines[-1].index not in deleted:
        return []
    last = next((line for line in reversed(lines) if line.index not in deleted), None)
    return [Span(last.end, last.next)] if last else []


def union(ranges: Iterable[Span]) -> list[Span]:
    """Ranges sorted, merged where they touch, empty ones left out."""
    out: list[Span] = []
    for span in sorted(ranges, key=lambda s: (s.start, s.end)):
        if span.start >= span.end:
            continue
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def without(text: str, deleted: Iterable[Span]) -> str:
    """`text` without the deleted ranges (sorted, disjoint)."""
    kept, at = [], 0
    for span in deleted:
        kept.append(text[at : span.start])
        at = span.end
    kept.append(text[at:])
    return "".join(kept)


class Origin:
    """Where each piece of an edited text came from in the original."""

    def __init__(self, length: int) -> None:
        self.new, self.old, self.length = [0], [0], length

    def delete(self, deleted: list[Span]) -> None:
        """Record the deletion of ranges of the text as it is now."""
        new, old, shift = [], [], 0
        bounds: list[tuple[int, int]] = []
        at = 0
        for span in deleted:
            bounds.append((at, span.start))
            at = span.end
        bounds.append((at, self.length))
        for low, high in bounds:
            for piece in self.pieces(Span(low, high)):
                new.append(shift)
                old.append(piece.start)
                shift += piece.end - piece.start
        self.new, self.old, self.length = new or [0], old or [0], shift

    def at(self, offset: int) -> int:
        """The original offset of a character of the edited text."""
        k = bisect_right(self.new, offset) - 1
        return self.old[k] + offset - self.new[k]

    def pieces(self, span: Span) -> list[Span]:
        """The original ranges that a range of the edited text is made of."""
        out = []
        starts = [*self.new, self.length]
        for k in range(max(bisect_right(self.new, span.start) - 1, 0), len(self.new)):
            low, high = max(starts[k], span.start), min(starts[k + 1], span.end)
            if low >= span.end:
                break
            if low < high:
                out.append(Span(self.old[k] + low - starts[k], self.old[k] + high - starts[k]))
        return out

    def span(self, span: Span) -> Span:
        """The original range from the first to the last character of a range of the edited text."""
        if span.start >= span.end:
            return Span(self.at(span.start), self.at(span.start))
        return Span(self.at(span.start), self.at(span.end - 1) + 1)


def link_shares(document: Document, text: str, origin: Origin) -> tuple[float, ...]:
    """What stands in links of each line of an edited text, as the document tells of the lines they were."""
    if not document.links:
        return ()
    starts = [line.start for line in split_lines(document.text)]
    return tuple(document.links[place_at(starts, origin.at(line.start))[0] - 1] for line in split_lines(text))
