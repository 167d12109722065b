"""Rules that a review writes: for any text they name it, and nothing that merely contains it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packing import PROSE, cleaner_of, line_rule, pack_of

from cleaner import Document
from cleaner.authoring.doubts import Doubting, Doubts
from cleaner.authoring.draft import draft, with_rules
from cleaner.authoring.trial import Trial
from cleaner.errors import InputError

ANY_LINE = line_rule(name="promo/any-line", re=[".+"], safety="unsafe")
AFTER_DOT = (
    '[[rule]]\nid = "promo/any-tail"\nkind = "span"\nsafety = "unsafe"\nre = [\'\\. \\K[^.]+\']\nwhere = "end"\n'
)
BLOCK = (
    '[[rule]]\nid = "promo/any-block"\nkind = "block"\nsafety = "unsafe"\nphrases = ["box"]\n'
    'proof = ["goat"]\nmin_proof = 1\ngap = 3\n'
)
lines = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=60)


def doubts_of(text, *rules):
    found = Doubts()
    found.add(Doubting(cleaner_of(*rules)).clean(Document(text, path="a.txt")))
    return found.found


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(lines)
def test_a_rule_of_any_line_keeps_its_own_texts_and_takes_that_line(line):
    for doubt in doubts_of(line, ANY_LINE)[:1]:
        for keep in (False, True):
            try:
                made = draft(doubt, keep=keep, lang="any", packs=())
            except InputError:
                # Nothing but signs that folding takes away.
                continue
            pack = pack_of(with_rules("", [made], "own.toml"))
            assert [list(Trial([pack]).failures(rule)) for rule in pack.rules] == [[]]
            assert len(pack.rules[0].miss) == 2
            own = with_rules("", [made], "own.toml")
            text = f"{PROSE}\n\n{line}\n\n{PROSE}\n"
            left = cleaner_of(own).clean(Document(text)).text
            assert left == (text if keep else f"{PROSE}\n\n{PROSE}\n")


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    "text", ["It rained. See [page] 12 | here", "So it was. «Подробнее»", "So it was. {más} (aquí) *now*"]
)
def test_a_rule_of_a_piece(text, keep):
    (doubt,) = doubts_of(text, AFTER_DOT)
    assert doubt.piece
    made = draft(doubt, keep=keep, lang="any", packs=())
    own = with_rules("", [made], "own.toml")
    other = f"Sun. {doubt.text}"
    assert cleaner_of(own).clean(Document(other)).text == (other if keep else "Sun.")
    assert cleaner_of(AFTER_DOT, own, unsafe=True).clean(Document(other)).text == (other if keep else "Sun.")


def test_a_rule_of_several_lines_wants_all_of_them_and_no_more():
    text = "Box\n\nOne goat\nTwo goats, goat\n"
    (doubt,) = doubts_of(text, BLOCK)
    own = with_rules("", [draft(doubt, keep=False, lang="any", packs=())], "own.toml")
    cleaner = cleaner_of(own)
    assert cleaner.clean(Document(f"Sun.\n\n{text}\nOne goat stood there.\n")).text == "Sun.\n\nOne goat stood there.\n"
    for other in ("Box\nOne goat\n", "Box\nTwo goats, goat\n", "One goat\nTwo goats, goat\n"):
        assert cleaner.clean(Document(other)).text == other


def test_the_same_said_of_the_same_text_is_one_rule():
    one, other = doubts_of("Support  us\n\n“SUPPORT US”\n", ANY_LINE)
    drafts = [draft(doubt, keep=True, lang="any", packs=()) for doubt in (one, one)]
    text = with_rules("", drafts, "own.toml")
    assert text == with_rules(text, drafts, "own.toml")
    assert len(tomllib.loads(text)["rule"]) == 1
    assert draft(other, keep=True, lang="any", packs=()).rule_id != drafts[0].rule_id


def test_rules_are_added_behind_what_the_author_wrote():
    before = '# mine\n[pack]\nlang = "de"\n[[rule]]\nid = "promo/de-mine"\nkind = "line"\nphrases = ["mine"]'
    (doubt,) = doubts_of("Unterstützen Sie uns", ANY_LINE)
    after = with_rules(before, [draft(doubt, keep=False, lang="de", packs=())], "own.toml")
    assert after.startswith(f"{before}\n\n# reason: ")
    assert 'id = "promo/de-remove-unterstutzen-sie-uns-' in after
    with pytest.raises(InputError, match="the pack would be faulty"):
        with_rules("[pack]\nlanguage = 'de'\n", [draft(doubt, keep=False, lang="de", packs=())], "own.toml")
