"""Find the most frequent of any number of things in a memory of fixed size."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(slots=True)
class Counted(Generic[Value]):
    """One thing: its true count is at least `count - error` and at most `count`; `value` is kept with it."""

    key: str
    count: int
    error: int
    value: Value

    @property
    def at_least(self) -> int:
        """What was counted for sure."""
        return self.count - self.error


class Frequent(Generic[Value]):
    """Space-Saving (Metwally, Agrawal and El Abbadi, 2005), with weights.

    Counts are exact until there are more than `capacity` things. From then on the least one makes room for a new one,
    which takes over its count as the most that it may have been counted before. Anything that makes up more than one
    part in `capacity` of all is among the counted.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._counted: dict[str, Counted[Value]] = {}
        # Counts as they were when they were put here; those that have grown since are put back at the right place.
        self._least: list[tuple[int, int, str]] = []
        self._turn = 0

    def __len__(self) -> int:
        return len(self._counted)

    def add(self, key: str, make: Callable[[], Value], *, weight: int = 1) -> Value:
        """Count a thing; what is kept with it, from `make` if it is new."""
        known = self._counted.get(key)
        if known:
            known.count += weight
            return known.value
        error = self._drop_least() if len(self._counted) >= self.capacity else 0
        entry = self._counted[key] = Counted(key, error + weight, error, make())
        self._turn += 1
        heapq.heappush(self._least, (entry.count, self._turn, key))
        return entry.value

    def _drop_least(self) -> int:
        while True:
            count, turn, key = self._least[0]
            now = self._counted[key].count
            if now == count:
                heapq.heappop(self._least)
                del self._counted[key]
                return count
            heapq.heapreplace(self._least, (now, turn, key))

    def all(self) -> list[Counted[Value]]:
        """All that are counted, the surest and greatest first."""
        return sorted(self._counted.values(), key=lambda entry: (-entry.at_least, -entry.count, entry.key))
