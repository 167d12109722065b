"""The gate may name a line too many, never one too few."""

from __future__ import annotations

import gc
import unicodedata
import weakref
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.engine.assemble import gate_for
from cleaner.engine.known import KnownLines
from cleaner.engine.matcher import Matcher
from cleaner.engine.view import View
from cleaner.packs.pack import Patterns
from cleaner.packs.phrase import parse
from cleaner.text.normalise import fold, lower_letters

PHRASES = [
    "read more",
    "ad",
    "ad*",
    "subscri*",
    "(log|sign)-in",
    "don't miss",
    "e-mail",
    "q&a",
    "24/7",
    "{num} {money}",
    "give {money}",
    "[please] {name}",
    "広告",
    "LINE で シェア",
    "続きを 読む",
    "구독하기",
    "회원 가입",
    "реклама",
    "İlan ver",
    "c++",
    "tom & ann",
    "straße",
    "όλα τα νέα",
    "été (a|b)",
    "see {url}",
    "@paper",
    "a (b|c d)* e",
    "(ad|read more):",
    "(ad block|adblock)[s]",
    "log {name} (in|* miss)",
    "{num}k more",
    "$ {num}",
    "please ** subscribe",
    "read [more] [ads]",
    "sign_in",
    "'til more",
    "more-",
    "PR 広告",
    "j-{num}",
    "х",
]
WORDS = [
    "read",
    "more",
    "READ",
    "Ad",
    "ads",
    "ad",
    "subscribe",
    "log",
    "sign",
    "in",
    "-in",
    "don’t",
    "dont",
    "miss",
    "e-mail",
    "email",
    "q&a",
    "Q&amp;A",
    "24/7",
    "5",
    "$5",
    "10 €",
    "give",
    "please",
    "広告",
    "LINE",
    "で",
    "シェア",
    "続きを",
    "読む",
    "구독하기",
    "회원",
    "가입",
    "РЕКЛАМА",
    "İLAN",
    "ver",
    "C++",
    "tom",
    "&",
    "Ann",
    "straße",
    "ΌΛΑ",
    "τα",
    "ΝΈΑ",
    "été",
    "ete",
    "a",
    "b",
    "c",
    "d",
    "e",
    "see",
    "x.example/y",
    "@paper",
    "Х",
    "…",
    "»",
    "\u00ad",
    "\u200b",
    "ﬁ",
    "Ａｄ",
    "①",
    "_",
    "_read",
    "❶",
    "block",
    ":",
    "5k",
    "$",
    "PR",
    "til",
    "j-5",
    "     ",
    "...",
    "🅰",
]
JOINS = [" ", "  ", "", "\xa0", "\u200b", "-", ": ", "_", "\u0301", "\n", "\n\n", "\r\n", "\t", " \u2028"]

lines = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINS)), min_size=1, max_size=10)
texts = lines.map(lambda pairs: "".join(word + join for word, join in pairs))
forms = st.sampled_from(["NFC", "NFD", "NFKC", "none"])


WHERES = ("whole", "start", "end", "within")


@cache
def gate_of(phrases, **fields):
    return gate_for([Matcher(Patterns((parse(x),), **fields), where) for x in phrases for where in WHERES])


def missed(phrases, text, **fields):
    """The phrases that match a line for which the gate did not name them, and those it wrongly was sure of."""
    gate = gate_of(tuple(phrases), **fields)
    known = KnownLines(gate, dict.fromkeys(range(len(phrases) * len(WHERES)), "en"))
    return [
        (phrases[number // len(WHERES)], raw)
        for raw in View(text).raws
        for line in known.look_up([raw])
        for number, unit in enumerate(gate.units)
        if unit.matches(line.line) != (number in line.matched(gate, None))
        or (unit.matches(line.line) and number not in line.announced)
    ]


@settings(max_examples=200)
@given(texts, forms)
def test_every_match_is_announced(text, form):
    text = text if form == "none" else unicodedata.normalize(form, text)
    assert missed(PHRASES, text) == []


FUZZY = ["advertisement[s]", "newsletter", "re-advertise (now|newsletter*)", "{num} advertisement", "our newsletter*"]


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from(["advertisement", "newsletter", "our", "now", "5"]), st.sampled_from(JOINS))),
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["", "x", "!", " ", "_", "-", "é"]), st.booleans())),
)
def test_a_word_with_a_letter_wrong_is_announced(pairs, edits):
    text = "".join(word + join for word, join in pairs)
    for at, char, replaces in edits[:3]:
        text = text[:at] + char + text[at + replaces :]
    assert missed(FUZZY, text, fuzzy=1) == []


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("LINE で シェア", "LINEでシェア"),
        ("PR 広告", "PR広告"),
        ("구독하기", unicodedata.normalize("NFD", "구독하기")),
        ("read more", "Re\u00adad m\u200bore"),
        ("read more", "İİİ ＲＥＡＤ MORE"),
        ("read more", "😀😀😀 Read more \udc80"),
        ("read {num}", "①②"),
        ("{num} {num}", "① ②"),
    ],
)
def test_a_match_that_is_easily_overlooked(phrase, text):
    assert missed([phrase], text) == []


def test_letters_that_fold_into_others_do_not_hide_a_word():
    hidden = []
    for char in map(chr, [*range(0x20, 0x130), *range(0x131, 0xD800), *range(0xE000, 0x10000)]):
        folded = fold(char)
        if folded.isalnum() and folded != lower_letters(char).strip():
            hidden.append((char, folded))
    phrases = [f"qx{folded}" for _, folded in hidden]
    gate = gate_for([Matcher(Patterns((parse(phrase),)), "within") for phrase in phrases])
    overlooked = "".join(char for n, (char, _) in enumerate(hidden) if n not in gate.announced(f"qx{char}"))
    assert overlooked == ""


def test_what_is_forgotten_is_freed_at_once():
    gate = gate_for([Matcher(Patterns(phrases=tuple(map(parse, PHRASES))))], [])
    found = gate.announced("please give $9, or read more")
    grown = weakref.ref(gate._words)
    gc.disable()
    try:
        gate.forget()
        assert grown() is None
    finally:
        gc.enable()
    assert gate.announced("please give $9, or read more") == found != set()
