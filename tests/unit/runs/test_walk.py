"""Which files of a folder are cleaned: ignore files, hidden ones, links, and what is no text."""

from __future__ import annotations

import os

import pytest

from cleaner.errors import InputError
from cleaner.runs.walk import Walking, find_files, listed


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "corpus"


def fill(folder, *names, **contents):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("It rained.\n")
    for name, text in contents.items():
        (folder / name).write_text(text)


def found(*paths, leave_out="", **walking):
    problems = []
    files = find_files(paths, Walking(**walking), problems.append, leave_out=leave_out)
    return [file.name for file in files], [f"{p.where}: {p.message}" for p in problems]


def test_a_folder_is_walked_in_order_of_name(corpus):
    fill(corpus, "b.txt", "a/z.txt", "a/b/c.txt", "c", "a.txt", "é.txt")
    assert found("corpus") == (["a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "c", "é.txt"], [])


def test_ignore_files_are_heeded_the_nearest_first(corpus):
    fill(corpus, "a.txt", "b.log", "keep.log", "sub/c.log", "sub/d.txt", "build/x.txt", "sub/build/y.txt")
    (corpus / ".gitignore").write_text("*.log\n!keep.log\n/build/\n")
    (corpus / "sub" / ".gitignore").write_text("!c.log\n")
    names, _ = found("corpus", format="text")
    assert names == ["a.txt", "keep.log", "sub/build/y.txt", "sub/c.log", "sub/d.txt"]


@pytest.mark.parametrize("name", [".gitignore", ".ignore", ".cleanerignore"])
def test_each_kind_of_ignore_file(corpus, name):
    fill(corpus, "a.txt", "drafts/b.txt", "c d.txt")
    (corpus / name).write_text("# a comment\n\ndrafts\nc\\ d.txt\n")
    assert found("corpus")[0] == ["a.txt"]
    assert found("corpus", no_ignore=True)[0] == ["a.txt", "c d.txt", "drafts/b.txt"]


def test_our_own_ignore_file_overrules_the_others_of_its_folder(corpus):
    fill(corpus, "a.txt", "b.txt")
    (corpus / ".gitignore").write_text("*.txt\n")
    (corpus / ".cleanerignore").write_text("!a.txt\n")
    assert found("corpus")[0] == ["a.txt"]


def test_ignore_files_above_count_as_far_as_the_repository_reaches(corpus):
    fill(corpus, "a.txt", "b.txt")
    (corpus.parent / ".gitignore").write_text("/corpus/b.txt\n")
    assert found("corpus")[0] == ["a.txt", "b.txt"]
    (corpus.parent / ".git").mkdir()
    assert found("corpus")[0] == ["a.txt"]


def test_hidden_files_are_left_out(corpus):
    fill(corpus, "a.txt", ".b.txt", ".c/d.txt", ".git/e.txt", ".cleaner/f.txt")
    assert found("corpus")[0] == ["a.txt"]
    assert found("corpus", hidden=True)[0] == [".b.txt", ".c/d.txt", "a.txt"]


def test_exclude_takes_patterns_of_ignore_files(corpus):
    fill(corpus, "a.txt", "old/b.txt", "new/old/c.txt", "new/d.txt")
    assert found("corpus", exclude=("/old", "d.*"))[0] == ["a.txt", "new/old/c.txt"]
    assert found("corpus", exclude=("old", "!old"), no_ignore=True)[0] == [
        "a.txt",
        "new/d.txt",
        "new/old/c.txt",
        "old/b.txt",
    ]


def test_links_are_not_followed(corpus):
    fill(corpus, "a.txt")
    fill(corpus.parent / "elsewhere", "b.txt")
    (corpus / "loop").symlink_to(".")
    (corpus / "away").symlink_to("../elsewhere")
    (corpus / "b.txt").symlink_to("../elsewhere/b.txt")
    (corpus / "broken.txt").symlink_to("nothing")
    assert found("corpus") == (["a.txt"], ["corpus: passed by 4 links"])


def test_what_is_no_text_is_passed_by_with_a_note(corpus):
    fill(corpus, "a.txt", "a.json", "b.json", "c.py", "old~")
    (corpus / "p.dat").write_bytes(b"PNG\0\1")
    os.mkfifo(corpus / "fifo")
    names, (note,) = found("corpus")
    assert names == ["a.txt"]
    assert note == "corpus: passed by 2 .json files, 1 .py file, 1 backup file, 1 binary file, 1 special file"


def test_a_format_that_was_asked_for_takes_every_file(corpus):
    fill(corpus, "a.json", "b.txt")
    (corpus / "c.dat").write_bytes(b"a\0")
    assert found("corpus", format="jsonl") == (["a.json", "b.txt", "c.dat"], [])


def test_explicit_paths_are_always_taken(corpus):
    fill(corpus, "a.json", ".b.txt", "c.txt")
    (corpus / ".gitignore").write_text("*\n")
    paths = ["corpus/a.json", "corpus/.b.txt", "corpus/c.txt", "corpus/no.txt"]
    assert found(*paths)[0] == ["a.json", ".b.txt", "c.txt", "no.txt"]


def test_force_exclude_leaves_explicit_paths_out(corpus):
    fill(corpus, "a.txt", "sub/b.txt", "sub/deep/c.txt", "d.txt")
    (corpus / "sub" / ".cleanerignore").write_text("b.txt\n")
    paths = ["corpus/a.txt", "corpus/sub/b.txt", "corpus/sub/deep/c.txt", "corpus/d.txt"]
    assert found(*paths, force_exclude=True, exclude=("deep", "d.txt"))[0] == ["a.txt"]
    assert found("corpus", force_exclude=True, exclude=("corpus",))[0] == []


def test_several_folders_keep_their_names_and_share_no_file(corpus):
    fill(corpus, "x/a.txt", "y/a.txt")
    assert found("corpus/x", "corpus/y/")[0] == ["x/a.txt", "y/a.txt"]
    assert found("corpus", "corpus/x")[0] == ["corpus/x/a.txt", "corpus/y/a.txt"]


def test_the_output_folder_is_not_walked(corpus):
    fill(corpus, "a.txt", "out/a.txt", "out2/b.txt")
    assert found("corpus", leave_out="corpus/out")[0] == ["a.txt", "out2/b.txt"]


def test_an_unreadable_folder_is_told_and_the_rest_go_on(corpus, monkeypatch):
    fill(corpus, "a/b.txt", "c.txt")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("a"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert found("corpus") == (["c.txt"], ["corpus/a: cannot be read: Permission denied"])


def test_a_name_that_is_no_text_is_walked_too(corpus):
    corpus.mkdir()
    with open(os.fsencode(str(corpus)) + b"/\xff.txt", "wb") as file:
        file.write(b"a\n")
    assert found("corpus")[0] == ["\udcff.txt"]


def test_a_file_list_has_one_path_a_line():
    assert listed([b"a.txt\n", b"\n", b"b c.txt\r\n", b"\xff"], "list") == ["a.txt", "b c.txt", "\udcff"]
    with pytest.raises(InputError, match="NUL"):
        listed([b"a\0b\n"], "list")
