"""`--statistics`, end to end: the same with any number of processes, after a stop, and with little memory."""

from __future__ import annotations

import json

import pytest
from command import run

from cleaner.model import Document
from cleaner.report.tally import Tally, place_of
from cleaner.runs import parallel

LABELS = ["Advertisement", "ADVERTISEMENT", "Sponsored content", "Read more »"]


def rows(count=400):
    for n in range(count):
        label = LABELS[n * n % 7 % 4]
        url = f"https://www.site{n % 23 * (n % 3)}.example/{n}"
        yield json.dumps({"text": f"It rained in the {n}th hour.\n\n{label} {n % 5 or ''}\n\n{label}\n", "url": url})


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    (tmp_path / "rows.jsonl").write_text("\n".join(rows()) + "\n")
    monkeypatch.setattr(parallel, "BUNDLE_BYTES", 4000)
    return tmp_path


def statistics(command, *args, cwd, columns="100"):
    result = run(command, "-q", "--statistics", "--color", "never", *args, cwd=cwd, env={"COLUMNS": columns})
    assert result.code in (0, 1)
    return result.err.decode()


@pytest.mark.parametrize("capacity", [5, 10_000])
def test_any_number_of_processes_counts_the_same(corpus, monkeypatch, capacity):
    monkeypatch.setattr(Tally, "capacity", capacity)
    one = statistics("check", "rows.jsonl", cwd=corpus)
    assert "removed most often" in one
    assert "site0.example" in one
    assert ("≥" in one) == (capacity == 5)
    for command, *args in (["check"], ["clean"], ["clean", "-o", "clean/"], ["check", "--output-format", "json"]):
        for jobs in ("1", "2", "3"):
            assert statistics(command, "-j", jobs, *args, "rows.jsonl", cwd=corpus).endswith(one)


def test_equal_strings_are_counted_together_whatever_their_case_and_marks(tmp_path):
    (tmp_path / "a.txt").write_text("ADVERTISEMENT\n\nIt rained.\n\nAdvertisement:\n\nIt was.\n\n» advertisement\n")
    told = statistics("clean", "a.txt", cwd=tmp_path)
    assert "    3  advert/en-label  ADVERTISEMENT\n" in told


def test_documents_are_counted_by_what_became_of_them(tmp_path):
    spam = "It rained.\n\n" + "Chip in to our newsroom today, and please give to our reporting.\n\n" * 4
    texts = {"same.txt": "It rained.\n", "less.txt": "It rained.\n\nAdvertisement\n", "whole.txt": spam}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    told = statistics("check", "--unsafe", *texts, cwd=tmp_path).split("\n\n")[0]
    lines = [line.split("  ") for line in told.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()][:4] for line in lines]
    assert cells[0] == ["documents", "3"]
    assert [line[:3] for line in cells[1:3]] == [["changed", "1", "33.3 %"], ["unchanged", "1", "33.3 %"]]
    assert cells[3] == ["left whole", "1", "33.3 %", "too much of them would go"]
    assert cells[4][:3] == ["with spared findings", "1", "33.3 %"]


def test_documents_without_an_address_are_counted_by_folder(tmp_path):
    for name in ("one/a.txt", "one/b.txt", "two/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("It rained.\n\nAdvertisement\n")
    assert "site or folder" not in statistics("check", ".", cwd=tmp_path / "one")
    told = statistics("check", ".", cwd=tmp_path)
    table = [line.split()[:5] for line in told.split("\n\n")[-1].splitlines()[1:]]
    assert table == [["one", "2", "2", "2", "2"], ["two", "1", "1", "1", "1"]]


@pytest.mark.parametrize(
    ("path", "url", "place"),
    [
        ("a/b.txt", "", "a"),
        ("b.txt", "", "."),
        ("-", "", "."),
        ("a/rows.jsonl:12", "", "a/rows.jsonl"),
        ("a/rows.jsonl:12", "https://www.x.example/y", "x.example"),
        ("a/b.txt", "no address", "a"),
    ],
)
def test_a_document_is_placed_by_its_site_or_its_folder(path, url, place):
    assert place_of(Document("", path=path, url=url)) == place


def test_a_run_that_is_taken_up_counts_what_was_finished_before(tmp_path):
    (tmp_path / "in").mkdir()
    for name, text in {"a.txt": "It rained.\n\nAdvertisement\n", "b.txt": "It was.\n\nAdvertisement\n"}.items():
        (tmp_path / "in" / name).write_text(text)
    first = statistics("clean", "in", "-o", "out", cwd=tmp_path)
    assert "    2  advert/en-label  Advertisement\n" in first
    assert statistics("clean", "in", "-o", "out", cwd=tmp_path) == first
    # What is kept for that is what was removed, and no second copy of the texts.
    import sqlite3

    from cleaner.runs.stored import unpacked

    (ledger,) = (tmp_path / "out" / ".cleaner").glob("*.sqlite*")
    with sqlite3.connect(ledger) as db:
        kept = [cleaned for (data,) in db.execute("SELECT documents FROM document") for cleaned in unpacked(data)]
    assert [(cleaned.document.text, cleaned.removals[0].text) for cleaned in kept] == [("", "Advertisement")] * 2


def test_nothing_removed_is_told(tmp_path):
    (tmp_path / "a.txt").write_text("It rained.\n")
    assert statistics("clean", "a.txt", cwd=tmp_path) == "Nothing was removed.\n"
