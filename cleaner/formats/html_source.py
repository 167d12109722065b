"""The tags of a page and the places of its texts in the source, told in one pass without building a tree.

Nesting follows the rules of HTML where they matter here: void elements, end tags that may be left out, raw text,
and end tags that close nothing. Whatever a page does, every element is a range of its source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from cleaner.errors import InputError

_ATTRIBUTES = r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+>?"
TOKEN = re.compile(
    r"<(?:!--(?:-?>|[^-]*+(?:-(?!->)[^-]*+)*+(?:-->)?)"
    rf"|(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>]){_ATTRIBUTES}"
    r"(?P<body>[^<]*+(?:<(?!/(?P=raw)[\s/>])[^<]*+)*+)(?:</[^>]*+>?)?"
    r"|/(?P<close>[a-z][^\s/>]*+)[^>]*+>?"
    rf"|(?P<open>[a-z][^\s/>]*+){_ATTRIBUTES}"
    r"|!\[CDATA\[|[!?/][^>]*+>?)",
    re.IGNORECASE,
)


def names(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


VOID = names("area base br col embed frame hr img input link meta param source track wbr")
BLOCK = names(
    "address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu"
    " nav noscript object ol optgroup option p pre search section select summary table tbody td template tfoot th"
    " thead tr ul iframe textarea title script style"
)
# Not shown as text: machinery, and what a reader fills in or presses.
UNREAD = names(
    "head script style textarea title xmp iframe noembed noframes noscript template svg math select option button"
    " datalist object audio video canvas"
)
# Elements whose end tag may be left out, and what a start tag closes, up to which element around it.
OMISSIBLE = names("p li dt dd option optgroup tr td th thead tbody tfoot")
_ENDS_P = BLOCK - names("br button body head html col colgroup caption") - OMISSIBLE | {"p"}
_IMPLIED = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot"}), frozenset({"table"})),
}
_P = (frozenset({"p"}), BLOCK - {"p"})
_KEEPS = re.compile(r"<!--\s*cleaner:\s*(keep|end)\s*-->", re.IGNORECASE)
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"\shidden(?=[\s=/>])", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"\sstyle\s*=\s*(?:\"[^\"]*|'[^']*|[^\s>]*)display\s*:\s*none", re.IGNORECASE)
# How far up an end tag or an implied one looks.
_REACH = 200
MOST_ELEMENTS = 1_000_000


@dataclass(slots=True)
class Element:
    """An element: its tags are `start..inner` and `inner_end..end`; the latter is empty when there is no end tag."""

    name: str
    start: int
    inner: int
    inner_end: int
    end: int
    parent: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in the source, the element it is in, and the number of its block."""

    start: int
    end: int
    element: int
    block: int


@dataclass(slots=True)
class Source:
    """What a page is made of, in order of the source. `breaks` are the places of tags that end a block,
    `kept` the protected regions, `hidden` where elements begin that a reader does not see.
    """

    text: str
    elements: list[Element] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    kept: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    def is_kept(self, start: int, end: int) -> bool:
        """Whether a range touches a protected region."""
        k = bisect_left(self.kept, (end, end)) - 1
        return k >= 0 and self.kept[k][1] > start


def read(text: str) -> Source:
    """The source of a page. Raises InputError for one of more elements than any real page has."""
    return _Scan(text).run()


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.out = Source(text)
        self.stack: list[int] = []
        self.open: dict[str, int] = {}
        # How many of the open elements are not shown, and the number of the block that is being written.
        self.unread: list[int] = []
        self.block = 0
        head = text[:1000].lower()
        self.xml = head.lstrip().startswith("<?xml") or "dtd xhtml" in head
        self.protect = -1

    def run(self) -> Source:
        text, at = self.text, 0
        for token in TOKEN.finditer(text):
            start, end = token.span()
            if start > at and not self.unread:
                self.piece(at, start)
            at = end
            kind = token.lastgroup
            if kind == "open":
                self.start_tag(token["open"].lower(), start, end)
            elif kind == "close":
                self.end_tag(token["close"].lower(), start, end)
            elif kind == "body":
                self.raw(token, start, end)
            elif text.startswith("<!--", start):
                self.comment(start, end)
        if at < len(text) and not self.unread:
            self.piece(at, len(text))
        self.close_down_to(0, len(text), len(text))
        if self.protect >= 0:
            self.out.kept.append((self.protect, len(text)))
        return self.out

    def piece(self, start: int, end: int) -> None:
        self.out.pieces.append(Piece(start, end, self.stack[-1] if self.stack else -1, self.block))

    def breaks(self, start: int) -> None:
        self.block += 1
        self.out.breaks.append(start)

    def comment(self, start: int, end: int) -> None:
        mark = _KEEPS.fullmatch(self.text, start, end)
        if not mark:
            return
        if mark[1].lower() == "keep":
            self.protect = start if self.protect < 0 else self.protect
        elif self.protect >= 0:
            self.out.kept.append((self.protect, end))
            self.protect = -1

    def add(self, name: str, start: int, end: int) -> Element:
        made = Element(name, start, end, end, end, self.stack[-1] if self.stack else -1)
        self.out.elements.append(made)
        if len(self.out.elements) > MOST_ELEMENTS:
            hint = "clean its text instead: --from text"
            raise InputError(f"a page of more than {MOST_ELEMENTS:,} elements", hint=hint)
        return made

    def raw(self, token: re.Match[str], start: int, end: int) -> None:
        name = token["raw"].lower()
        if name in BLOCK:
            self.breaks(start)
        made = self.add(name, start, end)
        made.inner, made.inner_end = token.span("body")
        made.closed = made.inner_end < end

    def start_tag(self, name: str, start: int, end: int) -> None:
        if name in BLOCK:
            self.breaks(start)
            if self.open.get("p") and name in _ENDS_P:
                self.imply(*_P, start)
        if name in _IMPLIED:
            closes, around = _IMPLIED[name]
            if any(self.open.get(other) for other in closes):
                self.imply(closes, around, start)
        made = self.add(name, start, end)
        if name in VOID or (self.xml and self.text.startswith("/>", end - 2)):
            made.closed = True
            return
        self.stack.append(len(self.out.elements) - 1)
        self.open[name] = self.open.get(name, 0) + 1
        hidden = self.is_hidden(name, start, end)
        if hidden:
            self.out.hidden.append(start)
        if hidden or name in UNREAD:
            self.unread.append(self.stack[-1])

    def is_hidden(self, name: str, start: int, end: int) -> bool:
        # A page that is shown by a script once it is loaded is no hidden text.
        if end - start < len(name) + 8 or name in ("html", "body", "main", "article"):
            return False
        tag = self.text[start:end]
        lowered = tag.lower()
        if "hidden" in lowered and _HIDDEN.search(_VALUE.sub('""', tag)):
            return True
        return "display" in lowered and _NOT_SHOWN.search(tag) is not None

    def imply(self, closes: frozenset[str], around: frozenset[str], at: int) -> None:
        elements = self.out.elements
        for depth in range(len(self.stack) - 1, max(len(self.stack) - _REACH, 0) - 1, -1):
            name = elements[self.stack[depth]].name
            if name in closes:
                self.close_down_to(depth, at, at)
                return
            if name in around:
                return

    def end_tag(self, name: str, start: int, end: int) -> None:
        if name in BLOCK:
            self.breaks(start)
        if not self.open.get(name):
            return
        elements = self.out.elements
        top = self.stack[-1]
        if elements[top].name == name:
            elements[top].closed = True
            self.close_down_to(len(self.stack) - 1, start, end)
            return
        block = name in BLOCK
        low = 0 if block else max(len(self.stack) - _REACH, 0)
        for depth in range(len(self.stack) - 1, low - 1, -1):
            other = elements[self.stack[depth]].name
            if other == name:
                self.close_down_to(depth + 1, start, start)
                elements[self.stack[depth]].closed = True
                self.close_down_to(depth, start, end)
                return
            # The end tag of a phrase does not close the blocks inside it.
            if not block and other in BLOCK:
                return

    def close_down_to(self, depth: int, inner_end: int, end: int) -> None:
        while len(self.stack) > depth:
            number = self.stack.pop()
            element = self.out.elements[number]
            element.inner_end, element.end = inner_end, end
            self.open[element.name] -= 1
            if self.unread and self.unread[-1] == number:
                self.unread.pop()
