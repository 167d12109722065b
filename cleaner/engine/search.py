"""Search for many plain texts at once, by a compiled package where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

# The numbers of the texts that are found, each with its first byte and the byte after it, by the latter.
Hits = Sequence[tuple[int, int, int]]
Search = Callable[[bytes], Hits]


@cache
def _package() -> Callable[[list[bytes]], Search] | None:
    try:
        from ahocorasick_rs import BytesAhoCorasick, Implementation
    except ImportError:
        return None

    def make(texts: list[bytes]) -> Search:
        found = BytesAhoCorasick(texts, implementation=Implementation.ContiguousNFA).find_matches_as_indexes

        def search(data: bytes) -> Hits:
            hits: Hits = found(data, overlapping=True)
            return hits

        return search

    return make


def can_search() -> bool:
    """Whether such a package is installed."""
    return _package() is not None


def search_for(texts: Sequence[str]) -> Search:
    """A search for texts, of which there is at least one."""
    make = _package()
    assert make
    return make([text.encode("utf-8", "surrogatepass") for text in texts])
