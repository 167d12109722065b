"""The tags of a page: how a source is parted into them, and what a tag says by itself.

Pages repeat their tags, so what is known of one is kept for a while.
"""

from __future__ import annotations

import html
import re
import sys
from typing import Any, NamedTuple

import regex

# Before Python 3.11.5 `re` fails on groups that are repeated possessively (cpython issue 106052).
_LIBRARY: Any = re if sys.version_info >= (3, 11, 5) else regex

_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
_ATTRIBUTES = r"[^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?+[^>=]*+)*+>?"
_RAW_ELEMENTS = "|".join(
    rf"{name}(?=[\s/>]){_ATTRIBUTES}[^<]*+(?:<(?!/{name}[\s/>])[^<]*+)*+(?:</[^>]*+>?)?" for name in _RAW
)
# Splits a source into texts and, between them, tags, comments and elements of raw text.
PARTS: re.Pattern[str] = _LIBRARY.compile(
    rf"(<(?:(?=[stxin])(?:{_RAW_ELEMENTS})|[a-z]{_ATTRIBUTES}|/[a-z][^>]*+>?"
    r"|!--(?:-?>|[^-]*+(?:-(?!->)[^-]*+)*+(?:-->)?)|!\[CDATA\[|[!?/][^>]*+>?))",
    re.IGNORECASE,
)
_NAME = re.compile(r"</?([a-z][^\s/>]*+)", re.IGNORECASE)
_START: re.Pattern[str] = _LIBRARY.compile(rf"<[a-z]{_ATTRIBUTES}", re.IGNORECASE)
_ATTRIBUTE: re.Pattern[str] = _LIBRARY.compile(
    r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+"
)
_KEEPS = re.compile(r"<!--\s*cleaner:\s*(keep|end)\s*-->", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"(?:^|[;{\s])display\s*:\s*none", re.IGNORECASE)
# An element that is shown by a script once the page is there is no hidden text.
_SHOWN = frozenset({"html", "body", "main", "article"})


def names(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_VOID = names("area base br col embed frame hr img input link meta param source track wbr")
BLOCK = names(
    "address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu"
    " nav noscript object ol optgroup option p pre search section select summary table tbody td template tfoot th"
    " thead tr ul iframe textarea title script style"
)
# Not shown as text: machinery, and what a reader fills in or presses.
_UNREAD = names(
    "head script style textarea title xmp iframe noembed noframes template svg math select option button"
    " datalist object audio video canvas"
)
# Elements whose end tag may be left out, and what a start tag closes, up to which element around it.
OMISSIBLE = names("p li dt dd option optgroup tr td th thead tbody tfoot")
ENDS_P = BLOCK - names("br button body head html col colgroup caption") - OMISSIBLE | {"p"}
IMPLIED = {
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
_CLOSERS = frozenset({*ENDS_P, *IMPLIED})
OPEN, CLOSE, RAW, KEEP, END, OTHER = range(6)
VOID, UNREAD, HIDDEN, ALONE, PRE = 1, 2, 4, 8, 16


class Tag(NamedTuple):
    """What a tag says: its kind, the name of its element, whether it ends a block, whether it may close
    elements that were left open, and the sum of what is special about it; `ALONE` is one that ends with `/>`.
    """

    kind: int
    name: str = ""
    block: bool = False
    closing: bool = False
    special: int = 0


_OTHER = Tag(OTHER)
_MOST_KNOWN = 30_000
LONGEST_KNOWN = 300
_known: dict[str, Tag] = {}


def tag_of(text: str) -> Tag:
    """What a piece of source between two texts is."""
    tag = _known.get(text)
    if tag is None:
        tag = _read(text)
        if len(text) <= LONGEST_KNOWN:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[text] = tag
    return tag


def known_tags() -> dict[str, Tag]:
    """The tags that were read lately, for one who asks for many. Not to be changed."""
    return _known


def _read(text: str) -> Tag:
    named = _NAME.match(text)
    if not named:
        mark = _KEEPS.fullmatch(text)
        return _OTHER if not mark else Tag(KEEP if mark[1].lower() == "keep" else END)
    name = named[1].lower()
    if text.startswith("</"):
        return Tag(CLOSE, name, name in BLOCK)
    if name in _RAW:
        return Tag(RAW, name, name in BLOCK)
    special = VOID * (name in _VOID) | UNREAD * (name in _UNREAD) | PRE * (name == "pre")
    special |= HIDDEN * _is_hidden(name, text) | ALONE * text.endswith("/>")
    return Tag(OPEN, name, name in BLOCK, name in _CLOSERS, special)


def _is_hidden(name: str, text: str) -> bool:
    if name == "noscript":
        return True
    lowered = text.lower()
    if name in _SHOWN or ("hidden" not in lowered and "display" not in lowered):
        return False
    found = attributes(text)
    # `hidden="until-found"` is text that a reader can search for and unfold.
    return found.get("hidden", "until-found").lower() != "until-found" or bool(
        _NOT_SHOWN.search(found.get("style", ""))
    )


def attributes(text: str) -> dict[str, str]:
    """The attributes of a start tag, by their names in lower case; of two with one name the first."""
    found: dict[str, str] = {}
    start = _NAME.match(text)
    for name, double, single, bare in _ATTRIBUTE.findall(text, start.end() if start else 0):
        value = double or single or bare
        found.setdefault(name.lower(), html.unescape(value) if "&" in value else value)
    return found


def raw_name(text: str) -> str:
    """The name of the element of raw text with which a text begins; empty if it begins with something else."""
    named = _NAME.match(text)
    return named[1] if named and named[1].lower() in _RAW and not text.startswith("</") else ""


def raw_bounds(text: str) -> tuple[int, int]:
    """Where the content of an element of raw text begins and ends in its source; the end is that of
    the whole where it is never closed.
    """
    start = _START.match(text)
    inner = start.end() if start else len(text)
    last = text.rfind("</")
    name = _NAME.match(text)
    closed = last >= inner and name and text[last + 2 :].lower().startswith(name[1].lower())
    return inner, last if closed else len(text)
