"""A notice on one line with a sentence of the story goes alone, by the rules that come with the tool."""

from __future__ import annotations

import tomllib

import pytest
from packing import TESTS

from cleaner import Document

LINES = tomllib.loads((TESTS / "mixed_lines.toml").read_text("utf-8"))["line"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['lang']}: {line['before'][:40]}")
def test_the_sentence_of_the_story_is_left(cleaner, line):
    result = cleaner.clean(Document(line["before"]))
    assert result.text == line.get("after", "")
    assert cleaner.clean(Document(result.text)).text == result.text


def test_every_language_has_lines():
    assert len({line["lang"] for line in LINES}) >= 15
