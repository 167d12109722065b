"""Marks: where something went a mark stands, and every line end stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import cleaner_of, line_rule

from cleaner import Document
from cleaner.errors import InputError
from cleaner.formats.mark import check_template, marking

SPAN = '[[rule]]\nid = "read-more/tail"\nkind = "span"\nphrases = ["read more"]\n'
RULES = (line_rule("advertisement", name="advert/label") + line_rule("support us", name="donation/ask"), SPAN)


def mark(text, template="[{category}]"):
    return marking(cleaner_of(*RULES).clean, template)(Document(text)).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It rained.\n\nADVERTISEMENT\n\nIt stopped.\n", "It rained.\n\n[advert]\n\nIt stopped.\n"),
        ("It rained.\r\nADVERTISEMENT", "It rained.\r\n[advert]"),
        ("  ADVERTISEMENT  \n", "  [advert]  \n"),
        ("It rained. Read more »\nIt stopped.\n", "It rained. [read-more]\nIt stopped.\n"),
        ("ADVERTISEMENT\nSupport us\nIt rained.", "[advert]\n[donation]\nIt rained."),
        ("It rained.\n", "It rained.\n"),
    ],
)
def test_marks(before, after):
    # White space around a line is part of what a rule claims, or not: only the words count here.
    assert [line.strip() for line in mark(before).split("\n")] == [line.strip() for line in after.split("\n")]


def test_what_a_mark_can_say():
    text = "Advertisement\n\nIt rained.\n\nSupport us\n"
    assert mark(text, "<{n}:{rule}>") == "<1:advert/label>\n\nIt rained.\n\n<2:donation/ask>\n"
    assert mark(text, "{{{category}}}") == "{advert}\n\nIt rained.\n\n{donation}\n"
    assert mark(text, "") == "\n\nIt rained.\n\n\n"
    assert mark(text, "…") == "…\n\nIt rained.\n\n…\n"


@pytest.mark.parametrize(
    "template",
    ["[{}]", "[{0}]", "[{text}]", "{", "}", "{n", "{n:>5}", "{n!r}", "{category.upper}", "{rule[0]}", "a\nb", "\u2028"],
)
def test_a_faulty_template_is_refused(template):
    with pytest.raises(InputError, match="--mark: "):
        check_template(template)


def test_the_lines_of_a_longer_piece_stay_as_empty_ones():
    pack = (
        '[[rule]]\nid = "payment/form"\nkind = "cluster"\nmin_lines = 3\nmin_kinds = 2\nneed_any = ["amount"]\n'
        '[rule.tokens]\namount = ["{money}"]\nperiod = ["once", "monthly"]\n'
    )
    text = "It rained.\n\nOnce\nMonthly\n\n$5\n$10\n\nIt stopped.\n"
    found = marking(cleaner_of(pack).clean, "[{category}]")(Document(text)).text
    assert found == "It rained.\n\n[payment]\n\n\n\n\n\nIt stopped.\n"


pieces = st.sampled_from(["ADVERTISEMENT", "Support us", "It rained. Read more", "It rained.", "", " ", "Read more"])
ends = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])


@given(st.lists(st.tuples(pieces, ends), max_size=8))
def test_every_line_end_and_every_other_text_stays(parts):
    text = "".join(piece + end for piece, end in parts)
    engine = cleaner_of(*RULES)
    cleaned, found = engine.clean(Document(text)), marking(engine.clean, "§")(Document(text))
    assert [c for c in found.text if c in "\r\n"] == [c for c in text if c in "\r\n"]
    assert "".join(found.text.replace("§", "").split()) == "".join(cleaned.text.split())
    assert found.text.count("§") == len(cleaned.removals)
    assert found.changed == cleaned.changed


def test_marks_of_the_packs_that_come_with_the_tool(cleaner):
    text = "It rained in Verrin all day.\n\nADVERTISEMENT\n\nThe goat was wet.\n"
    assert marking(cleaner.clean, "[{category}]")(Document(text)).text == text.replace("ADVERTISEMENT", "[advert]")
