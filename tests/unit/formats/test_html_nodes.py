"""Selectors are told from the tags of a page as a tree of it would tell them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cleaner import Cleaner
from cleaner.formats.html_gate import Gate
from cleaner.formats.html_nodes import find_nodes
from cleaner.formats.html_source import read

RULES = Cleaner().nodes.rules
RULE = RULES[0]
SELECTORS = [
    ".a",
    "#a",
    "div.a.b",
    "DIV.a",
    ".A",
    "p#a.b",
    "[title]",
    "[title=a]",
    "[title='a b']",
    "[title~=a]",
    "[title|=a]",
    "[title^=a]",
    "[title$=b]",
    "[title*='-']",
    "[class='a b']",
    "[class^=a]",
    "[id$='']",
    "[DATA-x]",
    "a[title][data-x='1']",
    ".a .b",
    "div > .b",
    ".a + [title]",
    ".a:not(.b)",
    ".a:first-child",
    "div:has(> .a)",
    ":is(.a, #b)",
    "[title]:empty",
]
values = st.sampled_from(["a", "b", "a b", " a\n b ", "A", "a-b", "b-a", "", "1", "&#97;"])
tags = st.builds(
    lambda name, given: f"<{name}{''.join(given)}>",
    st.sampled_from(["div", "p", "a", "DIV", "span"]),
    st.lists(
        st.builds(
            lambda name, value, quote: f" {name}={quote}{value}{quote}",
            st.sampled_from(["class", "id", "title", "data-x", "CLASS"]),
            values,
            st.sampled_from(["'", '"']),
        ),
        max_size=3,
    ),
)


@pytest.mark.parametrize("selector", SELECTORS)
@given(st.lists(tags, min_size=1, max_size=4))
def test_a_selector_means_what_it_means_in_a_tree(selector, written):
    # Elements beside each other and in a `div`, so that no parser moves them.
    page = "<div class=a><b>" + "".join(f"{tag}</{tag[1:].split('>')[0].split()[0]}>" for tag in written) + "</b></div>"
    tree = html.document_fromstring(page)
    wanted = {element for element in tree.cssselect(selector) if element.tag not in ("html", "body")}
    if any(other in wanted for element in wanted for other in element.iterancestors()):
        wanted = {element for element in wanted if not any(other in wanted for other in element.iterancestors())}
    rule = replace(RULE, selectors=(selector,), sites=())
    found = find_nodes(read(page), (rule,), "")
    assert len(found) == len(wanted), (page, selector)


def test_what_stands_in_a_script_is_no_attribute():
    page = "<script>if (a < b && c > d) { x = ' class=\"mc4wp-form\"' }</script><style> class=mc4wp-form </style>"
    assert find_nodes(read(page), RULES, "") == {}


def test_every_selector_of_the_packs_is_told_from_tags_alone():
    assert [selector.text for selector in Gate(RULES).selectors if not selector.exact] == []
