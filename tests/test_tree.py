"""Folders from end to end: the same shape, the same bytes for any number of processes, and nothing lost on the way."""

from __future__ import annotations

import json
import os
import sqlite3
import stat

import pytest
from command import process, run

from cleaner.runs import sharded, state

DIRTY = b"It rained.\n\nAdvertisement\n\nIt stopped.\n"
CLEAN = b"It rained.\n\nIt stopped.\n"
ROW = b'{"id": %d, "text": "It rained.\\n\\nAdvertisement\\n\\nIt stopped."}\n'
CLEAN_ROW = b'{"id": %d, "text": "It rained.\\n\\nIt stopped."}\n'


@pytest.fixture
def corpus(tmp_path):
    files = {
        "a.txt": DIRTY,
        "plain.txt": CLEAN,
        "sub/b.txt": DIRTY.replace(b"\n", b"\r\n"),
        "sub/deep/c.md": b"\xef\xbb\xbfAdvertisement\n\nIt rained.",
        "rows.jsonl": b"".join(ROW % n for n in range(20)),
    }
    for name, data in files.items():
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "corpus"


def tree(folder):
    """The files of a folder, without the state that a run keeps."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".cleaner" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def left_over(folder):
    return [str(path) for path in folder.rglob("*") if path.name.startswith(".cleaner")]


EXPECTED = {
    "a.txt": CLEAN,
    "plain.txt": CLEAN,
    "sub/b.txt": CLEAN.replace(b"\n", b"\r\n"),
    "sub/deep/c.md": b"\xef\xbb\xbfIt rained.",
    "rows.jsonl": b"".join(CLEAN_ROW % n for n in range(20)),
}
SUMMARY = "Removed 23 pieces, 23 words, 1 rule"


def words(result):
    return result.err.decode()


def table(result):
    """Standard error without what makes columns."""
    return " ".join(result.err.decode().split())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_is_mirrored(corpus, jobs):
    before = tree(corpus)
    result = run("clean", "corpus", "-o", "out", "-j", jobs, cwd=corpus.parent)
    assert (result.code, result.out) == (0, b""), words(result)
    assert tree(corpus.parent / "out") == EXPECTED
    assert tree(corpus) == before
    assert SUMMARY in words(result)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_is_cleaned_in_place_and_nothing_else_remains(corpus, jobs):
    untouched = (corpus / "plain.txt").stat()
    result = run("clean", "-w", "corpus", "-j", jobs, cwd=corpus.parent)
    assert (result.code, result.out) == (0, b""), words(result)
    assert tree(corpus) == EXPECTED
    assert left_over(corpus) == []
    now = (corpus / "plain.txt").stat()
    assert (now.st_ino, now.st_mtime_ns) == (untouched.st_ino, untouched.st_mtime_ns)
    again = run("clean", "-w", "corpus", "-j", jobs, cwd=corpus.parent)
    assert "Nothing to remove" in words(again)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("journal", [(), ("--journal", "j.jsonl")], ids=["", "journal"])
def test_large_files_are_cleaned_in_shards_to_the_same_bytes(corpus, jobs, journal, monkeypatch):
    monkeypatch.setattr(sharded, "SHARD_BYTES", 100)
    (corpus / "broken.jsonl").write_bytes(b"".join(ROW % n for n in range(5)) + b"{\n" + ROW % 7)
    result = run("clean", "corpus", "-o", "out", "-j", jobs, *journal, cwd=corpus.parent)
    broken = b"".join(CLEAN_ROW % n for n in range(5)) + b"{\n" + CLEAN_ROW % 7
    assert tree(corpus.parent / "out") == {**EXPECTED, "broken.jsonl": broken}
    assert result.code == 2
    assert "broken.jsonl:6: not JSON" in words(result)
    if journal:
        assert run("restore", "j.jsonl", cwd=corpus.parent).code == 0
        assert tree(corpus.parent / "out") == tree(corpus)


def test_what_is_finished_is_not_done_again_and_counts_all_the_same(corpus):
    run("clean", "corpus", "-o", "out", cwd=corpus.parent)
    inodes = {path: path.stat().st_ino for path in (corpus.parent / "out").rglob("*.txt")}
    (corpus / "a.txt").write_bytes(DIRTY + b"\nIt was wet.\n")
    (corpus / "new.txt").write_bytes(DIRTY)
    (corpus.parent / "out" / "plain.txt").unlink()
    result = run("clean", "corpus", "-o", "out", cwd=corpus.parent)
    assert "finished before 3" in table(result)
    assert "Removed 24 pieces" in words(result)
    out = corpus.parent / "out"
    assert tree(out) == {**EXPECTED, "new.txt": CLEAN, "a.txt": CLEAN + b"\nIt was wet.\n"}
    assert (out / "sub" / "b.txt").stat().st_ino == inodes[out / "sub" / "b.txt"]


@pytest.mark.parametrize("change", [("--ignore", "advert"), ("--select", "donation"), ("--text-field", "body")])
def test_other_settings_do_it_again(corpus, change):
    run("clean", "corpus", "-o", "out", cwd=corpus.parent)
    result = run("clean", "corpus", "-o", "out", *change, cwd=corpus.parent)
    assert "finished before" not in words(result)


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + b"x" * 500, b"nonsense" * 100])
def test_a_damaged_ledger_only_costs_time(corpus, damage):
    run("clean", "corpus", "-o", "out", cwd=corpus.parent)
    (corpus.parent / "out" / ".cleaner" / "ledger.sqlite3").write_bytes(damage)
    result = run("clean", "corpus", "-o", "out", cwd=corpus.parent)
    assert (result.code, tree(corpus.parent / "out")) == (0, EXPECTED), words(result)
    assert SUMMARY in words(result)


def test_a_row_of_the_ledger_that_makes_no_sense_only_costs_time(corpus):
    run("clean", "corpus", "-o", "out", cwd=corpus.parent)
    with sqlite3.connect(corpus.parent / "out" / ".cleaner" / "ledger.sqlite3") as db:
        db.execute("UPDATE finished SET row = '{\"input\": 1}'")
    db.close()
    result = run("clean", "corpus", "-o", "out", cwd=corpus.parent)
    assert (result.code, tree(corpus.parent / "out")) == (0, EXPECTED)
    assert SUMMARY in words(result)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_bad_file_is_told_and_the_rest_go_on(corpus, jobs):
    (corpus / "bad.md").write_bytes("It rained.\n".encode("utf-16"))
    result = run("clean", "corpus/bad.md", "corpus", "gone.txt", "-o", "out", "-j", jobs, cwd=corpus.parent)
    assert result.code == 2
    assert "error: corpus/bad.md: this is UTF-16 text" in words(result)
    assert "error: gone.txt: no such file" in words(result)
    assert "failed 2 corpus/bad.md gone.txt" in table(result)
    out = corpus.parent / "out"
    assert tree(out / "corpus") == EXPECTED
    assert not (out / "bad.md").exists()


def test_outputs_that_would_fall_together_are_refused(corpus):
    (corpus / "sub" / "a.txt").write_bytes(CLEAN)
    result = run("clean", "-q", "corpus/a.txt", "corpus/sub/a.txt", "-o", "out/", cwd=corpus.parent)
    assert result.code == 2
    assert "error: corpus/sub/a.txt: another input is already written to out/a.txt" in words(result)
    assert tree(corpus.parent / "out") == {"a.txt": CLEAN}
    assert left_over(corpus.parent / "out") == []


def test_a_link_that_leads_out_of_the_output_folder_is_refused(corpus):
    outside = corpus.parent / "outside"
    outside.mkdir()
    out = corpus.parent / "out"
    out.mkdir()
    (out / "sub").symlink_to(outside)
    result = run("clean", "-q", "corpus", "-o", "out", cwd=corpus.parent)
    assert result.code == 2
    assert "behind a link that leads out of out" in words(result)
    assert list(outside.iterdir()) == []
    assert (out / "a.txt").read_bytes() == CLEAN


@pytest.mark.parametrize("output", ["corpus", ".", "corpus/../corpus"])
def test_an_output_folder_around_the_input_is_refused(corpus, output):
    before = tree(corpus)
    result = run("clean", "-q", "corpus", "-o", output, cwd=corpus.parent)
    assert (result.code, tree(corpus)) == (2, before)


def test_an_output_folder_inside_the_input_is_not_cleaned_itself(corpus):
    for _ in range(2):
        assert run("clean", "-q", "corpus", "-o", "corpus/out", cwd=corpus.parent).code == 0
    assert tree(corpus / "out") == EXPECTED


def test_state_that_is_a_link_is_refused(corpus):
    (corpus.parent / "elsewhere").mkdir()
    (corpus / ".cleaner").symlink_to("../elsewhere")
    result = run("clean", "-q", "-w", "corpus", cwd=corpus.parent)
    assert result.code == 2
    assert "this is a link" in words(result)
    assert list((corpus.parent / "elsewhere").iterdir()) == []


def test_modes_are_kept(corpus):
    (corpus / "a.txt").chmod(0o640)
    (corpus / "plain.txt").chmod(0o600)
    run("clean", "-q", "corpus", "-o", "out", cwd=corpus.parent)
    for name, mode in (("a.txt", 0o640), ("plain.txt", 0o600)):
        assert stat.S_IMODE((corpus.parent / "out" / name).stat().st_mode) == mode
    run("clean", "-q", "-w", "corpus", cwd=corpus.parent)
    assert stat.S_IMODE((corpus / "a.txt").stat().st_mode) == 0o640


def test_reports_hold_the_same_for_any_number_of_processes_and_files_done_before(corpus, monkeypatch):
    monkeypatch.setattr(sharded, "SHARD_BYTES", 100)
    for jobs in ("1", "2", "2"):
        run("clean", "-q", "corpus", "-o", "out", "-j", jobs, "--report", f"{jobs}.jsonl", cwd=corpus.parent)
    one, two = ((corpus.parent / name).read_text() for name in ("1.jsonl", "2.jsonl"))
    assert one == two
    assert len(one.splitlines()) == 23


def test_backups_keep_what_was_there_and_are_no_input(corpus):
    before = tree(corpus)
    for _ in range(2):
        assert run("clean", "-q", "-w", "--backup", ".orig.txt", "corpus", cwd=corpus.parent).code == 0
    backups = {f"{name}.orig.txt": data for name, data in before.items() if data != EXPECTED[name]}
    assert tree(corpus) == EXPECTED | backups


def test_a_backup_is_never_written_over(corpus):
    (corpus / "a.txt.orig").write_bytes(b"older\n")
    result = run("clean", "-q", "-w", "--backup", ".orig", "corpus/a.txt", cwd=corpus.parent)
    assert result.code == 2
    assert "the backup" in words(result)
    assert (corpus / "a.txt").read_bytes() == DIRTY
    assert (corpus / "a.txt.orig").read_bytes() == b"older\n"
    assert left_over(corpus) == []


def test_a_file_list_names_the_inputs(corpus):
    (corpus.parent / "list").write_text("corpus/a.txt\ncorpus/sub/b.txt\n")
    result = run("clean", "-q", "--file-list", "list", cwd=corpus.parent)
    assert result.out == EXPECTED["a.txt"] + EXPECTED["sub/b.txt"]
    result = run("check", "-q", "-l", "--file-list", "-", stdin=b"corpus/a.txt\ncorpus/plain.txt\n", cwd=corpus.parent)
    assert (result.code, result.out) == (1, b"corpus/a.txt\n")


def test_the_files_of_a_list_keep_their_folders(corpus):
    names = b"corpus/a.txt\ncorpus/sub/../sub/b.txt\n../away.txt\n"
    (corpus.parent.parent / "away.txt").write_bytes(DIRTY)
    result = run("clean", "-q", "--file-list", "-", "-o", "out/", stdin=names, cwd=corpus.parent)
    (corpus.parent.parent / "away.txt").unlink()
    assert result.code == 2
    assert "error: ../away.txt: `../away.txt` is no name below out/" in words(result)
    out = tree(corpus.parent / "out")
    assert out == {"corpus/a.txt": EXPECTED["a.txt"], "corpus/sub/b.txt": EXPECTED["sub/b.txt"]}


def test_check_and_diff_write_nothing(corpus):
    before = tree(corpus)
    result = run("clean", "--check", "-w", "corpus", cwd=corpus.parent)
    assert result.code == 1
    names = ["corpus/a.txt", "corpus/rows.jsonl", "corpus/sub/b.txt", "corpus/sub/deep/c.md"]
    assert sorted(result.out.decode().splitlines()) == [f"Would clean {name}" for name in names]
    result = run("clean", "--diff", "-w", "corpus", cwd=corpus.parent)
    assert result.code == 1
    assert b"- Advertisement" in result.out
    assert tree(corpus) == before
    assert left_over(corpus) == []
    run("clean", "-q", "-w", "corpus", cwd=corpus.parent)
    assert run("clean", "--check", "corpus", cwd=corpus.parent).code == 0


def test_the_end_can_tell_that_something_changed(corpus):
    result = run("clean", "-w", "--exit-non-zero-on-change", "corpus/a.txt", "corpus/plain.txt", cwd=corpus.parent)
    assert (result.code, "cleaned corpus/a.txt\n" in words(result)) == (1, True)
    assert "plain" not in words(result)
    assert run("clean", "-w", "--exit-non-zero-on-change", "corpus/a.txt", cwd=corpus.parent).code == 0


def test_standard_input_can_have_a_name(corpus):
    result = run("check", "-q", "--stdin-filename", "x.jsonl", stdin=ROW % 1)
    assert result.out == b"x.jsonl:1:3:1: advert/en-label Advertisement\n"


def test_progress_is_shown_on_a_terminal_only(corpus):
    shown = run("clean", "corpus", "-o", "out", cwd=corpus.parent, terminal=True, env={"COLUMNS": "120"})
    assert "files" in words(shown)
    assert "\x1b[" in words(shown)
    assert "5/5 files" in words(shown)
    plain = run("clean", "corpus", "-o", "out2", "--color", "never", cwd=corpus.parent)
    assert "5/5" not in words(plain)
    assert "\x1b[" not in words(plain)


def test_two_runs_do_not_work_on_one_tree(corpus, monkeypatch):
    monkeypatch.setattr(state, "PATIENCE", 0.1)
    fcntl = pytest.importorskip("fcntl")
    (corpus / ".cleaner").mkdir()
    with open(corpus / ".cleaner" / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run("clean", "-q", "-w", "corpus", cwd=corpus.parent)
    assert result.code == 2
    assert "another run is at work here" in words(result)


def test_what_a_killed_run_left_beside_a_file_is_removed(corpus):
    from cleaner.runs import stale

    child = process("--version")
    child.communicate()
    left = corpus / f".cleaner-{stale._host()}-{child.pid}-abc"
    left.write_bytes(b"half")
    alive = corpus / f".cleaner-{stale._host()}-{os.getpid()}-abc"
    alive.write_bytes(b"half")
    stale._swept.clear()
    run("clean", "-q", "-w", "--journal", "j.jsonl", "corpus/a.txt", cwd=corpus.parent)
    assert (left.exists(), alive.exists()) == (False, True)


def test_the_state_is_no_mystery(corpus):
    run("clean", "-q", "corpus", "-o", "out", cwd=corpus.parent)
    with sqlite3.connect(corpus.parent / "out" / ".cleaner" / "ledger.sqlite3") as db:
        rows = {os.fsdecode(name): json.loads(row) for name, row in db.execute("SELECT name, row FROM finished")}
    db.close()
    assert set(rows) == set(EXPECTED)
    assert rows["a.txt"]["output"]["bytes"] == len(CLEAN)
