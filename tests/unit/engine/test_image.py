"""Rules from an image do what rules from their packs do."""

from __future__ import annotations

import pytest
from packing import PROSE, line_rule, pack_of

from cleaner import Cleaner, Document, Settings
from cleaner.engine import image, ready
from cleaner.engine.ruleset import RuleSet
from cleaner.packs import store
from cleaner.settings import CATEGORIES

SOURCE = (
    line_rule("advertisement", "ad* {num}", name="advert/a", unless=["no ad"])
    + line_rule("newslettter box", name="newsletter/f", fuzzy=1)
    + """
[[rule]]
id = "read-more/s"
kind = "span"
phrases = ["read more"]
[[rule]]
id = "promo/x"
kind = "line"
re = ['box [0-9]+', 'no gate .*']
gate = ["box"]
[[rule]]
id = "payment/c"
kind = "cluster"
need_any = ["amount"]
[rule.tokens]
amount = ["{money}"]
period = ["once"]
[[rule]]
id = "donation/e"
kind = "evidence"
threshold = 2
structure = { tail = 1.0 }
[[rule.cue]]
name = "asks"
weight = 2
phrases = ["please give"]
[[rule.cue]]
name = "third"
weight = -1.5
phrases = ["the charity said"]
[[rule]]
id = "related/b"
kind = "block"
phrases = ["related stories"]
proof = ["goat"]
end = ["close"]
stop = ["stop"]
"""
)
TEXT = f"""{PROSE}

Advertisement
no advertisement
Ads 5
Newsleter box
box 17

It rained. Read more »
Once
$5
Once

Please give now
Please give now, the charity said
Related stories
Goat found in bank
Close
"""


def both():
    pack = pack_of(SOURCE)
    rules = RuleSet(pack.rules, [pack])
    stored, packs = image.decode(image.encode(rules, [pack]))
    return pack, rules, stored, packs


def test_the_same_goes_for_the_same_reasons():
    pack, _, stored, packs = both()
    plain = Cleaner([pack], Settings(select=CATEGORIES))
    other = Cleaner([pack], Settings(select=CATEGORIES))
    other.rules = stored
    assert plain.clean(Document(TEXT)) == other.clean(Document(TEXT))
    assert len(plain.clean(Document(TEXT)).removals) >= 7
    assert [rule.id for rule in packs[0].rules] == [rule.id for rule in pack.rules]


def test_a_rule_set_from_an_image_lacks_nothing():
    _, rules, stored, _ = both()
    assert set(vars(stored)) == {name for name in vars(rules) if not name.startswith("_")}
    for one, other in zip(rules.rules, stored.rules, strict=True):
        for name in ("main", "tokens", "cues", "structure"):
            assert getattr(one, name) == getattr(other, name)
        for name in ("need_any", "unless", "proof", "end", "stop"):
            assert (getattr(one, name) is None) == (getattr(other, name) is None)
        for name in ("id", "category", "kind", "message", "lang", "safety", "where", "weight", "line", "sites"):
            assert getattr(one.rule, name) == getattr(other.rule, name)
        for name in ("max_words", "min_words", "near", "zone", "no_quotes"):
            assert getattr(one.rule.guards, name) == getattr(other.rule.guards, name)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(ready, "SHIPPED", tmp_path / "none")
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.toml").write_text(SOURCE)
    monkeypatch.setattr("cleaner.packs.loader.rules_folder", lambda: folder)
    return tmp_path / "cache"


def cleaned():
    return Cleaner(settings=Settings(select=CATEGORIES)).clean(Document(TEXT)).text


def test_the_cache_is_used_and_follows_the_packs(cache, tmp_path, monkeypatch):
    first = cleaned()
    made = list(cache.iterdir())
    assert len(made) == 1
    with monkeypatch.context() as patch:
        patch.setattr(ready, "make_image", lambda _: pytest.fail("made again"))
        assert cleaned() == first
    (tmp_path / "rules" / "a.toml").write_text(line_rule("goat found in bank"))
    assert "Goat" not in cleaned()
    assert "Advertisement" in cleaned()
    assert len(list(cache.iterdir())) == 2


def test_a_damaged_cache_is_made_anew(cache):
    first = cleaned()
    (file,) = cache.iterdir()
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    assert cleaned() == first
    assert file.read_bytes() == data


def test_what_is_sealed_but_no_image_is_made_anew(cache):
    first = cleaned()
    (file,) = cache.iterdir()
    store.write(file.name.removesuffix(store.SUFFIX), b"nonsense")
    assert cleaned() == first


def test_without_a_cache_all_is_the_same(cache, monkeypatch):
    first = cleaned()
    monkeypatch.setenv(store.VARIABLE, "off")
    assert cleaned() == first


def test_an_image_that_came_with_the_package_is_used(cache, tmp_path, monkeypatch):
    first = cleaned()
    monkeypatch.setenv(store.VARIABLE, "off")
    monkeypatch.setattr(ready, "SHIPPED", tmp_path / "shipped.image")
    ready.ship(tmp_path / "shipped.image")
    monkeypatch.setattr(ready, "make_image", lambda _: pytest.fail("made again"))
    assert cleaned() == first
