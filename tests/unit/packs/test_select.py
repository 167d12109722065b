"""Which rules a run asks for."""

from __future__ import annotations

import pytest
from packing import line_rule, pack_of

from cleaner import Settings
from cleaner.errors import SelectionError
from cleaner.packs.loader import select_rules

EN = '[pack]\nlang = "en"\n' + "\n".join(
    [
        line_rule("a", name="donation/en-ask"),
        line_rule("b", name="donation/en-button"),
        line_rule("c", name="advert/en-label"),
        line_rule("d", name="credit/en-photo"),
        line_rule("e", name="promo/en-new", status="preview"),
        line_rule("f", name="promo/en-old", status="deprecated"),
        line_rule("g", name="promo/en-keep", action="keep"),
    ]
)
DE = (
    '[pack]\nlang = "de"\n'
    + line_rule("a", name="donation/de-ask")
    + line_rule("b", name="advert/de-keep", action="keep")
)
ANY = '[pack]\nlang = "any"\n' + line_rule("x", name="promo/any-close")
KEEPS = {"promo/en-keep", "advert/de-keep"}


def chosen(**settings):
    packs = [pack_of(source) for source in (EN, DE, ANY)]
    ids = {rule.id for rule in select_rules(packs, Settings(**settings))}
    assert ids >= KEEPS, "keep rules always protect"
    return ids - KEEPS


DEFAULT = {"donation/en-ask", "donation/en-button", "advert/en-label", "donation/de-ask", "promo/any-close"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, DEFAULT),
        ({"select": ("donation",)}, {"donation/en-ask", "donation/en-button", "donation/de-ask"}),
        ({"select": ("donation/en-ask",)}, {"donation/en-ask"}),
        ({"select": ("donation/en-",)}, {"donation/en-ask", "donation/en-button"}),
        ({"select": ("don", "adv")}, DEFAULT - {"promo/any-close"}),
        ({"select": ("ALL",)}, DEFAULT | {"credit/en-photo"}),
        ({"select": ("credit",)}, {"credit/en-photo"}),
        ({"ignore": ("donation",)}, {"advert/en-label", "promo/any-close"}),
        ({"ignore": ("donation/en-ask",)}, DEFAULT - {"donation/en-ask"}),
        ({"ignore": ("ALL",)}, set()),
        ({"extend_select": ("credit",)}, DEFAULT | {"credit/en-photo"}),
        ({"extend_select": ("credit",), "ignore": ("ALL",)}, set()),
        ({"extend_select": ("donation/en-ask",), "ignore": ("donation",)},
         {"donation/en-ask", "advert/en-label", "promo/any-close"}),
        ({"languages": ("de",)}, {"donation/de-ask", "promo/any-close"}),
        ({"languages": ("de", "en")}, DEFAULT),
        ({"preview": True}, DEFAULT | {"promo/en-new"}),
        ({"extend_select": ("promo/en-new",)}, DEFAULT | {"promo/en-new"}),
        ({"extend_select": ("promo/en-n",)}, DEFAULT),
        ({"extend_select": ("promo/en-old",)}, DEFAULT),
    ],
)  # fmt: skip
def test_selectors_choose_rules(settings, expected):
    assert chosen(**settings) == expected


def test_a_known_category_without_rules_is_no_error():
    assert chosen(select=("nav",)) == set()


@pytest.mark.parametrize("option", ["select", "ignore", "extend_select"])
@pytest.mark.parametrize(
    ("selector", "suggestion"),
    [
        ("donatoin", "did you mean `donation`?"),
        ("donation/en-asks", "did you mean `donation/en-ask`?"),
        ("zzz", "known are"),
    ],
)
def test_an_unknown_selector_is_an_error_with_a_suggestion(option, selector, suggestion):
    with pytest.raises(SelectionError) as caught:
        chosen(**{option: (selector,)})
    assert selector in caught.value.message
    assert suggestion in caught.value.hint


def test_settings_have_a_digest_that_changes_with_them():
    assert Settings().digest == Settings().digest
    assert Settings().digest != Settings(unsafe=True).digest
    assert len(Settings().digest) == 16
