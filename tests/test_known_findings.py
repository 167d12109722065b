"""Findings that are known and left alone, and passages that a mark protects: the same in check, clean and diff."""

from __future__ import annotations

import json

import pytest
from command import run
from packing import cleaner_of, line_rule

from cleaner import Document
from cleaner.text.fingerprint import fingerprint

DIRTY = b"It rained.\n\nAdvertisement\n\nIt stopped. Read more \xc2\xbb\n"
MARKED = "It rained.\n\n<!-- cleaner: keep -->\nAdvertisement\n\nAnzeige\n<!-- cleaner: end -->\n\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_bytes(DIRTY)
    return tmp_path


def test_a_baseline_hides_what_was_there_and_shows_what_is_new(folder):
    made = run("check", "-q", "a.txt", "--write-baseline", "known", cwd=folder)
    assert made.code == 0
    assert b"advert/en-label" in made.out
    assert (run("check", "-q", "a.txt", "--baseline", "known", cwd=folder).code) == 0
    # Another place, another case, other quotes: the same finding. Another text of the same rule is another one.
    (folder / "a.txt").write_bytes(b"It was.\n\n  ADVERTISEMENT:\n\nIt rained.\n" + DIRTY + b"\nAnzeige\n")
    found = run("check", "-q", "a.txt", "--baseline", "known", cwd=folder)
    assert found.code == 1
    assert [line.split()[1] for line in found.out.decode().splitlines()] == ["advert/en-label", "advert/de-label"]


def test_clean_and_diff_leave_alone_what_check_does(folder):
    run("check", "-q", "a.txt", "--select", "advert", "--write-baseline", ".cleanerignore-findings", cwd=folder)
    assert run("clean", "-q", "a.txt", cwd=folder).out == b"It rained.\n\nAdvertisement\n\nIt stopped.\n"
    assert b"- Advertisement" not in run("diff", "-q", "a.txt", cwd=folder).out


def test_a_baseline_can_be_written_over_itself(folder):
    run("check", "-q", "a.txt", "--write-baseline", "known", cwd=folder)
    before = (folder / "known").read_text()
    run("check", "-q", "a.txt", "--baseline", "known", "--write-baseline", "known", cwd=folder)
    entries = [
        {line.split("#")[0].strip() for line in text.splitlines()} for text in (before, (folder / "known").read_text())
    ]
    assert entries[0] == entries[1]


@pytest.mark.parametrize("text", ["advert", "advert/en-label:zz", "[json]"])
def test_a_bad_baseline_is_told_with_its_line(folder, text):
    (folder / "known").write_text(f"# known\n\n{text}\n")
    result = run("check", "a.txt", "--baseline", "known", cwd=folder)
    assert result.code == 2
    assert f"error: known:3: `{text}` is no fingerprint" in result.err.decode()
    assert run("check", "a.txt", "--baseline", "missing", cwd=folder).code == 2


def test_reports_name_the_fingerprint(folder):
    run("clean", "-q", "a.txt", "-o", "b.txt", "--report", "r.jsonl", cwd=folder)
    records = [json.loads(line) for line in (folder / "r.jsonl").read_text().splitlines()]
    assert [r["fingerprint"] for r in records] == [fingerprint(r["rule"], r["text"]) for r in records]


def test_a_fingerprint_knows_rule_and_words_only():
    same = {fingerprint("advert/x", text) for text in ("Don’t  miss\nit", " don't miss it ", "DON'T MISS IT")}
    assert len(same) == 1
    assert fingerprint("advert/y", "Don't miss it") not in same
    assert fingerprint("advert/x", "Don't miss that") not in same
    assert fingerprint("advert/x", "\udcff")


@pytest.fixture(scope="module")
def adverts():
    return cleaner_of(line_rule("advertisement", "anzeige", name="advert/test"))


def test_a_marked_passage_stays_and_the_rest_goes(adverts):
    result = adverts.clean(Document(MARKED + "Advertisement\n\nIt stopped.\n"))
    assert result.text == MARKED + "It stopped.\n"
    assert {spared.reason for spared in result.spared} == {"kept by the mark `cleaner: keep`"}
    assert adverts.clean(Document(result.text)).text == result.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!--cleaner:keep-->\nAnzeige\n", None),
        (
            "<!-- CLEANER: KEEP -->\nAnzeige\n<!-- cleaner: end -->\nAnzeige\nIt rained.\n",
            "<!-- CLEANER: KEEP -->\nAnzeige\n<!-- cleaner: end -->\nIt rained.\n",
        ),
        ("<!-- cleaner: end -->\nAnzeige\nIt rained.\n", "<!-- cleaner: end -->\nIt rained.\n"),
        ("<!-- cleaner: keeps -->\nAnzeige\nIt rained.\n", "<!-- cleaner: keeps -->\nIt rained.\n"),
        (
            "It rained. <!-- cleaner: keep --> x <!-- cleaner: end -->\nAnzeige\nIt was.\n",
            "It rained. <!-- cleaner: keep --> x <!-- cleaner: end -->\nIt was.\n",
        ),
    ],
)
def test_marks(adverts, text, expected):
    assert adverts.clean(Document(text)).text == (text if expected is None else expected)


def test_a_mark_protects_from_every_kind_of_rule(cleaner, packs):
    hits = (hit for pack in packs if "/en/" in pack.path for rule in pack.rules for hit in rule.hit)
    text = "\n".join(hit if isinstance(hit, str) else "\n".join(hit) for hit in hits)
    kept = f"It rained.\n<!-- cleaner: keep -->\n{text}\n"
    assert cleaner.clean(Document(kept)).text == kept
