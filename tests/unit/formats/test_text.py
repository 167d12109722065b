"""Plain text, and large ones in parts."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from command import run as command
from hypothesis import given
from hypothesis import strategies as st
from packing import PROSE, cleaner_of, line_rule
from rich.console import Console

from cleaner import Document
from cleaner.authoring.why import why
from cleaner.engine import stretch
from cleaner.engine.view import View
from cleaner.formats.stream import Reading
from cleaner.formats.text import decode, encode, run
from cleaner.report.diff import diff_rows
from cleaner.report.diff_text import heading
from cleaner.report.look import Look
from cleaner.report.style import signs
from cleaner.report.totals import Totals

RULES = line_rule("advertisement", name="advert/test") + line_rule("foot box", name="promo/test", zone="tail")


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(stretch, "MOST_CHARS", 8000)


def story(count, end="\n"):
    lines = []
    for n in range(count):
        lines += [f"Day {n}", "", f"{PROSE} Day {n}.", "", "Foot box", "", "Advertisement", ""]
        lines += [f"{PROSE} Night {n}.", "", f"{PROSE} Dawn {n}.", ""]
    return end.join(lines)


def cleaned(data, clean):
    seen, notes, sink = [], [], io.BytesIO()
    run(io.BytesIO(data), sink, Reading("a.txt"), clean, seen.append, notes.append)
    return sink.getvalue(), seen, notes


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_in_parts_loses_what_the_whole_loses(monkeypatch, end):
    clean = cleaner_of(RULES).clean
    data = story(160, end).encode()
    whole, (told,), _ = cleaned(data, clean)
    monkeypatch.setattr(stretch, "MOST_CHARS", 8000)
    made, parts, _ = cleaned(data, clean)
    assert len(parts) > 4
    assert made == whole
    assert made.count(b"Advertisement") == 0
    # What stands between two parts is no end of the text.
    assert made.count(b"Foot box") == 160
    assert [r.line for part in parts for r in part.removals] == [r.line for r in told.removals]
    assert "".join(part.document.text for part in parts) == told.document.text
    # As rows hold texts, the engine itself looks at them so.
    assert clean(Document(data.decode())) == replace(told, document=Document(data.decode()))


def test_a_text_in_parts_is_one_document(small_parts):
    _, parts, _ = cleaned(story(160).encode(), cleaner_of(RULES).clean)
    totals = Totals()
    for part in parts:
        totals.add(part)
    assert (len(parts) > 4, totals.documents, totals.changed) == (True, 1, 1)
    shown = [(row.sign, row.number, row.text) for part in parts for row in diff_rows(part) if row.sign == "-"]
    lines = story(160).split("\n")
    assert all(text == lines[number - 1] for _, number, text in shown)
    look = Look(Console(), 60, signs(ascii_only=False))
    first, second = (next(heading(part, look)).plain for part in parts[:2])
    assert "from line" not in first
    number = len(parts[0].document.text.splitlines()) + 1
    assert second.startswith(f"a.txt from line {number}  ")


def test_why_knows_the_parts(small_parts):
    document = Document(story(160))
    line = 1 + max(n for n, text in enumerate(story(160).split("\n")) if text == "Advertisement")
    told = why(cleaner_of(RULES), document, line)
    assert (told.fate, told.text, told.place) == ("goes", "Advertisement", "body")


def test_the_command_why_finds_the_part(small_parts, tmp_path):
    (tmp_path / "a.txt").write_text(story(160))
    lines = story(160).split("\n")
    line = 1 + max(n for n, text in enumerate(lines) if text == "Advertisement")
    told = command("why", f"a.txt:{line}", "--output-format", "json", cwd=tmp_path)
    (found,) = json.loads(told.out)
    assert (found["line"], found["text"], found["fate"]) == (line, "Advertisement", "goes")
    none = command("why", f"a.txt:{len(lines) + 9}", cwd=tmp_path)
    assert f"a.txt:{len(lines) + 9}: no such line (the text has {len(lines) - 1} lines)".encode() in none.err


def test_bytes_that_are_no_utf_8_are_told_of_once(small_parts):
    text = story(160).replace("Day 30", "Day \udcff30").replace("Day 35", "Day \udcff35")
    made, parts, notes = cleaned(encode(text), cleaner_of(RULES).clean)
    assert len(parts) > 4
    assert made.count(b"Day \xff30") == text.count("Day \udcff30")
    line = 1 + text[: text.index("\udcff")].count("\n")
    assert [note.where for note in notes] == [f"a.txt:{line}"]
    assert "0xff" in notes[0].message


def test_a_line_of_any_length_is_one_part(small_parts):
    data = b"It rained. " * 5000 + b"\n" + story(10).encode()
    made, _, _ = cleaned(data, cleaner_of(RULES).clean)
    assert made.startswith(b"It rained. " * 5000 + b"\n")
    assert b"Advertisement" not in made


PIECES = st.sampled_from([PROSE, "Day", "", " ", "Advertisement", "x" * 900, "\r", "a\rb", "冬 \U0001f600", "\x85"])


@given(st.lists(PIECES, max_size=60), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_stretches_make_the_text(pieces, end, ended):
    text = end.join(pieces) + end * ended
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretch, "MOST_CHARS", 500)
        view = View(text)
        found = list(stretch.stretches(view))
        assert "".join(s.view.text for s in found) == text
        assert [raw for s in found for raw in s.view.raws] == view.raws
        at = line = 0
        for one in found:
            assert (one.line, one.start) == (line, at)
            line, at = line + len(one.view.raws), at + len(one.view.text)
        data = text.encode()
        made, parts, _ = cleaned(data, cleaner_of(line_rule("never there")).clean)
        assert made == data
        assert "".join(part.document.text for part in parts) == decode(data)
