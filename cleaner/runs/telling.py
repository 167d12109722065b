"""How much of each document is carried from where it was cleaned to those who observe a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from cleaner.formats.stream import Observe
from cleaner.model import Cleaned

Telling = Literal["", "removals", "everything"]


def telling(observers: Sequence[Observe]) -> Telling:
    """What the observers want to know: everything, unless all of them say that they are content with less."""
    if not observers:
        return ""
    return "removals" if all(getattr(observer, "slim", False) for observer in observers) else "everything"


def carried(cleaned: Cleaned, whole: Telling) -> list[Cleaned]:
    """The document, as far as it is wanted: as it is, without its text, or not at all."""
    if whole != "removals":
        return [cleaned] if whole else []
    spared = tuple(replace(piece, text="") for piece in cleaned.spared)
    return [replace(cleaned, document=replace(cleaned.document, text=""), text="", cuts=(), spared=spared)]
