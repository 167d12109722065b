"""Find the elements of a page that node rules name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import cssselect
from lxml import etree

from cleaner.engine.guards import in_scope
from cleaner.formats.html_source import Source
from cleaner.packs.pack import Rule
from cleaner.packs.selector import pieces

# The attribute that carries the number of an element through the parser.
_NUMBER = "data-cleaner-number"
# No element of these names goes, whatever classes it has.
WHOLE_PAGE = frozenset({"html", "head", "body", "main"})


def find_nodes(source: Source, rules: Iterable[Rule], url: str) -> dict[int, Rule]:
    """The numbers of the elements that go, each with its rule; none lies within another."""
    tags = _tags(source)
    todo = [
        (rule, selector)
        for rule in rules
        if in_scope(rule, url, None)
        for selector in rule.selectors
        if all(piece in tags for piece in _pieces(selector))
    ]
    tree = _tree(source) if todo else None
    if tree is None:
        return {}
    found: dict[int, Rule] = {}
    for rule, selector in todo:
        for number in _matches(selector, tree):
            if number >= 0 and source.elements[number].name not in WHOLE_PAGE:
                first = found.setdefault(number, rule)
                found[number] = min(first, rule, key=lambda r: (not r.sites, -r.weight, r.id))
    return _outermost(source, found)


def _matches(selector: str, tree: etree._Element) -> list[int]:
    found = _compiled(selector)(tree)
    assert isinstance(found, list)
    return [int(one.get(_NUMBER, "-1")) for one in found if isinstance(one, etree._Element)]


def _outermost(source: Source, found: dict[int, Rule]) -> dict[int, Rule]:
    out: dict[int, Rule] = {}
    end = -1
    # Elements are numbered in the order of their start.
    for number in sorted(found):
        element = source.elements[number]
        if element.start >= end:
            out[number] = found[number]
            end = element.end
    return out


def _tags(source: Source) -> str:
    text = source.text
    return "\n".join({text[e.start : e.inner] for e in source.elements if e.inner - e.start > len(e.name) + 2}).lower()


@lru_cache(maxsize=4096)
def _pieces(selector: str) -> tuple[str, ...]:
    return pieces(selector)


@lru_cache(maxsize=4096)
def _compiled(selector: str) -> etree.XPath:
    parsed = cssselect.parse(selector)[0]
    return etree.XPath(cssselect.HTMLTranslator().selector_to_xpath(parsed, prefix="descendant-or-self::"))


def _tree(source: Source) -> etree._Element | None:
    """The page as lxml reads it, its elements numbered as in the source."""
    text, at = source.text, 0
    parts: list[str] = []
    for number, element in enumerate(source.elements):
        place = element.start + 1 + len(element.name)
        parts += (text[at:place], f" {_NUMBER}={number} ")
        at = place
    parts.append(text[at:])
    marked = "".join(parts).replace("\0", " ").encode("utf-8", "replace")
    # Without `huge_tree` the parser gives up at 256 levels; what it may use is bounded by the size of a page.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(marked, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        # There is nothing in it that could be an element.
        return None
