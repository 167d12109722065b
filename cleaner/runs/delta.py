"""What must be put where in a cleaned text to have the input again, byte for byte.

Cleaning takes lines, or pieces of lines, and leaves the rest in order. So the cuts are found by looking for each
line of the output further on in the input; where a line is found nowhere, it is a changed one and is compared byte by
byte. Whatever the two texts are, the cuts are exact; only their size depends on how alike they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

# Lines; and in a row of JSON Lines the lines of its text.
_ENDS = (b"\n", b"\\n")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Cut:
    """At byte `at` of the output, `gone` bytes give way to `back`."""

    at: int
    gone: int
    back: bytes


def delta(old: bytes, new: bytes) -> list[Cut]:
    """The cuts that make `old` of `new`, in order."""
    return list(_between(old, new, 0, _ENDS))


def rebuilt(new: BinaryIO, cuts: Iterable[Cut]) -> Iterator[bytes]:
    """The pieces of the input, from the output and the cuts. Raises ValueError if they do not fit."""
    at = 0
    for cut in cuts:
        if cut.at < at:
            raise ValueError("the cuts are not in order")
        yield from _copied(new, cut.at - at)
        yield cut.back
        if len(new.read(cut.gone)) < cut.gone:
            raise ValueError("the text is shorter than the cuts say")
        at = cut.at + cut.gone
    while piece := new.read(_CHUNK):
        yield piece


def _copied(source: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        piece = source.read(min(size, _CHUNK))
        if not piece:
            raise ValueError("the text is shorter than the cuts say")
        size -= len(piece)
        yield piece


def _between(old: bytes, new: bytes, at: int, ends: tuple[bytes, ...]) -> Iterator[Cut]:
    start, tail = _alike(old, new)
    if start == len(old) == len(new):
        return
    if not ends:
        yield Cut(at + start, len(new) - start - tail, old[start : len(old) - tail])
        return
    # Whole pieces only: the one in which the texts part, and the one in which they meet again, are compared within.
    end = ends[0]
    start = old.rfind(end, 0, start) + len(end) if old.rfind(end, 0, start) >= 0 else 0
    tail = _tail_at(old, tail, end)
    olds = _pieces(old[start : len(old) - tail], end)
    news = _pieces(new[start : len(new) - tail], end)
    where = at + start
    for before, after in _aligned(olds, news):
        here = b"".join(after)
        if len(before) == len(after):
            place = where
            for one, other in zip(before, after, strict=True):
                yield from _between(one, other, place, ends[1:])
                place += len(other)
        else:
            yield from _between(b"".join(before), here, where, ends[1:] if len(before) == 1 else ())
        where += len(here)


def _alike(old: bytes, new: bytes) -> tuple[int, int]:
    """How many bytes the two have in common at the start, and after those at the end."""
    limit = min(len(old), len(new))
    start = _longest(limit, lambda low, high: old[low:high] == new[low:high])
    o, n = len(old), len(new)
    tail = _longest(limit - start, lambda low, high: old[o - high : o - low] == new[n - high : n - low])
    return start, tail


def _longest(limit: int, same: Callable[[int, int], bool]) -> int:
    low, step = 0, 64
    while low < limit:
        high = min(low + step, limit)
        if same(low, high):
            low, step = high, step * 2
        elif step == 1 or high - low == 1:
            break
        else:
            step = max((high - low) // 2, 1)
    return low


def _tail_at(old: bytes, tail: int, end: bytes) -> int:
    """The part of the common tail that begins after an end of a line."""
    found = old.find(end, len(old) - tail)
    return 0 if not tail or found < 0 else len(old) - found - len(end)


def _pieces(text: bytes, end: bytes) -> list[bytes]:
    parts = text.split(end)
    out = [part + end for part in parts[:-1]]
    return [*out, parts[-1]] if parts[-1] else out


def _aligned(olds: list[bytes], news: list[bytes]) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Pairs of runs of lines, in order, that together are all lines; equal runs are pairs like any other."""
    if len(olds) == len(news):
        yield olds, news
        return
    places: dict[bytes, list[int]] = {}
    for index, line in enumerate(olds):
        places.setdefault(line, []).append(index)
    at, changed = 0, []
    for line in news:
        found = places.get(line, [])
        k = bisect_left(found, at)
        if k == len(found):
            changed.append(line)
            continue
        if changed or found[k] > at:
            yield olds[at : found[k]], changed
        yield [line], [line]
        at, changed = found[k] + 1, []
    if changed or at < len(olds):
        yield olds[at:], changed
