"""Check the CSS selectors of node rules, and tell what a page must contain for one to match."""

from __future__ import annotations

import re

import cssselect

_WORD = re.compile(r"[\w-]+")
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
    if not pieces(selector):
        return _BARE, "add one, so that it cannot match an article's own elements"
    return None


def pieces(selector: str) -> tuple[str, ...]:
    """Words in lower case that must all stand in the tags of a page on which the selector matches."""
    found: list[str] = []
    todo: list[object] = [cssselect.parse(selector)[0].parsed_tree]
    while todo:
        node = todo.pop()
        match node:
            case cssselect.parser.Class():
                found.append(node.class_name)
            case cssselect.parser.Hash():
                found.append(node.id)
            case cssselect.parser.Attrib():
                found.append(node.attrib)
                if node.value is not None and node.operator != "!=":
                    found.append(str(node.value.value))
            case cssselect.parser.CombinedSelector():
                todo.append(node.subselector)
        # What a negation names need not be there.
        if not isinstance(node, cssselect.parser.CombinedSelector | cssselect.parser.Element):
            todo.append(getattr(node, "selector", None))
        elif isinstance(node, cssselect.parser.CombinedSelector):
            todo.append(node.selector)
        todo = [one for one in todo if one is not None]
    return tuple(piece.lower() for piece in found if _WORD.search(piece))
