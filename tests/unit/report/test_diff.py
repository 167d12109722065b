"""Rows of a diff: every line once, and what the signs leave is the clean text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import cleaner_of, line_rule

from cleaner import Document
from cleaner.report.diff import diff_rows

RULES = line_rule("notice of ours") + '[[rule]]\nid = "read-more/x"\nkind = "span"\nphrases = ["read more"]\n'
LINES = [
    "Notice of ours",
    "» Notice of ours",
    "It rained. Read more »",
    "Read more",
    "It rained.",
    "",
    " ",
    "\u2028",
    "x\x0by",
]
documents = st.tuples(st.lists(st.sampled_from(LINES), max_size=9), st.sampled_from(["\n", "\r\n", "\r"]))


@pytest.fixture(scope="module")
def cleaner():
    return cleaner_of(RULES)


def left_of(row):
    text, at = "", 0
    for cut in row.cuts:
        text += row.text[at : cut.start]
        at = cut.end
    return text + row.text[at:]


@given(documents)
def test_the_signs_tell_what_is_left(cleaner, parts):
    lines, end = parts
    result = cleaner.clean(Document(end.join(lines)))
    rows = list(diff_rows(result, context=99))
    if not result.cuts:
        assert sum(row.folded or 1 for row in rows) >= len([line for line in lines if line])
        return
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.text for row in rows] == lines[: len(rows)]
    left = [left_of(row) for row in rows if row.sign != "-"]
    assert [line for line in left if line.strip()] == [line for line in result.text.split(end) if line.strip()]
    assert {row.sign for row in rows} <= {" ", "-", "~"}
    assert any(row.sign != " " for row in rows)


@given(documents, st.integers(0, 3))
def test_lines_far_from_a_change_are_folded_and_counted(cleaner, parts, context):
    lines, end = parts
    result = cleaner.clean(Document(end.join(lines)))
    everything = list(diff_rows(result, context=99))
    rows = list(diff_rows(result, context=context))
    assert sum(row.folded or 1 for row in rows) == sum(row.folded or 1 for row in everything)
    shown = [row for row in rows if not row.folded]
    assert [row for row in shown if row.sign != " "] == [row for row in everything if row.sign != " "]
    assert 1 not in {row.folded for row in rows}


@given(documents)
def test_each_line_that_changes_goes_with_a_removal(cleaner, parts):
    lines, end = parts
    result = cleaner.clean(Document(end.join(lines)))
    rows = list(diff_rows(result, context=99))
    assert {bool(row.category) for row in rows if row.sign != " "} <= {True}
    assert {row.category for row in rows if row.sign == " "} <= {""}
    assert sorted(r.line for row in rows for r in row.removals) == sorted(r.line for r in result.removals)


def test_blank_lines_go_with_what_went_above_them_or_else_below():
    cleaner = cleaner_of(line_rule("notice of ours") + line_rule("another", name="advert/x"))
    result = cleaner.clean(Document("It rained.\n\n\nNotice of ours\n\nAnother\n\nIt was."))
    rows = [(r.number, r.category, [m.rule_id for m in r.removals]) for r in diff_rows(result) if r.sign == "-"]
    assert rows == [
        (4, "promo", ["promo/test"]),
        (5, "promo", []),
        (6, "advert", ["advert/x"]),
        (7, "advert", []),
    ]
    result = cleaner.clean(Document("It rained.\n\n\nNotice of ours"))
    rows = [(r.number, r.category, [m.rule_id for m in r.removals]) for r in diff_rows(result) if r.sign == "-"]
    assert rows == [(2, "promo", ["promo/test"]), (3, "promo", []), (4, "promo", [])]


def test_a_removal_is_named_at_its_first_line(cleaner):
    result = cleaner.clean(Document("It rained.\n\nNotice of ours\nNotice of ours\n\nIt was. Read more"))
    named = [(row.number, row.sign, removal.rule_id) for row in diff_rows(result) for removal in row.removals]
    assert named == [(3, "-", "promo/test"), (4, "-", "promo/test"), (6, "~", "read-more/x")]
