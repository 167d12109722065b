"""The engine removes what the plain engine removes, which tries every pattern on every line.

The engine has two ways to look at a text: word by word, for short ones and where no package searches for many texts at
once, and by such a search. Both are compared.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import ROOT
from plain import plain_engine, plain_lines

from cleaner import Cleaner, Document
from cleaner.engine import evidence, find, ruleset
from cleaner.engine.search import can_search
from cleaner.engine.view import View

SAMPLES = sorted(path for path in (ROOT / "samples").glob("*.txt") if ".expected" not in path.name)
ODD = [
    "Read\u200b more »",
    "ＲＥＡＤ ＭＯＲＥ",
    "READ MORE &amp; more",
    "_Read more_",
    "Adver\u00adtisement",
    "❶ Read more",
    "İLAN",
    "إعـــلان",
    "اِعلان",
    "ΔΙΑΒΆΣΤΕ ΕΠΊΣΗΣ",
]
memo = {}


def remembered(rules, view):
    """The same as `plain_lines`, remembering the lines of earlier texts."""
    out = {}
    for index in view.filled:
        raw = view.raw(index)
        if raw not in memo:
            memo[raw] = plain_lines(rules, View(raw)).get(0, set())
        if memo[raw]:
            out[index] = memo[raw]
    return out


def both(cleaner, text):
    """What goes by this engine, and by the plain one."""
    fast = cleaner.clean(Document(text))
    with plain_engine(remembered):
        return fast, cleaner.clean(Document(text))


def by_search(cleaner):
    """A cleaner that has seen enough text to search for texts."""
    cleaner.rules.looked = 1 << 40
    return cleaner


@pytest.fixture(scope="module", params=["words", "search"])
def quick(request, monkeypatch_module):
    if request.param == "search":
        assert can_search()
        return by_search(Cleaner())
    monkeypatch_module.setattr(ruleset, "can_search", lambda: False)
    return Cleaner()


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.mark.limit(240)
def test_samples_come_out_the_same(quick):
    for path in SAMPLES:
        fast, plain = both(quick, path.read_text("utf-8"))
        assert fast == plain, path.name


@pytest.fixture(scope="module")
def lines():
    found = {line for path in SAMPLES for line in path.read_text("utf-8").splitlines() if 0 < len(line) < 200}
    return [*ODD, *sorted(found)[::4]]


@pytest.mark.limit(240)
@settings(max_examples=30)
@given(st.data())
def test_texts_of_such_lines_come_out_the_same(quick, lines, data):
    chosen = data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=8))
    joins = data.draw(
        st.lists(st.sampled_from(["\n", "\n\n", " ", "\r\n"]), min_size=len(chosen), max_size=len(chosen))
    )
    text = "".join(line + join for line, join in zip(chosen, joins, strict=True))
    fast, plain = both(quick, text)
    assert fast == plain


@pytest.mark.limit(240)
def test_long_texts_of_many_languages_come_out_the_same():
    texts = [path.read_text("utf-8") for path in SAMPLES]
    mixed = ["\n".join(texts[n : n + 6]) for n in range(0, len(texts), 6)]
    searching, plain = by_search(Cleaner()), Cleaner()
    with pytest.MonkeyPatch.context() as patch:
        for text in mixed:
            patch.setattr(ruleset, "can_search", lambda: True)
            found = searching.clean(Document(text))
            patch.setattr(ruleset, "can_search", lambda: False)
            assert found == plain.clean(Document(text))


@pytest.mark.limit(240)
def test_a_search_misses_no_line_and_tells_no_more_than_the_words_do():
    """Line by line: the same matchers, but for those whose rules are for shorter lines, and the same clues."""
    searching, plain = by_search(Cleaner()).rules, Cleaner().rules
    for path in SAMPLES:
        one, other = View(path.read_text("utf-8")), View(path.read_text("utf-8"))
        found = searching.scout.look(one)
        if found is None:
            continue
        wanted = find.look_by_words(plain, other)
        assert one.languages == other.languages
        limits = searching.scout.limits
        for index in other.filled:
            words = other.line(index).words
            may = {n for n in wanted.get(index, ()) if words <= limits[n]}
            told = set(found.get(index, ()))
            tokens = one.tokens.get(index)
            told |= {n for n in tokens.announced if tokens.has(n, one.line(index))} if tokens else set()
            assert told <= may, (path.name, index)
            assert {n for n in may - told if plain.owner[n][0].rule.kind != "evidence"} == set(), (path.name, index)
            suspects = {s.compiled.rule.id: s for s in find.suspects_of(plain, other, index, may, "")}
            for clue in one.clues.get(index, ()):
                rule = clue.compiled.rule
                suspect = None if rule.keep or rule.sites else clue.suspect(index, one.line(index))
                assert suspect is None or suspect.score <= clue.most
                assert suspect is None or suspect.cues == suspects.pop(rule.id).cues, (path.name, index, rule.id)
            assert all(s.score < evidence.SUSPECT_SCORE for s in suspects.values()), (path.name, index, suspects)
