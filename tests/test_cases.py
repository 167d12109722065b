"""The engine, by cases as data: `tests/cases/*.toml` hold a pack, texts, and what must be left of them.

A file has `[[case]]` tables: `name`, `pack` (TOML of a pack, or the file's own `pack` for all its cases), `text`,
`expected` (the text itself when left out), and, when they matter, `rules` (ids credited, in order), `spared`
(`rule: start of the reason`), `settings` and `url`. Lines called PROSE are replaced with a sentence of prose.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from packing import PROSE, TESTS, pack_of

from cleaner import Cleaner, Document, Settings
from cleaner.settings import CATEGORIES

FILES = sorted((TESTS / "cases").glob("*.toml"))


def all_cases():
    out = []
    for path in FILES:
        data = tomllib.loads(path.read_text("utf-8"))
        for case in data["case"]:
            packs = case.get("packs") or [case.get("pack", data.get("pack"))]
            out.append(pytest.param(packs, case, id=f"{path.stem}: {case['name']}"))
    return out


def filled(text):
    return text.replace("PROSE", PROSE)


def cleaned(packs, case):
    options = {
        key: tuple(value) if isinstance(value, list) else value for key, value in case.get("settings", {}).items()
    }
    options.setdefault("select", CATEGORIES)
    return Cleaner(packs, Settings(**options)).clean(Document(filled(case["text"]), url=case.get("url", "")))


@pytest.mark.limit(3)
@pytest.mark.parametrize(("sources", "case"), all_cases())
def test_case(sources, case):
    packs = [pack_of(source, f"test/pack{n}.toml") for n, source in enumerate(sources)]
    result = cleaned(packs, case)
    assert result.text == filled(case.get("expected", case["text"]))
    if "rules" in case:
        assert [removal.rule_id for removal in result.removals] == case["rules"]
    if "spared" in case:
        told = [f"{spared.rule_id}: {spared.reason}" for spared in result.spared]
        assert len(told) == len(case["spared"]), told
        assert all(one.startswith(start) for one, start in zip(told, case["spared"], strict=True)), told
    if "over_budget" in case:
        assert result.over_budget is case["over_budget"]

    again = Cleaner(packs, Settings(select=CATEGORIES)) if "settings" not in case else None
    if again:
        assert again.clean(Document(result.text, url=case.get("url", ""))).text == result.text, "cleaning twice"

    turned = [replace(pack, rules=tuple(reversed(pack.rules))) for pack in reversed(packs)]
    other = cleaned(turned, case)
    assert (other.text, other.removals, other.cuts) == (result.text, result.removals, result.cuts), "order of rules"
    assert set(other.spared) == set(result.spared), "order of rules"
