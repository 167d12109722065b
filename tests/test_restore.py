"""`cleaner restore`: every input comes back byte for byte, and a text that was edited since is left alone."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import re

import pytest
from command import run
from hypothesis import given
from hypothesis import strategies as st
from packing import ROOT

SAMPLES = sorted(
    path for path in (ROOT / "samples").iterdir() if path.suffix in (".txt", ".jsonl") and ".expected" not in path.name
)
DIRTY = b"It rained.\n\nAdvertisement\n\nIt stopped.\n"


def write(folder, **files):
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)


def words(result):
    return result.err.decode()


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, a_txt=DIRTY, b_txt=DIRTY + b"\nRead more\n", c_txt=b"It rained.\n")
    return tmp_path


@pytest.mark.parametrize(("journal", "jobs"), [("j.jsonl.gz", "1"), ("journals/", "2")])
def test_every_sample_comes_back(tmp_path, journal, jobs, cleaner, monkeypatch):
    monkeypatch.setattr("cleaner.cli.session.Cleaner", lambda **_: cleaner)
    texts = tmp_path / "texts"
    texts.mkdir()
    for path in SAMPLES:
        (texts / path.name).write_bytes(path.read_bytes())
    args = ("clean", "-q", "-w", "texts", "--journal", journal, "-j", jobs)
    assert run(*args, cwd=tmp_path).code in (0, 2)
    changed = [path for path in SAMPLES if (texts / path.name).read_bytes() != path.read_bytes()]
    assert len(changed) > len(SAMPLES) / 2
    result = run("restore", journal.rstrip("/"), cwd=tmp_path)
    assert result.code == 0, words(result)
    assert f"Put back {len(changed)} files." in words(result)
    for path in SAMPLES:
        assert (texts / path.name).read_bytes() == path.read_bytes()


PIECES = [
    "Advertisement",
    "It rained.",
    " Read more »",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\ufeff",
    "\udcff",
    "é",
    "\0",
    "\\n",
]
texts = (
    st.lists(st.sampled_from(PIECES), max_size=25)
    .map("".join)
    .map(lambda text: text.encode("utf-8", "surrogateescape"))
)


@given(text=texts)
def test_any_text_comes_back(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("any")
    write(folder, a_txt=text)
    done = run("clean", "-q", "-w", "a.txt", "--journal", "j.jsonl", cwd=folder)
    assert done.code == 0, words(done)
    run("restore", "j.jsonl", cwd=folder)
    assert (folder / "a.txt").read_bytes() == text


@given(rows=st.lists(st.tuples(texts, st.booleans(), st.sampled_from([b"\n", b"\r\n", b"\n\n"])), max_size=6))
def test_any_rows_come_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    data = b"".join(
        json.dumps({"text": text.decode("utf-8", "replace"), "n": 1.0}, ensure_ascii=escaped).encode() + end
        for text, escaped, end in rows
    )
    write(folder, a_jsonl=data)
    run("clean", "-q", "-w", "a.jsonl", "--journal", "j.jsonl", cwd=folder)
    run("restore", "j.jsonl", cwd=folder)
    assert (folder / "a.jsonl").read_bytes() == data


@pytest.mark.parametrize("name", ["j.jsonl", "j.jsonl.gz"])
def test_compressed_texts_and_pages_come_back_as_they_were_packed(folder, name):
    page = b"<!DOCTYPE html><p>It rained.</p><p>Advertisement</p><p>It stopped.</p>"
    files = {"a.txt.gz": gzip.compress(DIRTY, 1), "b.txt.bz2": bz2.compress(DIRTY, 3), "c.html": page}
    for path, data in files.items():
        (folder / path).write_bytes(data)
    assert run("clean", "-q", "-w", *files, "--journal", name, cwd=folder).code == 0
    assert all((folder / path).read_bytes() != data for path, data in files.items())
    assert run("restore", "-q", name, cwd=folder).code == 0
    assert {path: (folder / path).read_bytes() for path in files} == files


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".bz2"])
def test_a_journal_is_hardly_larger_than_a_compressed_input(folder, suffix):
    rows = b"".join(b"It rained %x in Verrin.\n\n" % hash((n, 7)) for n in range(3000))
    data = {".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress}[suffix](DIRTY + rows)
    (folder / f"a.txt{suffix}").write_bytes(data)
    run("clean", "-q", "-w", f"a.txt{suffix}", "--journal", "j.jsonl.gz", cwd=folder)
    assert (folder / f"a.txt{suffix}").read_bytes() != data
    assert (folder / "j.jsonl.gz").stat().st_size < 1.05 * len(data) + 500
    run("restore", "-q", "j.jsonl.gz", cwd=folder)
    assert (folder / f"a.txt{suffix}").read_bytes() == data


def test_a_journal_of_an_earlier_version(folder):
    data = gzip.compress(DIRTY, 1)
    (folder / "a.txt.gz").write_bytes(data)
    run("clean", "-q", "-w", "a.txt.gz", "--journal", "j.jsonl", cwd=folder)

    def before(found):
        return b'"base64":"%s"' % base64.b64encode(base64.b85decode(found[1]))

    journal, count = re.subn(rb'"base85":"([^"]*)"', before, (folder / "j.jsonl").read_bytes())
    assert count
    (folder / "j.jsonl").write_bytes(journal)
    assert run("restore", "-q", "j.jsonl", cwd=folder).code == 0
    assert (folder / "a.txt.gz").read_bytes() == data


def test_an_edited_text_is_refused_and_the_rest_come_back(folder):
    run("clean", "-q", "-w", "a.txt", "b.txt", "--journal", "j.jsonl", cwd=folder)
    edited = (folder / "a.txt").read_bytes() + b"A word of my own.\n"
    (folder / "a.txt").write_bytes(edited)
    result = run("restore", "j.jsonl", cwd=folder)
    assert result.code == 2
    assert "error: a.txt: the text is not what came of the cleaning (it was edited since" in words(result)
    assert "Put back 1 file, 1 not put back." in words(result)
    assert (folder / "a.txt").read_bytes() == edited
    assert (folder / "b.txt").read_bytes() == DIRTY + b"\nRead more\n"


def test_only_the_paths_that_were_asked_for(folder):
    (folder / "sub").mkdir()
    write(folder / "sub", d_txt=DIRTY)
    run("clean", "-q", "-w", ".", "--journal", "j.jsonl", cwd=folder)
    assert run("restore", "-q", "j.jsonl", "sub", cwd=folder).code == 0
    assert (folder / "sub" / "d.txt").read_bytes() == DIRTY
    assert (folder / "a.txt").read_bytes() != DIRTY
    assert run("restore", "-q", "j.jsonl", "a.txt", cwd=folder).code == 0
    assert (folder / "a.txt").read_bytes() == DIRTY
    result = run("restore", "j.jsonl", "c.txt", cwd=folder)
    assert (result.code, "c.txt: the journal holds nothing of it" in words(result)) == (2, True)


def test_check_writes_nothing(folder):
    run("clean", "-q", "-w", "a.txt", "--journal", "j.jsonl", cwd=folder)
    clean = (folder / "a.txt").read_bytes()
    assert "Can put back 1 file." in words(run("restore", "--check", "j.jsonl", cwd=folder))
    assert (folder / "a.txt").read_bytes() == clean


def test_a_text_cleaned_twice_goes_back_to_what_it_was_first(folder):
    run("clean", "-q", "-w", "b.txt", "--select", "advert", "--journal", "j.jsonl", cwd=folder)
    run("clean", "-q", "-w", "b.txt", "--journal", "j.jsonl", cwd=folder)
    assert (folder / "b.txt").read_bytes() == b"It rained.\n\nIt stopped.\n"
    assert run("restore", "j.jsonl", cwd=folder).code == 0
    assert (folder / "b.txt").read_bytes() == DIRTY + b"\nRead more\n"
    again = run("restore", "j.jsonl", cwd=folder)
    assert (again.code, "1 had been put back before" in words(again)) == (0, True)


def test_a_pipe_can_be_undone(folder):
    clean = run("clean", "-q", "--journal", "j.jsonl", stdin=DIRTY, cwd=folder).out
    assert clean == b"It rained.\n\nIt stopped.\n"
    assert run("restore", "j.jsonl", "-", stdin=clean, cwd=folder).out == DIRTY
    other = run("restore", "j.jsonl", "-", stdin=b"Another text.\n", cwd=folder)
    assert (other.code, other.out) == (2, b"")


def test_an_output_file_can_be_undone(folder):
    run("clean", "-q", "a.txt", "-o", "out.txt", "--journal", "j.jsonl", cwd=folder)
    assert run("restore", "-q", "j.jsonl", cwd=folder).code == 0
    assert (folder / "out.txt").read_bytes() == DIRTY


@pytest.mark.parametrize("name", ["j.jsonl", "j.jsonl.gz"])
def test_a_journal_that_was_cut_short_is_gone_on_with(folder, name):
    run("clean", "-q", "-w", "a.txt", "--journal", name, cwd=folder)
    whole = (folder / name).read_bytes()
    run("clean", "-q", "-w", "b.txt", "--journal", name, cwd=folder)
    longer = (folder / name).read_bytes()
    # The entry of b.txt was torn: b.txt is as it was, for it is replaced only after its entry is whole.
    (folder / "b.txt").write_bytes(DIRTY)
    (folder / name).write_bytes(longer[: (len(whole) + len(longer)) // 2])
    run("clean", "-q", "-w", "b.txt", "--journal", name, cwd=folder)
    result = run("restore", name, cwd=folder)
    assert (result.code, "Put back 2 files." in words(result)) == (0, True), words(result)
    assert (folder / "a.txt").read_bytes() == (folder / "b.txt").read_bytes() == DIRTY


@pytest.mark.parametrize("name", ["j.jsonl", "j.jsonl.gz"])
def test_a_file_that_is_no_journal_is_never_written_to(folder, name):
    data = b"It rained all day, and nobody wrote it down.\n" * 20
    data = gzip.compress(data) if name.endswith(".gz") else data
    (folder / name).write_bytes(data)
    for args in (("clean", "-w", "a.txt", "--journal", name), ("restore", name)):
        result = run(*args, cwd=folder)
        assert (result.code, "this is no journal" in words(result)) == (2, True), words(result)
    assert (folder / name).read_bytes() == data
    assert (folder / "a.txt").read_bytes() == DIRTY


def test_a_journal_that_was_tampered_with_changes_nothing(folder):
    run("clean", "-q", "-w", "a.txt", "--journal", "j.jsonl", cwd=folder)
    clean = (folder / "a.txt").read_bytes()
    text = (folder / "j.jsonl").read_text()
    for old, new in (("Advert", "Anvert"), ("[[12", "[[999"), ("[[12", '[["x"'), ('"bytes":39', '"bytes":"x"')):
        (folder / "j.jsonl").write_text(text.replace(old, new))
        result = run("restore", "j.jsonl", cwd=folder)
        assert (result.code, "Traceback" in words(result)) == (2, False), words(result)
        assert (folder / "a.txt").read_bytes() == clean


def test_a_journal_does_not_reach_files_elsewhere(folder, tmp_path_factory):
    run("clean", "-q", "-w", "a.txt", "--journal", "j.jsonl", cwd=folder)
    clean = (folder / "a.txt").read_bytes()
    here = tmp_path_factory.mktemp("here")
    text = (folder / "j.jsonl").read_text().replace('"to":"a.txt"', f'"to":"../{folder.name}/a.txt"')
    (here / "j.jsonl").write_text(text)
    result = run("restore", "j.jsonl", cwd=here)
    assert result.code == 2
    assert "neither below this folder nor below the journal's" in words(result)
    assert (folder / "a.txt").read_bytes() == clean
    assert run("restore", "j.jsonl", str(folder), cwd=here).code == 0


def test_a_text_that_is_gone_is_told(folder):
    run("clean", "-q", "-w", "a.txt", "--journal", "j.jsonl", cwd=folder)
    (folder / "a.txt").unlink()
    result = run("restore", "j.jsonl", cwd=folder)
    assert (result.code, "error: a.txt: no such file" in words(result)) == (2, True)


def test_a_journal_that_is_not_there(folder):
    result = run("restore", "no.jsonl", cwd=folder)
    assert (result.code, "no.jsonl: cannot be read" in words(result)) == (2, True)


def test_a_new_journal_holds_what_an_older_run_had_finished(folder):
    (folder / "texts").mkdir()
    write(folder / "texts", a_txt=DIRTY)
    run("clean", "-q", "texts", "-o", "out", cwd=folder)
    run("clean", "-q", "texts", "-o", "out", "--journal", "j.jsonl", cwd=folder)
    assert "Put back 1 file." in words(run("restore", "j.jsonl", cwd=folder))
