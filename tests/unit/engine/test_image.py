"""Rules from an image do what rules from their packs do."""

from __future__ import annotations

import os

import pytest
from packing import PROSE, comes_with, line_rule, pack_of

from cleaner import Cleaner, Document, Settings
from cleaner.engine import ready
from cleaner.engine.image import encode
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.stored import decode
from cleaner.errors import InputError
from cleaner.packs import store
from cleaner.packs.loader import pack_sources
from cleaner.packs.parts import Parts, in_memory, joined
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
    made = encode(rules, [pack])
    return pack, rules, decode(Parts(in_memory(made), len(made)))


def test_the_same_goes_for_the_same_reasons():
    pack, _, stored = both()
    plain = Cleaner([pack], Settings(select=CATEGORIES))
    other = Cleaner([pack], Settings(select=CATEGORIES))
    other.rules = stored
    assert plain.clean(Document(TEXT)) == other.clean(Document(TEXT))
    assert len(plain.clean(Document(TEXT)).removals) >= 7
    assert [rule.id for rule in stored.packs[0].rules] == [rule.id for rule in pack.rules]


def test_a_rule_set_from_an_image_lacks_nothing():
    _, rules, stored = both()
    assert all(hasattr(stored, name) for name in dir(rules) if not name.startswith("_"))
    assert stored.languages == rules.languages
    assert list(stored.by_id) == list(rules.by_id)
    assert {n: [c.rule.id for c in owners] for n, owners in stored.owner.items()} == {
        n: [c.rule.id for c in owners] for n, owners in rules.owner.items()
    }
    assert [c.rule.id for c in stored.fills] == [c.rule.id for c in rules.fills]
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
    return comes_with(SOURCE, tmp_path, monkeypatch)


def images(cache):
    return list(cache.glob(f"*{store.SUFFIX}"))


def cleaned():
    return Cleaner(settings=Settings(select=CATEGORIES)).clean(Document(TEXT)).text


def test_the_cache_is_used_and_follows_the_packs(cache, tmp_path, monkeypatch):
    first = cleaned()
    assert len(images(cache)) == 1
    with monkeypatch.context() as patch:
        patch.setattr(ready, "make_image", lambda _: pytest.fail("made again"))
        assert cleaned() == first
    (tmp_path / "rules" / "a.toml").write_text(line_rule("goat found in bank"))
    assert "Goat" not in cleaned()
    assert "Advertisement" in cleaned()
    assert len(images(cache)) == 2


def test_a_damaged_cache_is_made_anew(cache):
    first = cleaned()
    (file,) = images(cache)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    assert cleaned() == first
    assert file.read_bytes() == data


def flip(file, first=0):
    """Damage every stretch of a file, behind its first bytes."""
    data = bytearray(file.read_bytes())
    for place in range(first, len(data), 97):
        data[place] ^= 255
    file.write_bytes(data)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "gone"])
def test_an_image_may_be_damaged_while_it_is_in_use(cache, damage):
    first = cleaned()
    (file,) = images(cache)
    data = file.read_bytes()
    cleaner = Cleaner(settings=Settings(select=CATEGORIES))
    if damage == "gone":
        file.unlink()
    elif damage == "flipped":
        flip(file)
    else:
        file.write_bytes(data[: len(data) // 2] if damage == "cut" else b"")
    assert cleaner.clean(Document(TEXT)).text == first
    assert [rule.message for pack in cleaner.packs for rule in pack.rules]
    if damage != "gone":
        assert file.read_bytes() == data


def test_a_damaged_image_of_packs_that_have_changed_says_so(cache, tmp_path):
    cleaned()
    cleaner = Cleaner(settings=Settings(select=CATEGORIES))
    flip(images(cache)[0])
    (tmp_path / "rules" / "a.toml").write_text(line_rule("goat found in bank"))
    with pytest.raises(InputError, match="changed while"):
        cleaner.clean(Document(TEXT))


@pytest.mark.parametrize("first", [0, 30, 3000])
def test_damage_anywhere_is_made_good(cache, first):
    before = cleaned()
    (file,) = images(cache)
    data = file.read_bytes()
    flip(file, first)
    assert cleaned() == before
    assert file.read_bytes() == data


def old(folder):
    """Let the files of a folder have been left alone for a while."""
    for file in folder.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))


@pytest.fixture
def quiet(cache, tmp_path, monkeypatch):
    """No file of packs or code has changed of late."""
    old(tmp_path / "rules")
    monkeypatch.setattr("cleaner.packs.seen.QUIET_SECONDS", -60.0)
    return cache


def test_files_that_are_as_they_were_are_not_read(quiet, tmp_path, monkeypatch):
    first = cleaned()
    monkeypatch.setattr(ready, "image_key", lambda _: pytest.fail("read again"))
    assert cleaned() == first


@pytest.mark.parametrize("change", ["content", "time", "new", "gone", "renamed"])
def test_a_change_of_any_file_is_seen(quiet, tmp_path, change):
    file = tmp_path / "rules" / "a.toml"
    other = tmp_path / "rules" / "deep" / "b.toml"
    other.parent.mkdir()
    other.write_text(line_rule("the end of the story", name="promo/b"))
    text = f"{PROSE}\n\nthe end of the story\n"
    cleaner = Cleaner(settings=Settings(select=CATEGORIES))
    assert "the end" not in cleaner.clean(Document(text)).text
    key = ready.image_key(pack_sources())
    assert ready._seen(()).answer() == key
    if change == "content":
        status = other.stat()
        other.write_text(line_rule("the end of the stage", name="promo/b"))
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert other.stat().st_size == status.st_size
    elif change == "time":
        os.utime(file, (1_100_000_000, 1_100_000_000))
    elif change == "new":
        (tmp_path / "rules" / "deep" / "c.toml").write_text(line_rule("a", name="promo/c"))
    elif change == "gone":
        other.unlink()
    else:
        other.rename(other.with_name("c.toml"))
    assert ready._seen(()).answer() is None


def test_files_that_have_just_changed_are_not_trusted(cache, monkeypatch):
    cleaned()
    assert list(cache.glob("*.seen")) == []
    assert ready._seen(()).answer() is None


def test_what_was_seen_may_be_damaged(quiet):
    first = cleaned()
    (file,) = quiet.glob("*.seen")
    for data in (b"", file.read_bytes()[:-1], b"x" * 500):
        file.write_bytes(data)
        assert cleaned() == first
    flip(file, 100)
    assert cleaned() == first


def test_what_is_whole_but_no_image_is_made_anew(cache):
    first = cleaned()
    (file,) = images(cache)
    store.write(file.name.removesuffix(store.SUFFIX), joined({"nonsense": b"x"}))
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
    monkeypatch.setattr(ready, "make_image", lambda *_, **__: pytest.fail("made again"))
    assert cleaned() == first
