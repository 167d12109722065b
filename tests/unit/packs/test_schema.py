"""The schema of packs against the packs that come with the tool, and against the reader."""

from __future__ import annotations

import tomllib

import jsonschema
import pytest
from packing import ROOT, line_rule

from cleaner.packs import fields
from cleaner.packs.read import read_pack
from cleaner.packs.schema import pack_schema

SCHEMA = jsonschema.Draft7Validator(pack_schema())
PACKS = sorted((ROOT / "rules").rglob("*.toml"))
NAME = line_rule("a", "b")
CLUSTER = "[[rule]]\nid = 'promo/a'\nkind = 'cluster'\n"
CUE = "\n[[rule.cue]]\nname = 'a'\nweight = 1\nre = ['a']"
EVIDENCE = "[[rule]]\nid = 'promo/a'\nkind = 'evidence'\nthreshold = 1.0\n"
FAULTY = {
    "no id": "[[rule]]\nkind = 'line'\nphrases = ['a']",
    "no kind": "[[rule]]\nid = 'promo/a'\nphrases = ['a']",
    "an id without a category": line_rule("a", name="a"),
    "an unknown kind": "[[rule]]\nid = 'promo/a'\nkind = 'lines'\nphrases = ['a']",
    "an unknown field": f"{NAME}max_word = 3",
    "a field of another kind": f"{NAME}gap = 3",
    "an unknown table": f"{NAME}[rules]\na = 1",
    "a number below zero": f"{NAME}max_words = -3",
    "a flag that is none": f"{NAME}no_quotes = 1",
    "a list that is none": f"{NAME}unless = 'a'",
    "a choice that is none": f"{NAME}where = 'middle'",
    "an empty list": f"[lists]\na = []\n{NAME}",
    "an empty token class": f"{CLUSTER}[rule.tokens]\na = []",
    "a hit of three": f"{NAME}hit = [['a', 'b', 'c']]",
    "a cue without a weight": f"{EVIDENCE}[[rule.cue]]\nname = 'a'\nphrases = ['a']",
    "a cue that can never match": f"{EVIDENCE}[[rule.cue]]\nname = 'a'\nweight = 1",
    "an unknown structural cue": f"{EVIDENCE}structure = {{ tails = 1 }}{CUE}",
}


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(pack_schema())


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_pack_is_valid(path):
    faults = [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(tomllib.loads(path.read_text()))]
    assert not faults


@pytest.mark.parametrize("source", FAULTY.values(), ids=FAULTY.keys())
def test_what_the_reader_refuses_the_schema_refuses(source):
    assert read_pack("test/a.toml", source.encode())[1]
    assert not SCHEMA.is_valid(tomllib.loads(source))


def test_every_field_says_what_it_is_for():
    known = {key for keys in fields.KEYS.values() for key in keys} | fields.CUE | fields.HEAD
    assert known == set(fields.ABOUT)
