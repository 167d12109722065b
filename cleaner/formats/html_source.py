"""The elements of a page and the places of its texts in the source, told in one pass without building a tree.

Nesting follows the rules of HTML where they matter here: void elements, end tags that may be left out, raw text,
and end tags that close nothing. Whatever a page does, every element is a range of its source.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.formats.html_tags import (
    ALONE,
    BLOCK,
    CLOSE,
    END,
    ENDS_P,
    HIDDEN,
    IMPLIED,
    KEEP,
    OPEN,
    OTHER,
    PARTS,
    PRE,
    RAW,
    UNREAD,
    VOID,
    known_tags,
    raw_bounds,
    tag_of,
)
from cleaner.text.segment import count_words

_P = (frozenset({"p"}), BLOCK - {"p"})
# How far up an end tag or an implied one looks.
_REACH = 200
# Hidden text of so many words, in stretches of at least so many, is the page's article if it is no less than this
# share of what is shown.
ARTICLE_WORDS, STRETCH_WORDS, ARTICLE_SHARE = 60, 8, 3

# A stretch of text: where it starts and ends in the source, the number of the element it is in, or -1, that of its
# block, and whether it is in a link.
Piece = tuple[int, int, int, int, bool]


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its tags are `start..inner` and `inner_end..end`; the latter is empty when there is no end tag."""

    name: str
    start: int
    inner: int
    inner_end: int
    end: int
    closed: bool
    parent: int


@dataclass(slots=True)
class Source:
    """What a page is made of, in order of the source.

    `opened` are the elements: name, start, end of the start tag, parent, and start tag of each; `endings` say of
    each where its content and where it itself ends, and whether it was closed. `breaks` are the places of tags that
    end a block, `kept` the protected regions. `hidden` and `pre` are where elements begin that a reader does not see,
    and whose white space counts; `veiled` are the hidden texts, `shown` where hidden elements begin that are read
    since they may hold the article. `xml` is true of XHTML, `protected` if a protected region is still open at the end.
    """

    text: str
    opened: list[tuple[str, int, int, int, str]] = field(default_factory=list)
    endings: dict[int, tuple[int, int, bool]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    kept: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    veiled: list[tuple[int, int]] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    pre: list[int] = field(default_factory=list)
    xml: bool = False
    protected: bool = False

    def element(self, number: int) -> Element:
        """The element of a number."""
        name, start, inner, parent, _ = self.opened[number]
        return Element(name, start, inner, *self.endings[number], parent)

    def is_kept(self, start: int, end: int) -> bool:
        """Whether a range touches a protected region."""
        k = bisect_left(self.kept, (end, end)) - 1
        return k >= 0 and self.kept[k][1] > start


def read(text: str, *, xml: bool | None = None, protected: bool = False) -> Source:
    """The source of a page, or of a part of one, which may be known to be XHTML or to begin in a protected region."""
    if xml is None:
        head = text[:1000].lower()
        xml = head.lstrip().startswith("<?xml") or "dtd xhtml" in head
    scan = _Scan(text, frozenset(), xml, protected)
    out = scan.run()
    if not scan.veiled:
        return out
    read = _prose(text, ((piece[0], piece[1]) for piece in out.pieces))
    shown = frozenset(start for start, ranges in scan.veiled.items() if _is_article(_prose(text, ranges), read))
    if shown:
        scan = _Scan(text, shown, xml, protected)
        out = scan.run()
    out.shown = sorted(shown)
    out.veiled = sorted(place for ranges in scan.veiled.values() for place in ranges)
    return out


def _is_article(hidden: int, shown: int) -> bool:
    """Whether a hidden text is one that a script will show, by the words of prose in it and in the rest."""
    return hidden >= ARTICLE_WORDS and hidden * ARTICLE_SHARE >= shown


def _prose(text: str, ranges: Iterable[tuple[int, int]]) -> int:
    counts = (count_words(text[start:end]) for start, end in ranges if end - start >= 4 * STRETCH_WORDS)
    return sum(count for count in counts if count >= STRETCH_WORDS)


class _Scan:
    """One pass over a page; what begins at one of the places `shown` is read though it is hidden."""

    def __init__(self, text: str, shown: frozenset[int], xml: bool, protected: bool) -> None:
        self.text, self.shown, self.xml = text, shown, xml
        self.out = Source(text)
        # Below all elements lies the page.
        self.stack = [-1]
        self.open: dict[str, int] = {}
        # Which of the open elements are not shown, and the outermost of them that is only hidden.
        self.unread: list[int] = []
        self.veil = -1
        self.veiled: dict[int, list[tuple[int, int]]] = {}
        self.protect = 0 if protected else -1

    def run(self) -> Source:  # noqa: C901 (calls would take as long as all else; pages have thousands of tags)
        known, out, stack, unread, open_ = known_tags(), self.out, self.stack, self.unread, self.open
        pieces, breaks, opened, endings = out.pieces, out.breaks, out.opened, out.endings
        parts = iter([*PARTS.split(self.text), ""])
        at = block = 0
        written = -1
        for words, source in zip(parts, parts, strict=True):
            start = at
            if words:
                start += len(words)
                if not unread:
                    # Space before the text of a block is no part of it, unless it is preformatted.
                    if block == written or not words.isspace() or open_.get("pre"):
                        pieces.append((at, start, stack[-1], block, bool(open_.get("a"))))
                        written = block
                elif self.veil >= 0:
                    self.veiled_text(at, start)
            at = start + len(source)
            kind, name, breaking, closing, special = known.get(source) or tag_of(source)
            if breaking:
                block += 1
                breaks.append(start)
            if kind == OPEN:
                if closing:
                    self.implied(name, start)
                opened.append((name, start, at, stack[-1], source))
                if not special or self.is_open(special, start, at):
                    stack.append(len(opened) - 1)
                    open_[name] = open_.get(name, 0) + 1
            elif kind == CLOSE:
                if not open_.get(name):
                    continue
                number = stack[-1]
                if opened[number][0] != name or unread:
                    self.end_tag(name, start, at)
                    continue
                stack.pop()
                endings[number] = (start, at, True)
                open_[name] -= 1
            elif kind != OTHER:
                self.other(kind, name, source, start, at)
        self.close_down_to(1, at, at)
        out.xml, out.protected = self.xml, self.protect >= 0
        if out.protected:
            out.kept.append((self.protect, at))
        return out

    def veiled_text(self, start: int, end: int) -> None:
        if self.unread[0] == self.veil and len(self.unread) == 1:
            self.veiled.setdefault(self.out.opened[self.veil][1], []).append((start, end))

    def other(self, kind: int, name: str, source: str, start: int, end: int) -> None:
        if kind == RAW:
            inner, inner_end = raw_bounds(source)
            self.out.endings[len(self.out.opened)] = (start + inner_end, end, start + inner_end < end)
            self.out.opened.append((name, start, start + inner, self.stack[-1], source[:inner]))
        elif kind == KEEP:
            self.protect = start if self.protect < 0 else self.protect
        elif kind == END and self.protect >= 0:
            self.out.kept.append((self.protect, end))
            self.protect = -1

    def is_open(self, special: int, start: int, end: int) -> bool:
        """Whether the element that was just added holds what follows; note what is special about it."""
        number = len(self.out.opened) - 1
        if special & VOID or (special & ALONE and self.xml):
            self.out.endings[number] = (end, end, True)
            return False
        if special & PRE:
            self.out.pre.append(start)
        if special & HIDDEN and start not in self.shown:
            self.out.hidden.append(start)
            if not self.unread:
                self.veil = number
            self.unread.append(number)
        elif special & UNREAD:
            self.unread.append(number)
        return True

    def implied(self, name: str, at: int) -> None:
        if name in ENDS_P and self.open.get("p"):
            self.imply(*_P, at)
        if name in IMPLIED:
            closes, around = IMPLIED[name]
            if any(self.open.get(other) for other in closes):
                self.imply(closes, around, at)

    def imply(self, closes: frozenset[str], around: frozenset[str], at: int) -> None:
        opened = self.out.opened
        for depth in range(len(self.stack) - 1, max(len(self.stack) - _REACH, 1) - 1, -1):
            name = opened[self.stack[depth]][0]
            if name in closes:
                self.close_down_to(depth, at, at)
                return
            if name in around:
                return

    def end_tag(self, name: str, start: int, end: int) -> None:
        stack, opened = self.stack, self.out.opened
        block = name in BLOCK
        low = 1 if block else max(len(stack) - _REACH, 1)
        for depth in range(len(stack) - 1, low - 1, -1):
            other = opened[stack[depth]][0]
            if other == name:
                self.close_down_to(depth + 1, start, start)
                self.close_down_to(depth, start, end, closed=True)
                return
            # The end tag of a phrase does not close the blocks inside it.
            if not block and other in BLOCK:
                return

    def close_down_to(self, depth: int, inner_end: int, end: int, *, closed: bool = False) -> None:
        while len(self.stack) > depth:
            number = self.stack.pop()
            self.out.endings[number] = (inner_end, end, closed)
            self.open[self.out.opened[number][0]] -= 1
            if self.unread and self.unread[-1] == number:
                self.read_again()

    def read_again(self) -> None:
        if self.unread.pop() == self.veil:
            self.veil = -1
