"""The values that flow through the cleaner. Offsets are code points of the decoded text, ends exclusive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Safety = Literal["safe", "unsafe"]


class Span(NamedTuple):
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
class Before:
    """What came before a part of a document that is too large to be cleaned at once.

    `part` is how many parts that were, the others are sums over them: of their text, in lines, code points and bytes
    as UTF-8, of the code points that went, and whether anything went, was spared or was too much to go.
    """

    part: int = 0
    lines: int = 0
    chars: int = 0
    bytes: int = 0
    gone: int = 0
    changed: bool = False
    spared: bool = False
    over_budget: bool = False


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The result: `text` is the document's text without `cuts`, the ranges that were deleted.

    A removal's span is what a rule named; the cuts cover those spans and the blank lines and spaces
    that would have been left dangling, so `text` can be rebuilt from `document.text` and `cuts` alone.

    A page of many megabytes comes in parts: all but the first say what came `before`. Their lines count from the
    start of the page, their spans from that of the part.
    """

    document: Document
    text: str
    removals: tuple[Removal, ...] = ()
    spared: tuple[Spared, ...] = ()
    cuts: tuple[Span, ...] = ()
    over_budget: bool = False
    before: Before | None = None

    @property
    def changed(self) -> bool:
        """Whether anything went."""
        # An element without text, such as an empty slot for an ad, is removed without a cut in the text.
        return bool(self.cuts or self.removals)
