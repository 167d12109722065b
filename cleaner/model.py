"""The values that flow through the cleaner. Offsets are code points of the decoded text, ends exclusive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Safety = Literal["safe", "unsafe"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document; `end` stops before the line end, `next` is where the following line starts."""

    index: int
    start: int
    end: int
    next: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text to clean, with what is known of where it comes from.

    `links` is for each line the share of its text that stands in links; empty where the format does not know.
    """

    text: str
    url: str = ""
    doc_id: str = ""
    path: str = ""
    links: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A claim of one rule on lines `first..last` (inclusive), or on `span` inside one line."""

    rule_id: str
    category: str
    kind: str
    first: int
    last: int
    span: Span | None = None
    score: float = 0.0
    cues: tuple[str, ...] = ()
    safety: Safety = "safe"


@dataclass(frozen=True, slots=True)
class Removal:
    """A piece of text that went, and why. `line` and `column` count from 1 in the original text."""

    rule_id: str
    category: str
    kind: str
    message: str
    safety: Safety
    span: Span
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    score: float = 0.0
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spared:
    """A piece of text that a rule claimed and that stayed; `reason` names the veto."""

    rule_id: str
    category: str
    reason: str
    span: Span
    line: int
    text: str
    kind: str = ""
    message: str = ""
    score: float = 0.0
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The result: `text` is the document's text without `cuts`, the ranges that were deleted.

    A removal's span is what a rule named; the cuts cover those spans and the blank lines and spaces
    that would have been left dangling, so `text` can be rebuilt from `document.text` and `cuts` alone.
    """

    document: Document
    text: str
    removals: tuple[Removal, ...] = ()
    spared: tuple[Spared, ...] = ()
    cuts: tuple[Span, ...] = ()
    over_budget: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything went."""
        # An element without text, such as an empty slot for an ad, is removed without a cut in the text.
        return bool(self.cuts or self.removals)
