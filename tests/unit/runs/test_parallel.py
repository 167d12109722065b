"""Several processes make the same bytes, sums and reports as one."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from packing import cleaner_of, line_rule

from cleaner.formats.stream import Reading
from cleaner.report.totals import Totals
from cleaner.runs import parallel
from cleaner.runs.batch import Job, run_inputs
from cleaner.runs.workers import Workers


@pytest.fixture
def cleaner():
    return cleaner_of(line_rule("advertisement", name="advert/a"))


def inputs(folder):
    rows = [json.dumps({"id": n, "text": f"It rained {n}.\nAdvertisement\n"}).encode() for n in range(200)]
    rows[7], rows[150] = b"no json", b'{"id": 1}'
    (folder / "a.jsonl").write_bytes(b"\n".join(rows) + b"\n")
    (folder / "b.txt").write_text("Advertisement\nIt rained.\n")
    (folder / "c.txt").write_bytes(b"\xff\xfe")
    (folder / "empty.jsonl").write_bytes(b"")
    return [str(folder / name) for name in ("a.jsonl", "b.txt", "none.txt", "none.jsonl", "c.txt", "empty.jsonl")]


@pytest.mark.parametrize("whole", [False, True])
def test_the_same_comes_out(cleaner, tmp_path, monkeypatch, whole):
    monkeypatch.setattr(parallel, "BUNDLE_BYTES", 700)
    paths, job = inputs(tmp_path), Job(Reading(""))
    results = []
    for jobs in (1, 3):
        sink, totals, problems, seen = BytesIO(), Totals(), [], []
        observers = [seen.append] if whole else []
        if jobs == 1:
            run_inputs(paths, job, cleaner, [totals.add, *observers], problems.append, sink)
        else:
            workers = Workers(jobs, lambda: cleaner, parallel.clean_bundle, cleaner)
            parallel.run_parallel(paths, job, workers, totals, observers, problems.append, sink)
            workers.close()
        results.append((sink.getvalue(), totals, problems, seen))
    assert results[0] == results[1]
    assert results[0][1].documents == 199


def test_files_are_cleaned_in_place(cleaner, tmp_path):
    paths = inputs(tmp_path)[:2]
    workers = Workers(2, lambda: cleaner, parallel.clean_bundle, cleaner)
    parallel.run_parallel(paths, Job(Reading(""), target="in place"), workers, Totals(), [], lambda _: None)
    workers.close()
    assert (tmp_path / "b.txt").read_text() == "It rained.\n"
    assert b"dvertisement" not in (tmp_path / "a.jsonl").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.jsonl", "b.txt", "c.txt", "empty.jsonl"]
