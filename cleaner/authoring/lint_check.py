"""What a check of packs is given, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cleaner.authoring.lookalikes import Harm, Lookalike, harm
from cleaner.authoring.source import PackSource
from cleaner.packs.pack import Pack

# The line in the file, the rule's id (or nothing), and what is wrong.
Fault = tuple[int, str, str]


@dataclass(frozen=True)
class Bench:
    """The packs to look at, all packs that run with them, and texts that no rule may take."""

    sources: tuple[PackSource, ...]
    everything: tuple[Pack, ...]
    lookalikes: tuple[Lookalike, ...] = ()

    @cached_property
    def harm(self) -> tuple[Harm, ...]:
        """What the rules take of the look-alikes."""
        return harm(self.everything, self.lookalikes)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look for, with its code and its name. `strict` ones are only for those who ask for them."""

    code: str
    name: str
    summary: str
    run: Callable[[Bench, PackSource], Iterator[Fault]]
    strict: bool = False
