"""Find the elements of a page that node rules name."""

from __future__ import annotations

import re
from functools import lru_cache

import cssselect
from lxml import etree

from cleaner.engine.guards import in_scope
from cleaner.formats.html_gate import Compound, gate_of
from cleaner.formats.html_source import Source
from cleaner.formats.html_tags import attributes
from cleaner.packs.pack import Rule

# The attribute that carries the number of an element through the parser.
_NUMBER = "data-cleaner-number"
# No element of these names goes, whatever classes it has.
WHOLE_PAGE = frozenset({"html", "head", "body", "main"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ID_ALONE = re.compile(r"#[\w-]+")


def find_nodes(source: Source, rules: tuple[Rule, ...], url: str) -> dict[int, Rule]:
    """The numbers of the elements that go, each with its rule; none lies within another."""
    gate = gate_of(rules)
    answered: dict[int, list[tuple[int, Compound]]] = {}
    tags = [opened[4] for opened in source.opened]
    for number, found_there in enumerate(gate.answers(tags)):
        for which, compound in found_there:
            answered.setdefault(which, []).append((number, compound))
    found: dict[int, Rule] = {}
    tree: etree._Element | None = None
    for at in sorted({*answered, *gate.open}):
        selector = gate.selectors[at]
        numbers = answered.get(at, [])
        if not in_scope(selector.rule, url, None) or not {*selector.compounds} <= {one for _, one in numbers}:
            continue
        if selector.exact:
            matched = [number for number, _ in numbers]
        else:
            tree = _tree(source) if tree is None else tree
            matched = _matches(selector.text, tree)
        id_alone = _ID_ALONE.fullmatch(selector.text) is not None
        for number in matched:
            name, *_, tag = source.opened[number]
            if name not in WHOLE_PAGE and not (id_alone and _is_titled(name, tag)):
                first = found.setdefault(number, selector.rule)
                found[number] = min(first, selector.rule, key=lambda r: (not r.sites, -r.weight, r.id))
    return _outermost(source, found)


def _is_titled(name: str, tag: str) -> bool:
    """Whether the id of an element may be no more than the words of a heading, as writers of documents make them."""
    if name in _HEADINGS:
        return True
    given = attributes(tag)
    return (name == "section" and set(given) == {"id"}) or "section" in given.get("class", "").split()


def _matches(selector: str, tree: etree._Element) -> list[int]:
    found = _compiled(selector)(tree)
    assert isinstance(found, list)
    numbers = (int(one.get(_NUMBER, "-1")) for one in found if isinstance(one, etree._Element))
    return [number for number in numbers if number >= 0]


def _outermost(source: Source, found: dict[int, Rule]) -> dict[int, Rule]:
    out: dict[int, Rule] = {}
    end = -1
    # Elements are numbered in the order of their start.
    for number in sorted(found):
        element = source.element(number)
        if element.start >= end:
            out[number] = found[number]
            end = element.end
    return out


@lru_cache(maxsize=4096)
def _compiled(selector: str) -> etree.XPath:
    parsed = cssselect.parse(selector)[0]
    return etree.XPath(cssselect.HTMLTranslator().selector_to_xpath(parsed, prefix="descendant-or-self::"))


def _tree(source: Source) -> etree._Element:
    """The page as lxml reads it, its elements numbered as in the source."""
    text, at = source.text, 0
    parts: list[str] = []
    for number, (name, start, *_) in enumerate(source.opened):
        place = start + 1 + len(name)
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
        return etree.Element("html")
