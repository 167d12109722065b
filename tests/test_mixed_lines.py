"""A notice on one line with a sentence of the story goes alone, by the rules that come with the tool."""

from __future__ import annotations

import tomllib

import pytest
from packing import PROSE, TESTS, cleaner_of, line_rule

from cleaner import Document

LINES = tomllib.loads((TESTS / "mixed_lines.toml").read_text("utf-8"))["line"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['lang']}: {line['before'][:40]}")
def test_the_sentence_of_the_story_is_left(cleaner, line):
    result = cleaner.clean(Document(line["before"]))
    assert result.text == line.get("after", "")
    assert cleaner.clean(Document(result.text)).text == result.text


def test_every_language_has_lines():
    assert len({line["lang"] for line in LINES}) >= 15


def test_the_order_of_rules_makes_no_difference():
    donation = line_rule("give today", name="donation/test", where="within", max_words=40, hit=["Give today"])
    advert = line_rule("our ads", name="advert/test", where="within", max_words=40, hit=["Our ads"])
    between = "The bridge stood for two hundred years. Give today, and our ads can go."
    text = f"{PROSE}\n\nGive today.\n\n{between}\n\nGive today!\n\n{PROSE}"
    for rules in ((donation, advert), (advert, donation)):
        head = '[pack]\nlang = "en"\ndescription = "A test"\n\n'
        cleaner = cleaner_of(*(head + rule for rule in rules))
        assert cleaner.clean(Document(text)).text == f"{PROSE}\n\n{PROSE}"
