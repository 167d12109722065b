"""What is known of a line is the same in every document, and rules in other languages are left out of it."""

from __future__ import annotations

from packing import PROSE, cleaner_of, line_rule

from cleaner import Document
from cleaner.engine.known import LONGEST_KEPT, MOST_CHARS

COMMON = """
[pack]
lang = "any"
[languages]
en = ["the", "on", "to", "it", "and", "which", "is"]
fr = ["le", "la", "les", "des", "est", "une"]
"""


def french(name, **fields):
    return '[pack]\nlang = "fr"\n' + line_rule("boîte", name=name, **fields)


def test_a_rule_in_another_language_is_not_tried_but_that_of_the_site_is():
    text = f"{PROSE}\n\nBoîte\n\n{PROSE}"
    assert cleaner_of(COMMON, french("promo/a")).clean(Document(text)).text == text
    cleaner = cleaner_of(COMMON, french("promo/a", sites=["example.com"]))
    assert cleaner.clean(Document(text)).text == text
    assert "Boîte" not in cleaner.clean(Document(text, url="https://example.com/x")).text
    assert cleaner.clean(Document(text, url="https://example.org/x")).text == text


def test_one_document_does_not_change_what_the_next_loses():
    cleaner = cleaner_of(COMMON, french("promo/a"))
    english = f"{PROSE}\n\nBoîte\n\n{PROSE}"
    other = "\n\n".join(["Le maire est la. Les des une est le la les des une est le la.", "Boîte"])
    for _ in range(2):
        assert cleaner.clean(Document(english)).text == english
        assert "Boîte" not in cleaner.clean(Document(other)).text
        assert cleaner.clean(Document("Boîte\n")).text == ""


def test_the_lines_that_are_kept_are_bounded():
    cleaner = cleaner_of(line_rule("box"))
    known = cleaner.rules.known
    for n in range(40):
        lines = [f"{n} {m} {'x' * 900}" for m in range(100)]
        text = "\n".join([*lines, "Box", "y" * (LONGEST_KEPT + 1)])
        assert cleaner.clean(Document(text)).text == "\n".join([*lines, "y" * (LONGEST_KEPT + 1)])
        kept = [*known._young, *known._old]
        assert sum(map(len, kept)) <= MOST_CHARS
        assert max(map(len, kept)) <= LONGEST_KEPT
