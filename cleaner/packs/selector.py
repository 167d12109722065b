"""Check the CSS selectors of node rules, and tell what a page must contain for one to match."""

from __future__ import annotations

import re

import cssselect

WORD = re.compile(r"[\w-]+")
# A selector that names nothing but elements would take whole kinds of them from every page.
_BARE = "names no class, id or attribute"


def fault(selector: str) -> tuple[str, str] | None:
    """What is wrong with a selector and its cure; None when it is sound."""
    try:
        parsed = cssselect.parse(selector)
        for part in parsed:
            cssselect.HTMLTranslator().selector_to_xpath(part)
    except cssselect.SelectorError as error:
        return str(error).rstrip("."), "write CSS, such as `div.newsletter-box` or `[id^='ad-slot']`"
    if len(parsed) != 1:
        return "several selectors in one text", "give each its own entry of the list"
    if parsed[0].pseudo_element:
        return f"a pseudo-element `::{parsed[0].pseudo_element}` is nothing that can be removed", "name an element"
    if not any(needed(selector)):
        return _BARE, "add one, so that it cannot match an article's own elements"
    return None


def needed(selector: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """What the tags of a page must hold for a sound selector to match, in lower case: words, and parts of words."""
    whole: set[str] = set()
    parts: list[str] = []
    todo: list[object] = [cssselect.parse(selector)[0].parsed_tree]
    while todo:
        node = todo.pop()
        if isinstance(node, cssselect.parser.Class):
            whole.update(WORD.findall(node.class_name.lower()))
        elif isinstance(node, cssselect.parser.Hash):
            whole.update(WORD.findall(node.id.lower()))
        elif isinstance(node, cssselect.parser.Attrib):
            whole.update(WORD.findall(node.attrib.lower()))
            if node.value is not None and node.operator != "!=":
                parts += WORD.findall(str(node.value.value).lower())
        elif isinstance(node, cssselect.parser.CombinedSelector):
            todo.append(node.subselector)
        # What a negation names need not be there, and what stands in other brackets may be one of several.
        todo += [inner for inner in [getattr(node, "selector", None)] if inner is not None]
    return frozenset(whole), tuple(parts)
