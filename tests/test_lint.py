"""Packs that load, but have something to mend: each check finds its fault, and nothing else.

Each `lint/en/*.toml` begins with `# expect: LINE CODE part of the message`, a line for each finding.
"""

from __future__ import annotations

import json

import pytest
from command import run
from packing import ROOT, TESTS

from cleaner import load_packs
from cleaner.authoring.lint import CHECKS, lint
from cleaner.authoring.lookalikes import read_lookalikes
from cleaner.authoring.words import least_words, most_words
from cleaner.packs.phrase import parse

FOLDER = TESTS / "lint"
FILES = sorted((FOLDER / "en").glob("*.toml"))
LOOKALIKES = read_lookalikes(FOLDER / "lookalikes")


def expected(path):
    lines = path.read_text("utf-8").splitlines()
    return [line.removeprefix("# expect: ").split(" ", 2) for line in lines if line.startswith("# expect: ")]


def found(path):
    packs = load_packs([path], builtin=False)
    return [(str(f.line), f.code, f.message) for f in lint(packs, packs, LOOKALIKES)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_check_finds_its_fault_and_nothing_else(path):
    got, want = found(path), expected(path)
    assert [finding[:2] for finding in got] == [(line, code) for line, code, _ in want], got
    for (_, _, message), (_, _, part) in zip(got, want, strict=True):
        assert part in message


def test_every_check_is_tried():
    assert {code for path in FILES for _, code, _ in expected(path)} == {check.code for check in CHECKS}


def test_a_sound_pack_has_no_findings():
    assert found(FOLDER / "sites" / "paper.example.toml") == []


@pytest.mark.parametrize(
    ("phrase", "least", "most"),
    [
        ("read more", 2, 2),
        ("[please] read (more|the whole story) [now|right now]", 2, 7),
        ("e-mail – don't …", 2, 2),
        ("news(letter|paper)s", 1, 1),
        ("subscri* to {name} ** today", 4, 5),
        ("続き を [すぐ に] 読む", 3, 4),
    ],
)
def test_words_of_a_phrase(phrase, least, most):
    tokens = parse(phrase)
    assert (least_words(tokens), most_words(tokens)) == (least, most)


def test_the_guide_tells_every_code():
    guide = (ROOT / "rules" / "README.md").read_text("utf-8")
    assert [check.code for check in CHECKS if f"| `{check.code}` | `{check.name}` |" not in guide] == []


def test_own_packs_have_nothing_that_must_not_be():
    packs = load_packs()
    wanted = {"few-misses", "no-hits", "near-nothing", "misplaced-rule"}
    assert lint(packs, packs, checks=[check for check in CHECKS if check.name in wanted]) == []


def test_json_has_all_fields():
    path = FOLDER / "en" / "near-nothing.toml"
    result = run("rules", "lint", str(path), "--output-format", "json", "--select", "near-nothing")
    assert result.code == 1
    assert json.loads(result.out) == [
        {
            "path": str(path),
            "line": 10,
            "code": "L008",
            "name": "near-nothing",
            "rule": "promo/en-goats",
            "message": "`near` names 'promo/en-goat', no category and no rule; did you mean `promo/en-goats`?",
        }
    ]
