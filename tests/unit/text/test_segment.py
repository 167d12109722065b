"""Lines, words and prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.segment import (
    count_words,
    ends_like_sentence,
    is_code,
    is_prose,
    quoted_words,
    sentences,
    split_lines,
)

pieces = ["\n", "\r", "\r\n", "\n\r", "", "a", "b c", " ", "\t", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"]
texts = st.lists(st.sampled_from(pieces), max_size=20).map("".join)


@given(texts)
def test_lines_and_their_ends_join_to_the_text(text):
    assert "".join(text[line.start : line.next] for line in split_lines(text)) == text


@given(texts)
def test_lines_are_numbered_and_touch(text):
    lines = split_lines(text)
    assert [line.index for line in lines] == list(range(len(lines)))
    assert [line.start for line in lines] == [0, *(line.next for line in lines)][: len(lines)]
    for line in lines:
        assert line.start <= line.end <= line.next
        assert "\n" not in text[line.start : line.end]
        assert "\r" not in text[line.start : line.end]
        assert text[line.end : line.next] in ("\n", "\r\n", "\r", "")


@given(texts)
def test_only_the_last_line_may_lack_an_end(text):
    assert all(line.end < line.next for line in split_lines(text)[:-1])


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("\r\r\n\n", ["", "", ""]),
        ("a\n\rb", ["a", "", "b"]),
    ],
)
def test_the_three_line_ends_split(text, bodies):
    assert [text[line.start : line.end] for line in split_lines(text)] == bodies


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85"])
@pytest.mark.parametrize("end", ["", "\r\n"])
def test_other_separators_do_not_split(char, end):
    assert len(split_lines(f"one{char}two{end}")) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("don't stop", 3),
        ("1,000 readers", 3),
        ("日本語", 2),
        ("日本語 text", 3),
        ("…", 0),
        ("été", 1),
    ],
)
def test_words_are_counted(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        ("it rained.", True),
        ('it rained."', True),
        ("it rained", False),
        ("雨だった。", True),
        ("by:", True),
        ("", False),
    ],
)
def test_sentence_ends_are_seen(folded, expected):
    assert ends_like_sentence(folded) is expected


@pytest.mark.parametrize(
    ("folded", "words"),
    [
        ('"we sell lamps", he said', 3),
        ("he said 'we sell many lamps' and left", 4),
        ("it's what they didn't say", 0),
        ('an "unclosed quotation', 0),
        ("no marks", 0),
    ],
)
def test_quoted_words_are_counted(folded, words):
    assert quoted_words(folded) == words


@pytest.mark.parametrize(
    ("words", "end", "expected"), [(17, ".", False), (18, ".", True), (18, "", False), (36, "", True)]
)
def test_prose_is_long_and_ends_like_a_sentence(words, end, expected):
    folded = " ".join(["word"] * words) + end
    assert is_prose(folded, count_words(folded)) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The bridge opens. It rained.", ["The bridge opens. ", "It rained."]),
        ("Did it? “Yes.” It did…  So it goes", ["Did it? ", "“Yes.” ", "It did…  ", "So it goes"]),
        ("Mr. J. Oster of Tarn Ltd. in the U.S. Senate", ["Mr. J. Oster of Tarn Ltd. in the U.S. |", "Senate"]),
        ("TARN, INC. Printed by goats", ["TARN, INC. |", "Printed by goats"]),
        ("Am 3. Mai kam er. Dann schlief er.", ["Am 3. |", "Mai kam er. ", "Dann schlief er."]),
        (
            "It left at 9 p.m. The end came in the U.S. It rained.",
            ["It left at 9 p.m. |", "The end came in the U.S. |", "It rained."],
        ),
        ("It rained on Sunday.Sign up", ["It rained on Sunday.", "Sign up"]),
        ("It rained on Sunday.[1] Sign up", ["It rained on Sunday.[1] ", "Sign up"]),
        ("It rained. >> Sign up", ["It rained. ", ">> Sign up"]),
        ("Τι έγινε; Εγγραφείτε", ["Τι έγινε; ", "Εγγραφείτε"]),
        ("in the year 1871. All is well", ["in the year 1871. ", "All is well"]),
        ("it ends. and goes on", ["it ends. and goes on"]),
        ("橋は開く。雨だ。", ["橋は開く。", "雨だ。"]),
        ("पुल खुलेगा। बारिश हुई।", ["पुल खुलेगा। ", "बारिश हुई।"]),
        ("", [""]),
    ],
)
def test_a_line_has_sentences(line, expected):
    # A bar stands where a sentence may end, but need not.
    told = [line[place.start : place.end] + "|" * (not place.sure) for place in sentences(line)]
    assert told == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"email": "keeper@example.org",', True),
        ('    "top": 0.5039', True),
        ('"tags": [', True),
        ('"open": true', True),
        ('"LIKE",', True),
        ('"Tide and Valley": Our letter brings you the news of the week.', False),
        ('"Tide": the paper of the coast', False),
        ('"Tide", a paper of the coast', False),
    ],
)
def test_data_is_told_from_a_name_in_quotation_marks(line, expected):
    assert is_code(line) == expected
