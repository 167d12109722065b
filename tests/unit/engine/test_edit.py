"""Cutting: what goes with a line, the seam that is left, and the way back to the original offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine import edit
from cleaner.engine.view import View
from cleaner.model import Match, Span


def drop(first, last=None):
    return Match("promo/x", "promo", "line", first, first if last is None else last)


def cut(text, part, index=0):
    start = text.index(part)
    return Match("promo/x", "promo", "span", index, index, span=Span(start, start + len(part)))


def after(text, *matches):
    return edit.without(text, edit.cuts(View(text), matches))


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        # at the head: the blanks below go too
        ("X\n\na\n", [0], "a\n"),
        ("\n\nX\n\na\n", [2], "\n\na\n"),
        ("X\na\n", [0], "a\n"),
        # at the tail: the blanks above go too
        ("a\n\nX\n", [2], "a\n"),
        ("a\n\nX", [2], "a"),
        ("a\nX", [1], "a"),
        ("a\n\n\n X \n\n\n", [3], "a\n\n\n"),
        # in the middle: the longer of the two blank runs stays
        ("a\n\nX\n\nb\n", [2], "a\n\nb\n"),
        ("a\n\n\nX\n\nb\n", [3], "a\n\n\nb\n"),
        ("a\n\nX\n\n\nb\n", [2], "a\n\n\nb\n"),
        ("a\nX\n\nb\n", [1], "a\n\nb\n"),
        ("a\n\nX\nb\n", [2], "a\n\nb\n"),
        ("a\nX\nb\n", [1], "a\nb\n"),
        # several together, and the blanks between them
        ("a\n\nX\n\nY\n\nb", [2, 4], "a\n\nb"),
        ("a\n\nX\n\nb\n\nY\n\nc", [2, 6], "a\n\nb\n\nc"),
        # line ends stay what they are
        ("a\r\n\r\nX\r\n\r\nb\r\n", [2], "a\r\n\r\nb\r\n"),
        ("a\r\n\r\nX", [2], "a"),
        ("a\r\rX\r\rb", [2], "a\r\rb"),
        ("a\n\r\nX\r\n\nb", [2], "a\n\r\nb"),
        # everything
        ("X", [0], ""),
        ("X\n", [0], ""),
        ("\nX\n\n", [1], "\n"),
        ("X\n\nY", [0, 2], ""),
    ],
)
def test_lines_go_without_leaving_a_scar(text, gone, left):
    assert after(text, *(drop(index) for index in gone)) == left


@pytest.mark.parametrize(
    ("text", "part", "left"),
    [
        ("It rained. Read more »", "Read more »", "It rained."),
        ("It rained.  Read more »  ", "Read more »", "It rained.  "),
        ("It rained. [Read more]\n", "[Read more]", "It rained.\n"),
        ("(Ad) It rained.", "(Ad)", "It rained."),
        ("  (Ad) It rained.", "(Ad)", "  It rained."),
        ("It (ad) rained.", "(ad)", "It rained."),
        ("It(ad) rained.", "(ad)", "It rained."),
        ("It (ad)rained.", "(ad)", "It rained."),
        ("It rained. … Read more", "Read more", "It rained."),
        ("It rained … Read more", "Read more", "It rained …"),
        ("Read more", "Read more", ""),
        ("» Read more", "Read more", "»"),
    ],
)
def test_a_piece_goes_with_the_space_it_leaves(text, part, left):
    assert after(text, cut(text, part)) == left


def test_a_line_emptied_by_a_piece_goes_with_its_blanks():
    text = "a\n\n  Read more  \n\nb"
    assert after(text, cut(text, "Read more", 2)) == "a\n\nb"


def test_touching_and_overlapping_ranges_are_one():
    spans = [Span(5, 7), Span(0, 2), Span(2, 3), Span(6, 9), Span(4, 4)]
    assert edit.union(spans) == [Span(0, 3), Span(5, 9)]


TEXT = "".join(map(chr, range(0x4E00, 0x4E40)))  # no character twice
ranges = st.lists(st.tuples(st.integers(0, 64), st.integers(0, 64)).map(lambda p: Span(min(p), max(p))), max_size=6)


@given(st.lists(ranges, max_size=4), st.integers(0, 64), st.integers(0, 64))
def test_origin_leads_back_through_any_number_of_deletions(rounds, one, other):
    text, origin = TEXT, edit.Origin(len(TEXT))
    for spans in rounds:
        clipped = edit.union(Span(min(s.start, len(text)), min(s.end, len(text))) for s in spans)
        origin.delete(clipped)
        text = edit.without(text, clipped)
    assert [TEXT[origin.at(n)] for n in range(len(text))] == list(text)
    low, high = sorted((min(one, len(text)), min(other, len(text))))
    pieces = origin.pieces(Span(low, high))
    assert "".join(TEXT[p.start : p.end] for p in pieces) == text[low:high]
    whole = origin.span(Span(low, high)) if text else Span(0, 0)
    if low < high:
        assert (TEXT[whole.start], TEXT[whole.end - 1]) == (text[low], text[high - 1])


lines_of_text = st.lists(st.sampled_from(["", " ", "a", "b c", "\t", "x  "]), max_size=12)
ends = st.sampled_from(["\n", "\r\n", "\r"])


@given(lines_of_text, ends, st.booleans(), st.sets(st.integers(0, 11)))
def test_the_lines_that_stay_keep_their_bytes_and_order(lines, end, closed, gone):
    text = end.join(lines) + (end if closed else "")
    view = View(text)
    claimed = [index for index in sorted(gone) if index in view.rank]
    left = after(text, *(drop(index) for index in claimed))
    stay = [view.raw(index) for index in view.filled if index not in gone]
    assert [line for line in left.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()] == stay
    if stay:
        assert left.endswith(("\n", "\r")) == text.endswith(("\n", "\r")) or not claimed
    kept_head = text[: len(text) - len(text.lstrip())]
    if claimed and stay:
        assert left.startswith(kept_head)
