"""What holds for every text: made of article sentences, notices from the rules' own texts, and odd white space."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Document, load_packs
from cleaner.formats import jsonl, text
from cleaner.formats.stream import Reading
from cleaner.runs.batch import Job, run_inputs

SENTENCES = [
    "The council of Verrin voted on Tuesday to mend the old bridge before the winter, and it set aside nine million "
    "crowns for the work, which is to begin in May.",
    "“We sell lamps, and we have sold lamps for forty years,” said the stallholder, who would not give her name.",
    "Rain fell for eleven hours on Sunday.",
    "The goat was found on the roof of the bank.",
    "Nobody was hurt.",
    "Two ferries a day leave for the island; the third was cancelled because of the ice.",
    "Der Fluss trat am Montag über die Ufer, und die Feuerwehr rettete vier Kühe aus einem Stall bei Hagen.",
    "Le maire a promis que le pont serait rouvert avant la fin de l’été, ce que personne ne croit plus.",
    "In 1924 she moved to Tarn, where she painted boats.",
    "Мост откроют в мае, сказал мэр.",
    "橋は五月に開通する。",
]
HEADLINES = ["Bridge reopens", "Goat on the roof", "BY ANN MOSS", "Photo: a goat", "4 May"]
SPACES = ["", " ", "\t", "  ", "\u00a0", "\u3000", "\u200b"]
ENDS = ["\n", "\n\n", "\n\n\n", "\r\n", "\r\n\r\n", "\r", "\n \n", "\n\t\n"]
# When the packs are faulty these tests fail at once, before a single example is tried.
pytestmark = pytest.mark.usefixtures("packs")


@cache
def packs():
    # Not while tests are collected: a faulty pack should fail these tests, not all of them.
    return load_packs()


@cache
def engine():
    return Cleaner(packs())


@cache
def turned_engine():
    return Cleaner([replace(pack, rules=tuple(reversed(pack.rules))) for pack in reversed(packs())])


@cache
def notice_texts():
    rules = [
        rule
        for pack in packs()
        for rule in pack.rules
        if rule.status == "stable" and not rule.sites and rule.kind != "node"
    ]
    return sorted({hit if isinstance(hit, str) else hit[0] for rule in rules for hit in rule.hit})


@cache
def to_the_end():
    """The rules that take all that follows on a page."""
    return {rule.id for pack in packs() for rule in pack.rules if rule.take == "rest"}


prose = st.sampled_from(SENTENCES)
notices = st.deferred(lambda: st.sampled_from(notice_texts()))
odd_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
paragraphs = st.one_of(prose, notices, notices, st.sampled_from(HEADLINES), odd_text)
parts = st.lists(
    st.tuples(st.sampled_from(SPACES), paragraphs, st.sampled_from(SPACES), st.sampled_from(ENDS)), max_size=9
)
documents = parts.map(lambda found: "".join("".join(part) for part in found))
closed = st.tuples(documents, st.booleans()).map(lambda pair: pair[0] if pair[1] else pair[0].rstrip("\r\n"))


def without(original, cuts):
    kept, at = [], 0
    for cut in cuts:
        assert at <= cut.start < cut.end
        kept.append(original[at : cut.start])
        at = cut.end
    return "".join([*kept, original[at:]])


@settings(max_examples=150)
@given(closed)
def test_the_result_is_the_input_without_its_cuts(document):
    result = engine().clean(Document(document))
    assert result.text == without(document, result.cuts)
    assert result.changed == (result.text != document)
    if not result.removals:
        assert result.text == document
    gone = {n for cut in result.cuts for n in range(cut.start, cut.end)}
    for removal in result.removals:
        assert removal.text == document[removal.span.start : removal.span.end]
        claimed = range(removal.span.start, removal.span.end)
        assert all(n in gone or document[n].isspace() for n in claimed), removal
    for spared in result.spared:
        assert spared.text == document[spared.span.start : spared.span.end]


@settings(max_examples=150)
@given(closed)
def test_cleaning_twice_changes_nothing(document):
    once = engine().clean(Document(document))
    again = engine().clean(Document(once.text))
    assert again.text == once.text, [(r.rule_id, r.text) for r in again.removals]
    assert not again.removals


@settings(max_examples=60)
@given(closed)
def test_the_order_of_rules_does_not_matter(document):
    one, other = engine().clean(Document(document)), turned_engine().clean(Document(document))
    assert (one.text, one.removals, one.cuts) == (other.text, other.removals, other.cuts)
    assert set(one.spared) == set(other.spared)


def in_place(tmp_path, data):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    problems = []
    run_inputs([str(path)], Job(Reading(""), "auto", "in place"), engine(), [], problems.append)
    assert problems == []
    return path.read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("same")


@settings(max_examples=60)
@given(document=closed)
def test_pipe_file_and_row_give_the_same(folder, document):
    data = document.encode()
    assume(not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")))
    sink, problems = BytesIO(), []
    text.run(BytesIO(data), sink, Reading("-"), engine().clean, lambda _: None, problems.append)
    row = json.dumps({"id": 1, "text": document, "z": [1.00]}).encode()
    rows = BytesIO()
    jsonl.run(BytesIO(row), rows, Reading("-"), engine().clean, lambda _: None, problems.append)
    assert problems == []
    want = engine().clean(Document(document)).text
    assert sink.getvalue().decode() == want
    assert in_place(folder, data).decode() == want
    assert json.loads(rows.getvalue()) == {"id": 1, "text": want, "z": [1.0]}


@settings(max_examples=40)
@given(st.binary(max_size=60), closed)
def test_bytes_that_are_no_text_pass_through(noise, document):
    noise = noise.replace(b"\n", b"").replace(b"\r", b"")
    data = b"x" + noise + b"\n\n" + document.encode()
    sink = BytesIO()
    text.run(BytesIO(data), sink, Reading("-"), engine().clean, lambda _: None, lambda _: None)
    kept = iter(data)
    assert all(byte in kept for byte in sink.getvalue()), "the result is no subsequence of the input"


@settings(max_examples=150)
@given(st.lists(prose, min_size=1, max_size=8), st.sampled_from(["\n\n", "\n", "\r\n\r\n"]))
def test_an_article_without_notices_stays_as_it_is(sentences, end):
    document = end.join(sentences)
    result = engine().clean(Document(document))
    assert result.text == document, [(r.rule_id, r.text) for r in result.removals]


@settings(max_examples=150)
@given(st.lists(st.tuples(notices, prose), min_size=1, max_size=4), notices)
def test_article_sentences_between_notices_survive(pairs, last):
    document = "\n\n".join([part for pair in pairs for part in pair] + [last])
    result = engine().clean(Document(document))
    # What follows the comments of readers to the end of a page is taken for the last of them.
    assume(not any(removal.rule_id in to_the_end() for removal in result.removals))
    lost = [sentence for _, sentence in pairs if sentence not in result.text]
    assert lost == [], [(r.rule_id, r.text) for r in result.removals]
