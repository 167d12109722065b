"""`cleaner review` from end to end: sessions that are stopped and taken up, what is written, and single keys."""

from __future__ import annotations

import gzip
import json
import os
import re
import select
import shutil
import signal
import sys
import time
from unittest import mock

import pytest
from command import RULES, process, run
from packing import PROSE

STATE = ".cleaner-review.jsonl"
UNSAFE = "registration/en-maybe"
PERHAPS = '[pack]\nlang = "en"\n[[rule]]\nid = "promo/en-perhaps"\nkind = "line"\nsafety = "unsafe"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Rain.\n\nE-mail address\n\nIt stopped. Read more \xc2\xbb\n")
    (tmp_path / "b.txt").write_bytes(b"Sun.\r\n\r\nEmail address:\r\n")
    return tmp_path


def said(folder, letters, *options, paths=("a.txt", "b.txt"), code=0):
    """The output of a review in which the letters are said, and what it told."""
    done = run("review", *options, *paths, stdin="\n".join(letters).encode(), cwd=folder)
    assert done.code == code, done.err.decode()
    return done.out.decode(), done.err.decode()


def decided(folder):
    lines = (folder / STATE).read_text().splitlines()
    return [json.loads(line)["said"] for line in lines[1:]]


# Sessions


def test_a_review_goes_on_where_it_was_left(folder):
    said(folder, "rs", "--no-write")
    assert decided(folder) == ["remove"]
    out, _ = said(folder, "", "--no-write")
    assert re.findall(r"^\d of .*?:3", out, re.M) == ["2 of 2, 1 decided  b.txt:3"]
    out, told = said(folder, "k")
    assert told == "Removed 1 piece from 1 file; 1 finding to keep in .cleanerignore-findings.\n"
    assert (folder / "a.txt").read_bytes() == "Rain.\n\nIt stopped. Read more »\n".encode()
    assert not (folder / STATE).exists()
    assert said(folder, "")[1] == "Nothing to review in 2 documents.\n"


def test_one_may_go_back_to_what_was_said_before(folder):
    said(folder, "rr", "--no-write")
    _, told = said(folder, "bk")
    assert told == "Removed 1 piece from 1 file; 1 finding to keep in .cleanerignore-findings.\n"


def test_undo_is_on_the_disk_too(folder):
    said(folder, "ru", "--no-write")
    assert not (folder / STATE).exists() or decided(folder)[-1] is None
    assert "1 of 2  a.txt:3" in said(folder, "")[0]


def test_paths_may_be_written_in_another_way(folder):
    said(folder, "r", "--no-write", paths=["a.txt"])
    _, told = said(folder, "", paths=[str(folder / "a.txt")])
    assert told == "Removed 1 piece from 1 file.\n"


def test_decisions_on_other_files_wait(folder):
    said(folder, "r", "--no-write", paths=["a.txt"])
    assert said(folder, "s", paths=["b.txt"])[1] == "1 finding left to review.\n"
    assert decided(folder) == ["remove"]


def test_a_finding_that_was_edited_away_is_dropped_with_a_word(folder):
    said(folder, "rr", "--no-write")
    (folder / "a.txt").write_bytes(b"Rain.\n\nThe e-mail address was wrong.\n")
    _, told = said(folder, "")
    assert told == "Dropped 1 decision on text that is not there any more.\nRemoved 1 piece from 1 file.\n"
    assert (folder / "a.txt").read_bytes() == b"Rain.\n\nThe e-mail address was wrong.\n"
    assert (folder / "b.txt").read_bytes() == b"Sun.\r\n"
    assert not (folder / STATE).exists()


def test_a_finding_that_has_moved_is_still_known(folder):
    said(folder, "r", "--no-write", paths=["a.txt"])
    before = (folder / "a.txt").read_bytes()
    (folder / "a.txt").write_bytes(b"A headline.\n\n" + before)
    said(folder, "", paths=["a.txt"])
    assert (folder / "a.txt").read_bytes() == "A headline.\n\nRain.\n\nIt stopped. Read more »\n".encode()


def test_of_the_same_text_twice_the_right_one_goes(folder):
    (folder / "a.txt").write_bytes(b"One.\n\nE-mail address\n\nTwo.\n\nE-mail address\n\nThree.\n")
    said(folder, "sr", paths=["a.txt"])
    assert (folder / "a.txt").read_bytes() == b"One.\n\nE-mail address\n\nTwo.\n\nThree.\n"


def test_a_half_written_decision_does_not_count(folder):
    said(folder, "rr", "--no-write")
    whole = (folder / STATE).read_bytes()
    (folder / STATE).write_bytes(whole[:-20])
    out, _ = said(folder, "", "--no-write")
    assert "2 of 2, 1 decided  b.txt:3" in out
    said(folder, "r", "--no-write")
    assert decided(folder) == ["remove", "remove"]


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
def test_two_reviews_do_not_share_a_state(folder):
    said(folder, "r", "--no-write", paths=["a.txt"])
    import fcntl

    with open(folder / STATE, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        _, told = said(folder, "r", code=2)
    assert told == f"error: {STATE}: another review is at work with it (end it first)\n"


# What is written


def test_a_pack_that_is_written_passes_its_own_texts_and_is_heeded(folder):
    said(folder, "RK", "-p", "own.toml")
    tested = run("rules", "test", "own.toml", cwd=folder)
    assert (tested.code, tested.out) == (0, b"2 rules, 6 texts, 0 failed\n")
    (folder / "c.txt").write_bytes(b"Rain.\n\nE-MAIL  address!\n\nSun.\n\nEmail address:\n\nWind.\n")
    for unsafe in ((), ("--unsafe",)):
        done = run("clean", "-q", *unsafe, "-p", "own.toml", "c.txt", cwd=folder)
        assert done.out == b"Rain.\n\nSun.\n\nEmail address:\n\nWind.\n"
    assert said(folder, "", "-p", "own.toml", paths=["c.txt"])[1] == "Nothing to review in 1 document.\n"


def test_rules_are_added_to_what_is_in_the_pack(folder):
    said(folder, "R", "-p", "own.toml", paths=["a.txt"])
    first = (folder / "own.toml").read_text()
    (folder / "b.txt").write_bytes(b"Your e-mail address\n")
    (folder / "more.toml").write_text(PERHAPS + 'phrases = ["your e-mail address"]\n')
    said(folder, "K", "-p", "more.toml", "-p", "own.toml", paths=["b.txt"])
    assert (folder / "own.toml").read_text().startswith(first)
    assert run("rules", "test", "own.toml", cwd=folder).out.startswith(b"2 rules,")


def test_a_pack_that_became_faulty_meanwhile_stays_as_it_is(folder):
    said(folder, "R", "--no-write", "-p", "own.toml", paths=["a.txt"])
    (folder / "own.toml").write_text("[[rule]]\n")
    _, told = said(folder, "", "-p", "own.toml", paths=["a.txt"], code=2)
    assert "own.toml:1: a rule without `id`" in told
    assert (folder / "own.toml").read_text() == "[[rule]]\n"


def test_a_piece_of_a_line(folder):
    pack = '[pack]\nlang = "en"\n[[rule]]\nid = "read-more/en-page"\nkind = "span"\nsafety = "unsafe"\n'
    (folder / "page.toml").write_text(pack + 'phrases = ["see page {num}"]\n')
    (folder / "a.txt").write_text("It rained. See page 12\n\nIt stopped. See page 13\n\nIt dried. See page 14\n")
    out, _ = said(folder, "rRK", "-p", "page.toml", "-p", "own.toml", paths=["a.txt"])
    assert "1 ? It rained. [-See page 12-]" in out
    assert (folder / "a.txt").read_text() == "It rained.\n\nIt stopped.\n\nIt dried. See page 14\n"
    assert run("rules", "test", "own.toml", cwd=folder).code == 0
    (folder / "c.txt").write_text("Sun. See page 12\n\nWind. See page 13\n\nSnow. See page 14\n")
    done = run("clean", "-q", "--unsafe", "-p", "page.toml", "-p", "own.toml", "c.txt", cwd=folder)
    assert done.out == b"Sun.\n\nWind.\n\nSnow. See page 14\n"


def test_what_was_too_much_at_once_is_decided_piece_by_piece(folder):
    appeal = "Please give to our reporting today, {}, and do not think that it is a small thing: " + "word " * 20
    (folder / "a.txt").write_text("\n\n".join(["Rain.", *(appeal.format(n) + "end." for n in ("one", "two", "three"))]))
    out, told = said(folder, "rks", paths=["a.txt"])
    assert out.count("  stays: over budget: too much of the document would go\n") == 3
    assert "  cues: asks +2, our work +1, " in out
    assert told.startswith("Removed 1 piece from 1 file; 1 finding to keep in .cleanerignore-findings; 1 finding left")
    assert "today, one" not in (folder / "a.txt").read_text()
    assert "today, three" in (folder / "a.txt").read_text()


def test_what_a_keep_rule_spared_may_go_after_all(folder):
    # Not so with the user's own packs, where it is a decision; so this one comes with the tool.
    rule = '[[rule]]\nid = "advert/en-kept"\nkind = "line"\naction = "keep"\nphrases = ["advertisement"]\n'
    rules = folder / "rules"
    shutil.copytree(RULES, rules)
    (rules / "en" / "keep.toml").write_text(f'[pack]\nlang = "en"\n{rule}')
    (folder / "a.txt").write_text("Rain.\n\nAdvertisement\n")
    with mock.patch("command.RULES", rules):
        out, _ = said(folder, "r", paths=["a.txt"])
    assert "  stays: kept by advert/en-kept\n" in out
    assert (folder / "a.txt").read_text() == "Rain.\n"


def test_restore_puts_back_what_a_review_removed(folder):
    before = (folder / "b.txt").read_bytes()
    said(folder, "sr", "--journal", "gone.jsonl", "--backup", ".orig")
    assert (folder / "b.txt").read_bytes() == b"Sun.\r\n"
    assert (folder / "b.txt.orig").read_bytes() == before
    assert run("restore", "gone.jsonl", cwd=folder).code == 0
    assert (folder / "b.txt").read_bytes() == before


def test_compressed_rows(folder):
    rows = [{"id": n, "text": f"{PROSE}\n\nE-mail address\n\nRow {n}."} for n in range(3)]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress(data))
    said(folder, "srs", paths=["rows.jsonl.gz"])
    after = [json.loads(line)["text"] for line in gzip.decompress((folder / "rows.jsonl.gz").read_bytes()).splitlines()]
    assert ["E-mail" in text for text in after] == [True, False, True]


def test_bytes_that_are_no_text_are_kept_and_cannot_be_a_rule(folder):
    (folder / "odd.toml").write_text(PERHAPS + 'where = "start"\nphrases = ["odd"]\n')
    (folder / "a.txt").write_bytes(b"Rain.\n\nOdd \xff line\n\nMore \xfe.\n")
    out, _ = said(folder, "Rr", "-p", "odd.toml", "-p", "own.toml", paths=["a.txt"])
    assert "3 ? Odd \\xff line" in out
    assert "? always remove: no rule can name it: it holds bytes that are no text\n? remove\n" in out
    assert (folder / "a.txt").read_bytes() == b"Rain.\n\nMore \xfe.\n"
    assert not (folder / "own.toml").exists()


def test_a_file_that_cannot_be_written_is_told_and_stays_to_be_done(folder):
    if os.geteuid() == 0:
        (folder / "a.txt.orig").write_text("of somebody else")
        options = ("--backup", ".orig")
    else:
        folder.chmod(0o500)
        options = ("--state", str(folder.parent / "state"))
    _, told = said(folder, "rr", *options, code=2)
    folder.chmod(0o700)
    assert "a.txt" in told
    assert "still to remove" in told
    assert b"E-mail address" in (folder / "a.txt").read_bytes()


# Processes and terminals

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="needs Unix signals and terminals")


def waited(stream, wanted, seconds=60):
    """What comes from a descriptor until it ends with the wanted bytes."""
    got, end = b"", time.monotonic() + seconds
    while not got.endswith(wanted):
        assert time.monotonic() < end, got
        if select.select([stream], [], [], 0.2)[0]:
            piece = os.read(stream, 65536)
            assert piece, got
            got += piece
    return got


@needs_unix
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_what_was_said_outlives_the_process(folder, kill):
    child = process("review", "a.txt", "b.txt", cwd=folder, bufsize=0)
    waited(child.stdout.fileno(), b"? ")
    child.stdin.write(b"R\n")
    waited(child.stdout.fileno(), b"? ")
    child.send_signal(kill)
    _, err = child.communicate(timeout=60)
    assert child.returncode == (130 if kill == signal.SIGINT else -signal.SIGKILL)
    if kill == signal.SIGINT:
        expected = f"1 decision kept in {STATE}; nothing was carried out. The same command goes on.\n"
        assert err.decode().strip() == expected.strip()
    assert decided(folder) == ["always remove"]
    assert not (folder / "cleaner-review.toml").exists()
    out, told = said(folder, "r")
    assert "2 of 2, 1 decided  b.txt:3" in out
    assert told.startswith("Removed 2 pieces from 2 files; 1 rule in cleaner-review.toml, ")


class Terminal:
    """A review on a terminal of 60 columns."""

    prompt = b"? "

    def __init__(self, folder, *paths):
        import pty
        import termios

        self.here, there = pty.openpty()
        termios.tcsetwinsize(there, (24, 60))
        self.before = termios.tcgetattr(there)
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "CI", "FORCE_COLOR")}
        streams = {"stdin": there, "stdout": there, "stderr": there}
        options = {"cwd": folder, "env": environment | {"TERM": "xterm"}, "preexec_fn": lambda: os.login_tty(0)}
        self.child = process("review", "--color", "never", *paths, **streams | options)
        self.there = there
        self.shown = b""

    def wait_for_prompt(self):
        self.shown += waited(self.here, self.prompt)

    def press(self, keys):
        os.write(self.here, keys)

    def end(self):
        """The exit code, and what was shown, without escape codes."""
        code = self.child.wait(timeout=60)
        while select.select([self.here], [], [], 0.2)[0]:
            self.shown += os.read(self.here, 65536)
        import termios

        # The terminal is as it was.
        assert termios.tcgetattr(self.there) == self.before
        os.close(self.here)
        os.close(self.there)
        return code, re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", self.shown).replace(b"\r", b"").decode()


@needs_unix
def test_single_keys_on_a_terminal(folder):
    terminal = Terminal(folder, "a.txt", "b.txt")
    terminal.wait_for_prompt()
    for key in (b"x", b"\r", b"\x1b[C", b"\x1b[D", b"b", b"k", b"u"):
        terminal.press(key)
        if key != b"\r":
            terminal.wait_for_prompt()
    # Two keys at once are two keys.
    terminal.press(b"rk")
    terminal.wait_for_prompt()
    if b"That was the last" not in terminal.shown:
        terminal.wait_for_prompt()
    terminal.press(b"q")
    code, shown = terminal.end()
    assert code == 0
    steps = re.findall(r"^\? (\S.*)", shown, re.M)
    wanted = ["no such key", "skip", "back", "back: this is the first one", "keep", "undo", "remove", "keep"]
    assert steps == [*wanted, "carry it out"]
    assert all(len(line) <= 60 for line in shown.splitlines()[:-1])
    assert (folder / "a.txt").read_bytes() == "Rain.\n\nIt stopped. Read more »\n".encode()
    assert UNSAFE in (folder / ".cleanerignore-findings").read_text()


@needs_unix
@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 0)], ids=["ctrl-c", "ctrl-d"])
def test_control_keys_on_a_terminal(folder, key, code):
    terminal = Terminal(folder, "a.txt", "b.txt")
    terminal.wait_for_prompt()
    terminal.press(b"r")
    terminal.wait_for_prompt()
    terminal.press(key)
    ended, shown = terminal.end()
    assert ended == code
    assert (b"E-mail" in (folder / "a.txt").read_bytes()) is (code == 130)
    assert (folder / STATE).exists() is (code == 130)
    assert ("1 decision kept" if code else "Removed 1 piece from 1 file") in shown


def test_no_color_means_no_escape_codes(folder):
    done = run("review", "a.txt", cwd=folder, env={"NO_COLOR": "1"})
    assert b"\x1b" not in done.out + done.err
