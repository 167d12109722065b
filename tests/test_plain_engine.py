"""The engine removes what the plain engine removes, which tries every pattern on every line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import ROOT
from plain import plain_engine, plain_lines

from cleaner import Cleaner, Document
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


@pytest.fixture(scope="module")
def quick():
    return Cleaner()


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
