"""What announces the units of a rule set that was written into bytes."""

from __future__ import annotations

import marshal
import sys
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from cleaner.engine.automaton import Rows, Tables
from cleaner.engine.gate import Announcements
from cleaner.engine.lazy import OneByOne
from cleaner.engine.literals import Literals
from cleaner.packs.parts import Parts

# So many rows are read at a time.
STRETCH_BITS = 10
STRETCH = 1 << STRETCH_BITS


class StoredTexts(OneByOne[str]):
    """Texts of which most are never asked for."""

    def __init__(self, data: bytes, starts: Sequence[int]) -> None:
        self._data, self._starts = data, starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    def one(self, place: int) -> str:
        """The text of a number."""
        return self._data[self._starts[place] : self._starts[place + 1]].decode("utf-8", "surrogatepass")


class StoredLiterals(Literals):
    """The texts of an image."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @cached_property
    def texts(self) -> StoredTexts:  # type: ignore[override]
        """All texts."""
        starts = numbers(zlib.decompress(self._parts["literals.starts"]))
        return StoredTexts(zlib.decompress(self._parts["literals.texts"]), starts)

    @cached_property
    def whole(self) -> bytes:  # type: ignore[override]
        """By unit whether a text says all that its words can say."""
        return self._parts["literals.whole"]

    @cached_property
    def rows(self) -> Rows:  # type: ignore[override]
        """By unit the numbers of its texts."""
        return self._rows("rows")

    @cached_property
    def sets(self) -> Rows:  # type: ignore[override]
        """By unit the numbers of its sets."""
        return self._rows("sets")

    @cached_property
    def members(self) -> Rows:  # type: ignore[override]
        """By set the numbers of its texts."""
        return self._rows("members")

    def _rows(self, name: str) -> Rows:
        starts, items = (zlib.decompress(self._parts[f"literals.{name}.{part}"]) for part in ("starts", "items"))
        return Rows(numbers(starts), numbers(items))


class StoredRows:
    """Rows of numbers, of which many are read at a time."""

    def __init__(self, parts: Parts, name: str, kind: str = "I") -> None:
        self._parts, self._name, self._kind = parts, name, kind
        self._stretches: list[tuple[memoryview[int], memoryview[int]] | None] = [None] * parts.count(name)

    def __getitem__(self, row: int) -> memoryview[int]:
        starts, items = self._stretches[row >> STRETCH_BITS] or self._read(row >> STRETCH_BITS)
        row &= STRETCH - 1
        return items[starts[row] : starts[row + 1]]

    def __len__(self) -> int:
        last = len(self._stretches) - 1
        return last * STRETCH + len(self._read(last)[0]) - 1 if last >= 0 else 0

    def _read(self, number: int) -> tuple[memoryview[int], memoryview[int]]:
        data = memoryview(self._parts.entry(self._name, number))
        count = int.from_bytes(data[:4], sys.byteorder)
        starts = data[4 : 4 * (count + 2)].cast("I")
        items = data[4 * (count + 2) :].cast(self._kind)  # type: ignore[call-overload]
        self._stretches[number] = made = starts, items
        return made


class StoredJoint:
    """Of pieces that are not enough by themselves: what they announce, with the other pieces that it needs."""

    def __init__(self, rows: StoredRows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, piece: int) -> Sequence[tuple[int, frozenset[int]]]:
        flat = self._rows[piece].tolist()
        out, at = [], 0
        while at < len(flat):
            unit, count = flat[at : at + 2]
            out.append((unit, frozenset(flat[at + 2 : at + 2 + count])))
            at += 2 + count
        return out


class StoredTables(Mapping[str, bytes]):
    """By their first letters the tables of what is asked of words."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._places = {name: n for n, name in enumerate(parts["wanted.names"].decode().split("\0"))}

    def __getitem__(self, name: str) -> bytes:
        return self._parts.entry("wanted", self._places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class StoredAnnouncements(Announcements):
    """The announcements of an image."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def forget(self) -> None:
        """Let go of what can be read again."""
        for name in ("tables", "alone", "joint"):
            self.__dict__.pop(name, None)

    @cached_property
    def tables(self) -> Tables:  # type: ignore[override]
        """The tables of the automaton."""
        parts = self._parts
        onward, reached = StoredRows(parts, "onward", "Q"), StoredRows(parts, "reached")
        anywhere, at_start = StoredRows(parts, "anywhere", "Q"), StoredRows(parts, "at_start", "Q")
        return Tables(onward, reached, anywhere, at_start, StoredTables(parts), marshal.loads(parts["inside"]))

    @cached_property
    def alone(self) -> StoredRows:  # type: ignore[override]
        """By piece the units that need no other."""
        return StoredRows(self._parts, "alone")

    @cached_property
    def joint(self) -> StoredJoint:  # type: ignore[override]
        """By piece the units that need others, too."""
        return StoredJoint(StoredRows(self._parts, "joint"))

    @cached_property
    def owner(self) -> array[int]:  # type: ignore[override]
        """By leading unit its matcher."""
        return numbers(self._parts["owner"])

    @cached_property
    def _rare(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        rare: tuple[tuple[int, ...], tuple[int, ...]] = marshal.loads(self._parts["rare"])
        return rare

    @cached_property
    def ungated(self) -> tuple[int, ...]:  # type: ignore[override]
        """The units without a piece."""
        return self._rare[0]

    @cached_property
    def short(self) -> frozenset[int]:  # type: ignore[override]
        """The units for short lines only."""
        return frozenset(self._rare[1])


def numbers(data: bytes, kind: str = "I") -> array[int]:
    """The numbers of a kind, which `array` names, that some bytes hold."""
    found = array(kind)
    found.frombytes(data)
    return found
