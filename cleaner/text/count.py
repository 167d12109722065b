"""Say how many of something there are."""

from __future__ import annotations


def counted(noun: str, count: int) -> str:
    """A number with its noun: `1 word`, `1,204 words`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
