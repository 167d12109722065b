"""Sequences of things that are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class OneByOne(Sequence[T]):
    """A sequence that tells one thing at a time; a stretch of it is picked."""

    def one(self, place: int) -> T:
        """The thing at a place."""
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return Picked(self, range(*place.indices(len(self))))
        return self.one(place)


class Lazy(OneByOne[T]):
    """Things made when they are first asked for."""

    def __init__(self, size: int) -> None:
        self._made: list[T | None] = [None] * size

    def make(self, place: int) -> T:
        """The thing at a place."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._made)

    def one(self, place: int) -> T:
        """The thing at a place."""
        made = self._made[place]
        if made is None:
            made = self._made[place] = self.make(place)
        return made


class Picked(OneByOne[T]):
    """Some of the things of a sequence, by their places."""

    def __init__(self, whole: Sequence[T], places: Sequence[int]) -> None:
        self._whole, self._places = whole, places

    def __len__(self) -> int:
        return len(self._places)

    def one(self, place: int) -> T:
        """The thing at a place."""
        return self._whole[self._places[place]]
