"""Compiled expressions that were kept match what they matched, or are compiled."""

from __future__ import annotations

import marshal

import pytest
import regex
from packing import PROSE, comes_with, line_rule, pack_of

from cleaner import Cleaner, Document, Settings
from cleaner.engine import compiled, ready, stored, unit_texts
from cleaner.engine.image import encode
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.stored import decode
from cleaner.packs.parts import Parts, in_memory
from cleaner.settings import CATEGORIES

EXPRESSIONS = [
    r"\A(?:read more|weiter(?:lesen)?)\s*\Z",
    r"(?i)straße{1,3}(?<!x)",
    r"(?:newsletter){e<=2}",
    r"[\p{L}--[a-f]]+\d*+",
    r"(?P<a>\w)(?P=a)|\b(?:e-?mail|póst|почта)\b(?!\w)",
    r"[^\s.!?,;:]+(?:[.,:][^\s.!?,;:]+)*",
    r"(?|(a)|(b))\1",
    r"",
]
TEXTS = [
    "read more",
    "weiterlesen ",
    "STRASSE straßee",
    "newslettr",
    "ghijk12",
    "aa bb",
    "почта e-mail",
    "a.b c,d",
    "",
    "\n",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_kept_expression_matches_what_it_matched(expression):
    fresh = regex.compile(expression, regex.V1)
    data = compiled.kept(fresh)
    assert data
    again = compiled.restored(expression, data)
    assert again is not None
    assert (again.pattern, again.flags, again.groups, again.groupindex) == (
        fresh.pattern,
        fresh.flags,
        fresh.groups,
        fresh.groupindex,
    )
    for text in TEXTS:
        for one, other in zip(fresh.finditer(text), again.finditer(text), strict=True):
            assert (one.span(), one.groups(), one.fuzzy_counts) == (other.span(), other.groups(), other.fuzzy_counts)
        assert (fresh.match(text) is None) == (again.match(text) is None)


@pytest.mark.parametrize("data", [b"", b"x", marshal.dumps(()), marshal.dumps((1, 2)), marshal.dumps(["a"] * 10)])
def test_other_bytes_are_no_expression(data):
    assert compiled.restored("a", data) is None


def test_it_does_without_where_patterns_cannot_be_taken_apart(monkeypatch):
    monkeypatch.setattr(compiled.copyreg, "dispatch_table", {})
    compiled._maker.cache_clear()
    assert compiled.kept(regex.compile("a")) == b""
    assert compiled.restored("a", marshal.dumps((1,))) is None
    compiled._maker.cache_clear()


SOURCE = (
    line_rule("read (more|all) *", "{num} tickets", "ads by *", name="advert/a", unless=["no *ad"])
    + line_rule("newslettter box", name="newsletter/f", fuzzy=1)
    + '[[rule]]\nid = "promo/x"\nkind = "line"\nre = [\'box [0-9]+\', \'(?P<a>no) gate .*\']\ngate = ["box"]\n'
)
OTHER = line_rule("buy * here", name="promo/b") + line_rule("goat of the {name}", name="promo/c")
TEXT = f"{PROSE}\n\nRead more now\n\n5 tickets\n\nbox 17\n\nBuy it here\n"


def image_of(*sources, images=(), **options):
    packs = [pack_of(source, f"test/{n}.toml") for n, source in enumerate(sources)]
    made = encode(RuleSet([rule for pack in packs for rule in pack.rules], packs), packs, images, **options)
    return Parts(in_memory(made), len(made))


def cleaned(parts):
    cleaner = Cleaner([])
    cleaner.rules = decode(parts)
    return cleaner.clean(Document(TEXT))


def same(one, other, *, compiled=True):
    """Whether two images have the same parts."""
    assert one._table.keys() == other._table.keys()
    for name in one._table:
        if compiled or not name.startswith("code"):
            assert _part(one, name) == _part(other, name), name


def _part(parts, name):
    return [parts.entry(name, n) for n in range(parts.count(name))] if f"{name}#" in parts else parts[name]


def test_an_image_takes_compiled_expressions_and_does_not_compile(monkeypatch):
    parts = image_of(SOURCE)
    assert sum(bool(parts.entry("code", n)) for n in range(parts.count("code"))) >= 5
    expected = cleaned(image_of(SOURCE, compiled=False))
    assert len(expected.removals) == 3
    rules = decode(parts)
    compiled._maker()
    monkeypatch.setattr(regex, "compile", lambda *_: pytest.fail("compiled"))
    found = [unit.compile() for n, unit in enumerate(rules.gate.units) if parts.entry("code", n)]
    monkeypatch.undo()
    units = [unit for unit in rules.gate.units if not unit.exact]
    assert [p.pattern for p in found] == [unit.source() for unit in units]
    assert cleaned(parts) == expected


def test_compiled_expressions_that_were_let_go_come_back(monkeypatch):
    parts = image_of(SOURCE)
    expected = cleaned(parts)
    monkeypatch.setattr(stored, "MOST_RESTORED", 2)
    cleaner = Cleaner([])
    cleaner.rules = decode(parts)
    for _ in range(3):
        assert cleaner.clean(Document(TEXT)) == expected
    units = cleaner.rules.gate.units
    assert sum(unit._search is not None for unit in units if not unit.exact) <= 2
    cleaner.rules.gate.forget()
    assert cleaner.clean(Document(TEXT + "\nOther words to look for")).removals == expected.removals


def test_what_another_regex_compiled_is_compiled(monkeypatch):
    parts = image_of(SOURCE)
    expected = cleaned(parts)
    monkeypatch.setattr(stored, "kept_for", lambda: "regex 1")
    monkeypatch.setattr(compiled, "_maker", lambda: pytest.fail("taken"))
    assert cleaned(parts) == expected


def test_what_is_as_it_was_is_taken_over(monkeypatch):
    fresh = image_of(SOURCE, OTHER)
    before = image_of(OTHER.replace("buy", "sell"), SOURCE)
    worked = []
    told = unit_texts._Work.told
    monkeypatch.setattr(unit_texts._Work, "told", lambda self, *unit: worked.append(unit) or told(self, *unit))
    same(image_of(SOURCE, OTHER, images=[before]), fresh)
    assert len(worked) == 1


def test_nothing_is_taken_over_from_images_of_other_code_or_damaged_ones(monkeypatch):
    fresh = image_of(SOURCE, OTHER)
    before = image_of(SOURCE)
    monkeypatch.setattr("cleaner.engine.earlier._CODE", ("packs/words.py",))
    other = image_of(SOURCE, OTHER, images=[before])
    assert other["basis"] != fresh["basis"]
    same(other, image_of(SOURCE, OTHER))
    before._read = lambda at, size: b""
    same(image_of(SOURCE, OTHER, images=[before]), other)


def test_an_own_image_of_another_regex_is_made_anew(tmp_path, monkeypatch):
    cache = comes_with(SOURCE, tmp_path, monkeypatch)

    def text():
        return Cleaner(settings=Settings(select=CATEGORIES)).clean(Document(TEXT)).text

    first = text()
    (file,) = cache.glob("*.image")
    for module in ("compiled", "stored", "image", "earlier"):
        monkeypatch.setattr(f"cleaner.engine.{module}.kept_for", lambda: "regex of another day")
    assert text() == first
    assert b"regex of another day" in file.read_bytes()
    monkeypatch.setattr(ready, "make_image", lambda *_, **__: pytest.fail("made again"))
    assert text() == first


def test_a_shipped_image_of_another_regex_serves(tmp_path, monkeypatch):
    comes_with(SOURCE, tmp_path, monkeypatch, shipped="shipped.image")
    ready.ship(tmp_path / "shipped.image")
    monkeypatch.setattr("cleaner.engine.stored.kept_for", lambda: "regex of another day")
    monkeypatch.setattr(ready, "make_image", lambda *_, **__: pytest.fail("made again"))
    assert "box 17" not in Cleaner(settings=Settings(select=CATEGORIES)).clean(Document(TEXT)).text
