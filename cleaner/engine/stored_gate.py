"""What announces the units of a rule set that was written into bytes."""

from __future__ import annotations

import marshal
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from cleaner.engine.automaton import Rows, Tables
from cleaner.engine.gate import Announcements
from cleaner.engine.literals import Literals
from cleaner.packs.parts import Parts


class StoredLiterals(Literals):
    """The texts of an image."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @cached_property
    def texts(self) -> tuple[str, ...]:  # type: ignore[override]
        """All texts."""
        return tuple(zlib.decompress(self._parts["literals.texts"]).decode("utf-8", "surrogatepass").split("\0"))

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

    @cached_property
    def tables(self) -> Tables:  # type: ignore[override]
        """The tables of the automaton."""
        parts = self._parts
        return Tables(
            _rows(parts, "edges"),
            parts.numbers("targets"),
            _rows(parts, "reached"),
            _rows(parts, "anywhere"),
            _rows(parts, "at_start"),
            parts.numbers("piece", "i"),
            parts.numbers("final", "i"),
            StoredTables(parts),
            marshal.loads(parts["inside"]),
        )

    @cached_property
    def alone(self) -> Rows:  # type: ignore[override]
        """By piece the units that need no other."""
        return _rows(self._parts, "alone")

    @cached_property
    def joint(self) -> Mapping[int, Sequence[tuple[int, frozenset[int]]]]:  # type: ignore[override]
        """By piece the units that need others, too."""
        stored = marshal.loads(self._parts["joint"])
        return {piece: tuple((n, frozenset(rest)) for n, rest in units) for piece, units in stored.items()}

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


def _rows(parts: Parts, name: str) -> Rows:
    return Rows(parts.numbers(f"{name}.starts"), parts.numbers(f"{name}.items"))


def numbers(data: bytes, kind: str = "I") -> array[int]:
    """The numbers of a kind, which `array` names, that some bytes hold."""
    found = array(kind)
    found.frombytes(data)
    return found
