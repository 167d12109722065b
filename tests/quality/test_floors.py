"""The rules do not get worse on the sample pages: `floors.json` says what they must reach.

Raise a floor when the rules get better; `cleaner score samples` (or `make score`) shows the figures.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from packing import ROOT

from cleaner.authoring.gold import CORE, read_gold
from cleaner.authoring.score import group, score

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text("utf-8"))["samples"]


@pytest.fixture(scope="module")
def figures(cleaner):
    return score(read_gold(ROOT / "samples"), cleaner.clean, cleaner.rules.common_words)


def test_no_article_text_is_lost(figures):
    lost = [f"{f.rule} took {f.text[:80]!r} of {f.text_id}" for f in figures.false_removals]
    assert figures.harm.share <= FLOORS["harm"], lost
    assert figures.harm.hurt <= FLOORS["harmed texts"], lost


def test_clutter_goes(figures):
    missed = [f"{m.text_id}: {m.text[:80]!r}" for m in figures.misses]
    assert figures.group(CORE).share >= FLOORS["recall"], missed


def test_clutter_goes_in_every_language(figures):
    reached = {name: group(language.recall, CORE).share for name, language in figures.languages.items()}
    assert {name: share for name, share in reached.items() if share < FLOORS["languages"][name]} == {}
    assert reached.keys() == FLOORS["languages"].keys()
