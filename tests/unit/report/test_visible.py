"""Text from the web never commands the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.report.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain été 日本 😀", "plain été 日本 😀"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b31m", "\\x9b31m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\rb\nc\x00d\x7f", "a\\x0db\\x0ac\\x00d\\x7f"),
        ("a\tb", "a   b"),
        ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
        ("\u2066x\u2069\u200e\u200f\u061c", "\\u2066x\\u2069\\u200e\\u200f\\u061c"),
        ("a\u2028b\u2029c\x85d", "a\\u2028b\\u2029c\\x85d"),
        ("bad \udcff byte", "bad \\xff byte"),
        ("lone \ud800", "lone \\ud800"),
    ],
)
def test_what_commands_a_terminal_is_shown_as_an_escape(text, shown):
    assert visible(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_the_result_can_be_encoded_and_holds_no_control_character(text):
    shown = visible(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert not any(unicodedata.bidirectional(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
                   for char in shown)  # fmt: skip
    shown.encode()
