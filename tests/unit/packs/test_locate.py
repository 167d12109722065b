"""Lines of errors: the TOML reader keeps no positions, so they are looked up in the text."""

from __future__ import annotations

import pytest

from cleaner.packs.locate import key_line, rule_lines, toml_line

SOURCE = """\
[lists]
near = ["x"]

[[rule]]
id = "promo/a"
phrases = [
  "one",
  "two",
]

  [[ rule ]]
id = "promo/b"
"phrases" = ["one"]

[rule.tokens]
amount = ["one"]

[[rule.cue]]
name = "asks"
"""


def test_headers_of_rules_are_found():
    assert rule_lines(SOURCE) == [4, 11]


def test_comments_and_cues_are_no_headers():
    assert rule_lines("# [[rule]]\n[[rule.cue]]\n[rule]\n[[rules]]\n") == []


def test_other_separators_do_not_shift_the_count():
    assert rule_lines('a = "x\u2028y\x85z"\n[[rule]]\n') == [2]


@pytest.mark.parametrize(
    ("start", "key", "value", "line"),
    [
        (4, "id", "", 5),
        (4, "phrases", "", 6),
        (4, "phrases", "two", 8),
        (4, "phrases", "three", 6),
        (11, "phrases", "", 13),
        (11, "phrases", "one", 13),
        (11, "tokens", "", 15),
        (11, "amount", "one", 16),
        (11, "cue", "", 18),
        (11, "name", "", 19),
        (4, "name", "", 4),
        (1, "near", "", 2),
    ],
)
def test_keys_and_values_are_found_in_their_rule(start, key, value, line):
    assert key_line(SOURCE, start, key, value) == line


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("Invalid value (at line 7, column 3)", 7),
        ("Unclosed array (at end of document)", 19),
        ("no place", 19),
    ],
)
def test_the_line_of_a_syntax_error_is_read_from_its_message(message, line):
    assert toml_line(message, SOURCE) == line
