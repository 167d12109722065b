"""Every rule that comes with the tool proves itself on its own texts."""

from __future__ import annotations

from collections import Counter

import pytest
from packing import ROOT

from cleaner import Cleaner, CleanerError, Settings, load_packs
from cleaner.authoring.catalog import catalog
from cleaner.authoring.hits import Hits, texts_in
from cleaner.authoring.trial import Trial
from cleaner.formats.stream import Reading
from cleaner.runs.batch import Job, run_inputs
from cleaner.settings import CATEGORIES

RULES = ROOT / "rules"
LANGUAGES = {path.name for path in RULES.iterdir() if path.is_dir()} - {"sites"}
FILES = sorted(path.relative_to(ROOT).as_posix() for path in RULES.rglob("*.toml"))


def texts_of(rule):
    return [text if isinstance(text, str) else text[0] for text in (*rule.hit, *rule.miss)]


def place(rule):
    return f"{rule.path}:{rule.line} {rule.id}"


@pytest.fixture(scope="module")
def by_file(packs):
    return {pack.path: pack for pack in packs}


@pytest.fixture(scope="module")
def trial(packs):
    return Trial(packs)


@pytest.mark.parametrize("name", FILES)
def test_rules_hit_and_miss_their_own_texts(trial, by_file, name):
    failures = [
        f"{f.rule.path}:{f.rule.line} {f.rule.id}: {f.text!r} became {f.got!r}"
        for rule in by_file[name].rules
        for f in trial.failures(rule)
    ]
    assert failures == []


@pytest.mark.parametrize("name", FILES)
def test_rules_bring_enough_texts(by_file, name):
    poor = [
        f"{rule.path}:{rule.line} {rule.id}: {len(rule.hit)} hits, {len(rule.miss)} misses"
        for rule in by_file[name].rules
        if len(rule.hit) < 2 or len(rule.miss) < 2
    ]
    assert poor == []


@pytest.mark.parametrize("name", FILES)
def test_texts_have_not_slipped_into_the_tokens(by_file, name):
    # What stands below [rule.tokens] in a file belongs to it: `hit` there is a token class, and never tried.
    fields = {"hit", "miss", "message", "need_any", "min_lines", "gap", "unless", "near", "max_words"}
    assert [rule.id for rule in by_file[name].rules if fields & set(rule.tokens)] == []


@pytest.mark.parametrize("name", FILES)
def test_no_rule_says_a_text_twice(by_file, name):
    twice = [(rule.id, text) for rule in by_file[name].rules for text, n in Counter(texts_of(rule)).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("name", FILES)
def test_packs_are_in_their_place(by_file, name):
    folder = name.split("/")[1]
    pack = by_file[name]
    assert pack.description
    if folder == "sites":
        assert pack.lang in LANGUAGES
        return
    assert pack.lang == folder
    for rule in pack.rules:
        assert rule.id.split("/")[1].startswith(f"{folder}-"), f"{place(rule)}: the id does not name the language"
        assert not rule.sites, f"{place(rule)}: a rule for one site belongs into rules/sites/"


@pytest.mark.parametrize("name", FILES)
def test_rules_say_what_they_remove(by_file, name):
    for rule in by_file[name].rules:
        assert rule.message, f"{place(rule)}: no message"
        assert rule.category == rule.id.split("/")[0], f"{place(rule)}: the id does not name the category"


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("rules/sites/")])
def test_rules_of_a_site_are_for_the_site_their_file_is_named_after(by_file, name):
    site = name.removeprefix("rules/sites/").removesuffix(".toml")
    label = site.partition(".")[0]
    for rule in by_file[name].rules:
        assert site in rule.sites, f"{place(rule)}: not for {site}"
        assert all(host == host.lower() and "/" not in host and "." in host for host in rule.sites), place(rule)
        assert rule.id.split("/")[1].startswith(f"{label}-"), f"{place(rule)}: the id does not name the site"


def test_no_text_is_a_hit_and_a_miss(packs):
    hits = {hit: rule.id for pack in packs for rule in pack.rules for hit in rule.hit if isinstance(hit, str)}
    both = {miss: (hits[miss], rule.id) for pack in packs for rule in pack.rules for miss in rule.miss if miss in hits}
    assert {text: ids for text, ids in both.items() if ids[0] == ids[1]} == {}


def test_what_a_rule_leans_on_exists(packs):
    ids = {rule.id for pack in packs for rule in pack.rules}
    lost = [
        (rule.id, name)
        for pack in packs
        for rule in pack.rules
        for name in rule.guards.near
        if name not in ids and name not in CATEGORIES
    ]
    assert lost == []


@pytest.mark.parametrize("name", FILES)
def test_a_pack_can_be_read_without_the_others(name):
    try:
        load_packs([ROOT / name], builtin=False)
    except CleanerError as error:
        pytest.fail(str(error))


def test_the_catalogue_is_fresh(packs):
    fresh = catalog(rule for pack in packs for rule in pack.rules)
    assert (RULES / "CATALOG.md").read_text("utf-8") == fresh, "run `make catalog`"


def test_the_hits_on_the_samples_are_fresh(packs):
    paths = texts_in(ROOT / "samples")
    problems, hits = [], Hits()
    cleaner = Cleaner(packs, Settings(select=("ALL",)))
    run_inputs(map(str, paths), Job(Reading(""), target="nowhere"), cleaner, [hits.add], problems.append)
    assert problems == []
    assert (RULES / "hits.json").read_text("utf-8") == hits.as_json(), "run `make catalog`"
