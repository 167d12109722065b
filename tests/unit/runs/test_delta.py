"""The cuts rebuild every input, whatever it is, and are small where the output is the input with pieces taken out."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.runs.delta import Cut, delta, rebuilt

PIECES = [
    b"It rained.\n",
    b"It rained. ",
    b"\n",
    b"\r\n",
    b"\r",
    b"\\n",
    b"Advert",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\\",
    b'"',
    "é".encode(),
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=30).map(b"".join)


def back(new, cuts):
    return b"".join(rebuilt(io.BytesIO(new), cuts))


@given(texts, texts)
def test_any_text_is_rebuilt_from_any_other(old, new):
    assert back(new, delta(old, new)) == old


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.booleans()), max_size=60))
def test_a_text_with_pieces_taken_out_is_rebuilt(pieces):
    old = b"".join(piece for piece, _ in pieces)
    new = b"".join(piece for piece, kept in pieces if kept)
    assert back(new, delta(old, new)) == old


def test_a_line_that_went_is_one_cut():
    old = b"one\ntwo\nthree\n"
    assert delta(old, b"one\nthree\n") == [Cut(4, 0, b"two\n")]


def test_a_piece_of_a_line_is_all_that_is_kept_of_it():
    assert delta(b"one\nIt rained. More\nx\n", b"one\nIt rained.\nx\n") == [Cut(14, 0, b" More")]


def test_many_cuts_keep_only_what_went():
    lines = [b"line %d of the text\n" % n for n in range(2000)]
    new = b"".join(line for n, line in enumerate(lines) if n % 7)
    cuts = delta(b"".join(lines), new)
    assert sum(len(cut.back) for cut in cuts) == sum(len(line) for n, line in enumerate(lines) if n % 7 == 0)
    assert not any(cut.gone for cut in cuts)


def test_a_row_of_json_lines_keeps_only_what_went():
    row = b'{"id":%d,"text":"One.\\nAdvertisement\\nTwo.\\nMore\\nThree.","n":1.00}\n'
    new = b'{"id":%d,"text":"One.\\nTwo.\\nThree.","n":1.00}\n'
    cuts = delta(b"".join(row % n for n in range(9)), b"".join(new % n for n in range(9)))
    assert {cut.back for cut in cuts} == {b"Advertisement\\n", b"More\\n"}
    assert len(cuts) == 18


@pytest.mark.parametrize("cuts", [[Cut(5, 0, b"a")], [Cut(2, 9, b"")], [Cut(3, 0, b"a"), Cut(1, 0, b"b")]])
def test_cuts_of_another_text_are_refused(cuts):
    with pytest.raises(ValueError, match=r"cuts"):
        back(b"four", cuts)
