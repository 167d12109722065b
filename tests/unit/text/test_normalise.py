"""Folding: two roads to the same form, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.normalise import fold, fold_with_offsets, lower_letters, strip_edges

NASTY = [
    *" \t\x0b\x0c\x1c\x1f\x85\xa0\u1680\u2003\u2009\u2028\u2029\u202f\u3000",  # spaces
    *"\u200b\u200c\u200d\u00ad\u2060\ufeff\ufe0f\u202e\u2066",  # nothing to see
    *"\u0301\u0307\u0308\u0327\u0345\u0e31\u3099",  # marks that join what stands before
    *"İIiıßẞſΣσςΑΆάéÉøØłŁđĐёЁйЙŉǆĳ",
    *"ＡｚＺ０９！＆；ｱﾞﷺﬁﬃ㎏㈱①²½ⅣªºÅΩK⁄…‥",
    *"“”„‟«»‘’‚‛`´′‹›「」『』ʼ",
    *"-‐‑‒–—―−﹘",
    *"aZ09.,:;!?()[]{}|*\\/&#<>'\"",
    *"日本語かなカナ한글ไทยابҐ😀🏽\udc80\udcff\ud800",
    "\u1112\u1161\u11ab", "e\u0301", "I\u0307", "Α\u0301",
    "&amp;", "&nbsp;", "&#304;", "&#x2019;", "&#8203;", "&amp;amp;", "&notit;", "&#0;", "&#1114112;", "&lt", "&;",
    "&zwj;", "&Sigma;", "&fjlig;", "&NotEqualTilde;", "&bne;", "Read", " more",
]  # fmt: skip
ascii_texts = st.text(st.characters(max_codepoint=127, exclude_characters="\r\n"), max_size=14)
texts = ascii_texts | st.lists(
    st.one_of(st.sampled_from(NASTY), st.characters(exclude_characters="\r\n")), max_size=14
).map("".join)

FOLDED = [
    ("  Read  More\t", "read more"),
    ("READ\xa0MORE", "read more"),
    ("Re\u200bad m\u00adore", "read more"),
    ("Ｒｅａｄ ｍｏｒｅ", "read more"),
    ("“Lire la suite” — l’été", '"lire la suite" - l\'ete'),
    ("İLAN", "ilan"),
    ("ılık", "ilik"),
    ("STRASSE straße", "strasse straße"),
    ("ΟΔΟΣ οδός ΐ ᾆ", "οδοσ οδοσ ι α"),
    ("إعـــلان مجّاناً إلى مكتبة", "اعلان مجانا الي مكتبه"),
    ("cafe\u0301 CAFÉ", "cafe cafe"),
    ("Ещё ЁЛКА", "еще елка"),
    ("Tom &amp; Ann&nbsp;say &quot;hi&quot;", 'tom & ann say "hi"'),
    ("AT&T; R&D", "at&t; r&d"),
    ("１００ ㎏", "100 kg"),
    ("ﬁnance…", "finance..."),
    ("日本　語", "日本 語"),
    ("don´t don`t don’t don′t", "don't don't don't don't"),
    ("5″ ＂x＂ „y‟ «z» 「か」 ｢ｶ｣", '5" "x" "y" "z" "か" "カ"'),
    ("a‐b‑c‒d–e—f―g−h﹘i－j", "a-b-c-d-e-f-g-h-i-j"),
    ("a\x0cb\x0bc", "a b c"),
    ("\u1100\u116e\u1103\u1169\u11a8", "구독"),
    ("か\u3099", "が"),
    ("", ""),
    (" \u200b ", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_fold_unifies_what_sites_write_in_many_ways(text, expected):
    assert fold(text) == expected


@settings(max_examples=500)
@given(texts)
def test_both_ways_of_folding_agree(text):
    assert fold(text) == fold_with_offsets(text)[0]


@given(texts)
def test_offsets_are_in_range_and_never_go_back(text):
    folded, offsets = fold_with_offsets(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(text) for offset in offsets)


@given(texts)
def test_a_folded_line_has_no_space_at_its_ends(text):
    assert fold(text) == fold(text).strip()


@given(texts)
def test_lower_letters_keeps_the_length(text):
    assert len(lower_letters(text)) == len(text) + text.count("İ")


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("It was so.  Read&nbsp;More »", "read more", "Read&nbsp;More"),
        ("Ça va. ＬＩＲＥ LA SUITE", "lire la suite", "ＬＩＲＥ LA SUITE"),
        ("ﬁne ﬁne READ\u200b MORE now", "read more", "READ\u200b MORE"),
        ("  \t Cafe\u0301: LIRE", "cafe", "Cafe\u0301"),
        ("İİİ İLAN", "ilan", "İLAN"),
        ("\xa0\xa0x &amp; READ", "read", "READ"),
        ("😀😀 READ 😀", "read", "READ"),
    ],
)
def test_offsets_lead_back_to_the_original(text, part, original):
    folded, offsets = fold_with_offsets(text)
    start = folded.index(part)
    assert text[offsets[start] : offsets[start + len(part)]] == original


@pytest.mark.parametrize(
    ("folded", "core", "left", "right"),
    [
        ("read more", "read more", "read more", "read more"),
        ("» read more »", "read more", "read more »", "» read more"),
        ("*** (ad) ***", "ad", "ad) ***", "*** (ad"),
        ("→ 😀 join!", "join", "join!", "→ 😀 join"),
        ("– – –", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_edges_are_stripped_on_either_side(folded, core, left, right):
    assert strip_edges(folded) == (core, left, right)
