"""Every sample page comes out as a careful reader left it, byte for byte."""

from __future__ import annotations

from io import BytesIO

import pytest
from packing import ROOT

from cleaner.formats import jsonl, text
from cleaner.formats.stream import Reading

SAMPLES = ROOT / "samples"
PAGES = sorted(path for path in SAMPLES.glob("*.txt") if not path.name.endswith(".expected.txt"))


def cleaned(cleaner, run, path):
    sink, seen, problems = BytesIO(), [], []
    run(BytesIO(path.read_bytes()), sink, Reading(path.name), cleaner.clean, seen.append, problems.append)
    assert problems == []
    rules = [f"{r.line}: {r.rule_id}: {r.text[:60]!r}" for result in seen for r in result.removals]
    return sink.getvalue(), rules


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_sample(cleaner, path):
    got, rules = cleaned(cleaner, text.run, path)
    want = path.with_suffix(".expected.txt").read_bytes()
    too_many = [line for line in want.decode().splitlines() if line.strip() and line not in got.decode().splitlines()]
    left = [line for line in got.decode().splitlines() if line.strip() and line not in want.decode().splitlines()]
    assert got == want, {"article lines lost or cut": too_many, "clutter left": left, "removed": rules}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_clean_sample_stays_as_it_is(cleaner, path):
    expected = path.with_suffix(".expected.txt")
    got, rules = cleaned(cleaner, text.run, expected)
    assert got == expected.read_bytes(), rules


def test_sample_rows(cleaner):
    got, rules = cleaned(cleaner, jsonl.run, SAMPLES / "articles.jsonl")
    want = (SAMPLES / "articles.expected.jsonl").read_bytes()
    for number, (one, other) in enumerate(zip(got.splitlines(), want.splitlines(), strict=True), 1):
        assert one == other, f"row {number}; removed: {rules}"
    assert got == want


def test_every_sample_is_complete():
    names = {path.name for path in SAMPLES.iterdir()}
    for path in PAGES:
        assert f"{path.stem}.expected.txt" in names
    told = (SAMPLES / "README.md").read_text("utf-8")
    assert all(f"`{path.stem}`" in told for path in PAGES)
