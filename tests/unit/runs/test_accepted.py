"""Of a text goes what was accepted and nothing else, also when lines have moved since."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from packing import cleaner_of, line_rule

from cleaner import Document
from cleaner.authoring.doubts import Doubting, Doubts
from cleaner.runs.accepted import Accepting

PERHAPS = cleaner_of(line_rule("perhaps {num}", safety="unsafe"))
lines = st.sampled_from(["perhaps 1", "perhaps 2", "Perhaps 3!", "Rain fell.", "", "  ", "The goat stood there."])
ends = st.sampled_from(["\n", "\r\n", "\r"])


def doubts_of(text):
    found = Doubts()
    found.add(Doubting(PERHAPS).clean(Document(text, path="a.txt")))
    return found.found


def filled(text):
    return [line for line in text.splitlines() if line.strip()]


@given(st.lists(lines, max_size=12), ends, st.booleans(), st.data())
def test_just_the_accepted_lines_go(rows, end, closed, data):
    text = end.join(rows) + end * closed
    doubts = doubts_of(text)
    assert [doubt.text for doubt in doubts] == [line for line in filled(text) if line.lower().startswith("perhaps")]
    assert len({doubt.place for doubt in doubts}) == len(doubts)
    accepted = [doubt for doubt in doubts if data.draw(st.booleans())]
    cleaner = Accepting(PERHAPS, accepted)
    cleaned = cleaner.clean(Document(text, path="a.txt"))
    gone = {doubt.index for doubt in accepted}
    left = [line for number, line in enumerate(text.splitlines()) if number not in gone and line.strip()]
    assert filled(cleaned.text) == left
    assert set(cleaner.done) == {doubt.place for doubt in accepted}
    assert [removal.text for removal in cleaned.removals] == [doubt.text for doubt in accepted]
    assert cleaned.changed == bool(accepted)


@given(st.lists(lines, min_size=1, max_size=8), st.lists(lines, max_size=4), st.lists(lines, max_size=4))
def test_after_an_edit_the_same_text_goes_or_none(rows, before, after):
    doubts = doubts_of("\n".join(rows))
    edited = "\n".join([*before, *rows, *after])
    for doubt in doubts:
        cleaner = Accepting(PERHAPS, [doubt])
        cleaned = cleaner.clean(Document(edited, path="a.txt"))
        assert [removal.text for removal in cleaned.removals] in ([], [doubt.text])
        assert bool(cleaner.done) == cleaned.changed
        if filled(edited).count(doubt.text) == 1:
            assert cleaned.changed


def test_other_documents_stay():
    (doubt,) = doubts_of("perhaps 1")
    text = "perhaps 1\n"
    assert Accepting(PERHAPS, [doubt]).clean(Document(text, path="b.txt")).text == text
