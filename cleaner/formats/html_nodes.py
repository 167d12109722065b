"""Find the elements of a page that node rules name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import cssselect
from lxml import etree

from cleaner.engine.guards import in_scope
from cleaner.formats.html_source import Source
from cleaner.packs.pack import Rule
from cleaner.packs.selector import WORD, needed

# The attribute that carries the number of an element through the parser.
_NUMBER = "data-cleaner-number"
# No element of these names goes, whatever classes it has.
WHOLE_PAGE = frozenset({"html", "head", "body", "main"})


def find_nodes(source: Source, rules: Iterable[Rule], url: str) -> dict[int, Rule]:
    """The numbers of the elements that go, each with its rule; none lies within another."""
    words = _Words(source)
    scoped = [rule for rule in rules if in_scope(rule, url, None)]
    todo = [(rule, selector) for rule in scoped for selector in rule.selectors if words.may_match(selector)]
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


class _Words:
    """The words of all start tags of a page, in lower case."""

    def __init__(self, source: Source) -> None:
        text = source.text
        tags = {text[e.start : e.inner] for e in source.elements if e.inner - e.start > len(e.name) + 2}
        self.all = set(WORD.findall("\n".join(tags).lower()))
        self.joined = "\n".join(self.all)

    def may_match(self, selector: str) -> bool:
        """Whether all that a selector needs is there."""
        whole, parts = _needed(selector)
        return whole <= self.all and all(part in self.joined for part in parts)


@lru_cache(maxsize=4096)
def _needed(selector: str) -> tuple[frozenset[str], tuple[str, ...]]:
    return needed(selector)


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
