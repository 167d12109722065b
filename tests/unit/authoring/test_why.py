"""What `why` tells agrees with what the cleaner does, on every line of some samples."""

from __future__ import annotations

import pytest
from packing import PROSE, ROOT, cleaner_of, line_rule, pack_of

from cleaner import Cleaner, Document, Settings
from cleaner.authoring.why import refusals, why
from cleaner.engine.guards import line_allowed
from cleaner.engine.view import View

SAMPLES = ["en-banner-letter-widget", "en-also-read", "de-spende", "nl-betaal"]


def lines_of(name):
    text = (ROOT / "samples" / f"{name}.txt").read_text("utf-8")
    return Document(text), [n for n, line in enumerate(text.split("\n"), 1) if line.strip()]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_line_goes_by_rules_that_take_it(cleaner, name):
    document, lines = lines_of(name)
    gone = cleaner.clean(document).removals
    for line in lines:
        told = why(cleaner, document, line)
        taking = {candidate.rule.id for candidate in told.candidates if candidate.verdict == "goes"}
        credited = {removal.rule_id for removal in gone if removal.line <= line <= removal.end_line}
        assert credited <= taking
        assert bool(credited) == bool(taking) == (told.fate != "stays")


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_not_enough_wants_something(cleaner, name):
    document, lines = lines_of(name)
    for line in lines:
        for candidate in why(cleaner, document, line).candidates:
            assert bool(candidate.lacks) == (candidate.verdict in ("vetoed", "not enough"))


def test_cues_add_up_to_the_score(cleaner):
    document, lines = lines_of("de-spende")
    weighed = [c for line in lines for c in why(cleaner, document, line).candidates if c.rule.kind == "evidence"]
    assert weighed
    for candidate in weighed:
        assert sum(weight for _, weight in candidate.cues) == pytest.approx(candidate.score, abs=0.01)


@pytest.mark.parametrize("name", SAMPLES)
def test_refusals_are_those_of_the_engine(cleaner, name):
    view = View(lines_of(name)[0].text)
    for compiled in cleaner.rules.rules[::7]:
        for index in view.filled:
            line = view.line(index)
            assert bool(refusals(compiled, line)) != line_allowed(compiled, line)


def test_a_document_over_budget_says_so():
    rule = "[[rule]]\nid = 'promo/e'\nkind = 'evidence'\nthreshold = 1.0\n"
    cleaner = cleaner_of(f"{rule}[[rule.cue]]\nname = 'bridge'\nweight = 2.0\nphrases = ['old bridge']\n", budget=0.1)
    told = why(cleaner, Document(f"{PROSE}\n{PROSE}"), 1)
    assert (told.fate, told.over_budget, told.candidates[0].verdict) == ("stays", True, "goes")


def test_a_later_round_is_told():
    # The piece that is cut leaves a line that is a notice by itself.
    span = "[[rule]]\nid = 'read-more/x'\nkind = 'span'\nphrases = ['read more']\n"
    cleaner = cleaner_of(span, line_rule("goat box"))
    told = why(cleaner, Document(f"{PROSE}\n\nGoat box. Read more\n"), 3)
    rounds = {candidate.rule.id: candidate.round for candidate in told.candidates}
    assert (told.fate, rounds) == ("goes", {"promo/test": 2, "read-more/x": 1})


def test_rules_that_are_not_selected_are_told_too():
    packs = [pack_of(line_rule("goat box"))]
    told = why(Cleaner(packs, Settings(select=("promo",), ignore=("promo/test",))), Document("Goat box"), 1)
    assert told.candidates == ()
