"""Records of removals: offsets in code points and in bytes name the same piece of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import cleaner_of, line_rule

from cleaner import Document
from cleaner.formats.text import decode, encode
from cleaner.report.record import records

SPAN = '[[rule]]\nid = "read-more/test"\nkind = "span"\nphrases = ["read more"]\n'
KEYS = [
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "start",
    "end",
    "start_byte",
    "end_byte",
    "rule",
    "category",
    "kind",
    "action",
    "safety",
    "score",
    "cues",
    "words",
    "text",
    "message",
    "doc_id",
    "url",
    "fingerprint",
]


@pytest.fixture(scope="module")
def cleaner():
    return cleaner_of(line_rule("notice of ours", "広告", name="advert/test", message="An ad"), SPAN)


LINES = [
    "Notice of ours",
    "« NOTICE OF OURS »",
    "広告",
    "It rained in Vårby. Read more »",
    "Été 😀 日本",
    "",
    " ",
    "x\udcffy",
    "\ufeffa",
    "İ\u0301",
]
documents = st.lists(st.sampled_from(LINES), max_size=10)


@given(documents, st.sampled_from(["\n", "\r\n", "\r"]))
def test_characters_bytes_and_columns_agree(cleaner, lines, end):
    text = end.join(lines)
    data = encode(text)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    cleaned = cleaner.clean(Document(text))
    for record in records(cleaned):
        assert text[record["start"] : record["end"]] == record["text"]
        assert decode(data[record["start_byte"] : record["end_byte"]]) == record["text"]
        assert starts[record["line"] - 1] + record["column"] - 1 == record["start"]
        assert starts[record["end_line"] - 1] + record["end_column"] - 1 == record["end"]
        assert record["end_column"] > 1


def test_records_come_in_order_and_do_not_overlap(cleaner):
    text = "\n".join(["It rained. Read more", "", "Notice of ours", "", "It rained. Read more »", "広告"])
    got = records(cleaner.clean(Document(text)))
    assert [record["rule"] for record in got] == ["read-more/test", "advert/test", "read-more/test", "advert/test"]
    assert all(one["end"] <= other["start"] for one, other in pairwise(got))


def test_a_record_has_all_keys_in_a_fixed_order(cleaner):
    document = Document("a\n\n  Notice of ours!", url="https://x.example/a", doc_id="7", path="in.txt")
    (record,) = records(cleaner.clean(document))
    assert list(record) == KEYS
    assert record == {
        "path": "in.txt", "line": 3, "column": 1, "end_line": 3, "end_column": 18, "start": 3, "end": 20,
        "start_byte": 3, "end_byte": 20, "rule": "advert/test", "category": "advert", "kind": "line", "action": "drop",
        "safety": "safe", "score": 0.0, "cues": [], "words": 3, "text": "  Notice of ours!", "message": "An ad",
        "doc_id": "7", "url": "https://x.example/a", "fingerprint": "advert/test:518e7ae7e2f57541",
    }  # fmt: skip


def test_a_piece_of_a_line_is_cut_not_dropped(cleaner):
    (record,) = records(cleaner.clean(Document("It rained. Read more")))
    assert (record["action"], record["text"], record["column"]) == ("cut", "Read more", 12)


def test_a_json_text_with_lone_surrogates_has_byte_offsets(cleaner):
    (record,) = records(cleaner.clean(Document("\ud800 \udcff x\nNotice of ours")))
    assert record["text"] == "Notice of ours"
