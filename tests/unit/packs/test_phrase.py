"""The phrase language, as a table of what each phrase matches and what it leaves alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaner.engine.matcher import Matcher
from cleaner.engine.view import View
from cleaner.packs.pack import Patterns
from cleaner.packs.phrase import Lists, PhraseError, parse

LISTS = {
    "support": ["support", "back", "chip in [to]"],
    "us": ["us", "our {work}"],
    "work": ["work", "journalism"],
    "loop": ["{pool}"],
    "pool": ["a {loop}"],
}

TABLES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text("utf-8"))

ERRORS = [
    ("(log|sign in", "without its closing bracket"),
    ("log in)", "without its opening bracket"),
    ("log in]", "without its opening bracket"),
    ("[please subscribe", "without its closing bracket"),
    ("{name", "without its closing bracket"),
    ("name}", "a stray `}`"),
    ("this|that", "outside brackets"),
    ("()", "empty brackets"),
    ("[|]", "empty brackets"),
    ("{suport} us", "unknown list or class {suport}"),
    ("", "matches nothing at all"),
    ("[please]", "matches nothing at all"),
    ("* **", "matches nothing at all"),
    ("{loop}", "contains itself"),
    ("a**", "a stray `*`"),
    ("back\\", "a stray `\\`"),
    ("\u200b", "after folding"),
]


def matches(phrase, text, where, **options):
    patterns = Patterns((parse(phrase, Lists(LISTS)),), **options)
    return Matcher(patterns, where).search(View(text).line(0))


def table(name):
    out = []
    for row in TABLES[name]:
        phrase = row["phrase"]
        out += [pytest.param(phrase, text, True, id=f"{phrase} = {text}") for text in row["hit"]]
        out += [pytest.param(phrase, text, False, id=f"{phrase} != {text}") for text in row["miss"]]
    return out


@pytest.mark.parametrize(("phrase", "text", "expected"), table("whole"))
def test_phrase_is_the_whole_line(phrase, text, expected):
    assert matches(phrase, text, "whole") is expected


@pytest.mark.parametrize(("phrase", "text", "expected"), table("within"))
def test_phrase_within_a_line(phrase, text, expected):
    assert matches(phrase, text, "within") is expected


@pytest.mark.parametrize(
    ("where", "text", "expected"),
    [
        ("start", "» Read more: the goat", True),
        ("start", "Please read more", False),
        ("end", "The goat. Read more »", True),
        ("end", "Read more now", False),
        ("start", "Read mores", False),
        ("end", "Bread more", False),
    ],
)
def test_phrase_at_an_end_of_the_line(where, text, expected):
    assert matches("read more", text, where) is expected


@pytest.mark.parametrize(
    ("fuzzy", "text", "expected"),
    [
        (1, "subscribe now", True),
        (1, "subscrbe now", True),
        (1, "subbscribe now", True),
        (1, "subscrxbe now", True),
        (0, "subscrxbe now", False),
        (1, "sxbscrxbe now", False),
        (2, "sxbscrxbe now", True),
        (1, "subscribe nxw", False),
    ],
)
def test_long_words_may_differ_by_a_few_letters(fuzzy, text, expected):
    assert matches("subscribe now", text, "whole", fuzzy=fuzzy) is expected


@pytest.mark.parametrize(("phrase", "message"), ERRORS)
def test_a_bad_phrase_says_why(phrase, message):
    with pytest.raises(PhraseError) as caught:
        parse(phrase, Lists(LISTS))
    assert message in str(caught.value)


@pytest.mark.parametrize("phrase", ["»", "…", "- -", "» »", "* * *"])
@pytest.mark.parametrize("where", ["whole", "start", "end", "within"])
def test_a_phrase_of_marks_only_is_no_trouble(phrase, where):
    try:
        tokens = parse(phrase)
    except PhraseError:
        return
    matcher = Matcher(Patterns((tokens,)), where)
    assert not matcher.search(View("A line of text").line(0))


def test_an_unknown_class_names_the_known_ones():
    with pytest.raises(PhraseError, match=r"support.*money"):
        parse("{monney}", Lists(LISTS))
