"""How a diff looks, at three widths and without colour, compared with the pictures in `tests/golden/`.

When the look changes on purpose, redraw them and read the difference: UPDATE_GOLDEN=1 pytest tests/test_golden.py
"""

from __future__ import annotations

import os
import re

import pytest
from command import process, run
from packing import TESTS
from rich.cells import cell_len

FOLDER = TESTS / "golden"
WIDTHS = (60, 100, 200)
REDRAW = os.environ.get("UPDATE_GOLDEN") == "1"


def compare(name, got):
    path = FOLDER / name
    if REDRAW:
        path.write_bytes(got)
    assert path.exists(), "no picture yet: UPDATE_GOLDEN=1 pytest tests/test_golden.py"
    assert got.decode() == path.read_text("utf-8")


def diff(name, *args):
    result = run("diff", "-q", "--color", "never", "-p", "pack.toml", *args, f"{name}.txt", cwd=FOLDER)
    assert (result.code, result.err) == (1, b"")
    return result.out


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", ["unified", "columns", "compact"])
@pytest.mark.parametrize("name", ["article", "strange"])
def test_a_diff_looks_as_before(name, view, width):
    got = diff(name, "--view", view, "--width", str(width))
    compare(f"{name}-{view}-{width}.diff", got)
    lines = got.decode().splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("width", [60, 100, 200])
def test_two_columns_are_drawn_where_there_is_room(width):
    view = "columns" if width >= 140 else "unified"
    assert diff("article", "--width", str(width)) == diff("article", "--width", str(width), "--view", view)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", ["unified", "columns", "compact"])
def test_signs_carry_the_meaning_without_colour(view, width):
    got = diff("article", "--view", view, "--width", str(width)).decode()
    lines = got.splitlines()
    assert any(line.startswith(" 7 - ") and "SPONSORED CONTENT" in line for line in lines)
    assert any(line.startswith(" 9 ~ ") for line in lines)
    assert "[-" in got
    for rule in ("advert/golden-label", "read-more/golden-tail", "payment/golden-widget", "donation/golden-appeal"):
        assert sum(rule in line for line in lines) == 1


@pytest.mark.parametrize("name", ["article", "strange"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_two_columns_are_parted_on_every_line(name, width):
    lines = diff(name, "--view", "columns", "--width", str(width)).decode().splitlines()[1:]
    assert {cell_len(line.partition("│")[0]) for line in lines if line} == {cell_len(lines[0].partition("│")[0])}


def test_letters_that_run_to_the_left_do_not_swap_the_columns():
    lines = diff("strange", "--view", "columns", "--width", "100").decode().splitlines()
    assert [line for line in lines if "שרטון" in line and "\u200e│" not in line] == []


@pytest.mark.parametrize("context", [0, 1, 5])
def test_lines_around_a_change_are_shown_as_far_as_asked(context):
    lines = diff("article", "-U", str(context), "--width", "200", "--view", "unified").decode().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(" 7 -"))
    assert lines[1] == f"     … {6 - context} lines" if context < 5 else lines[1].startswith(" 1   Ferry")
    assert at - 2 == context + 1


def test_a_terminal_without_unicode_gets_other_signs():
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    child = process(
        "diff", "-q", "--view", "columns", "--width", "100", "-p", "pack.toml", "article.txt", cwd=FOLDER,
        env={**os.environ, **env},
    )  # fmt: skip
    out, err = child.communicate()
    assert (child.returncode, err) == (1, b"")
    assert out.isascii()
    assert b"... 4 lines" in out
    assert b" | " in out


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(env):
    result = run("diff", "-q", "-p", "pack.toml", "article.txt", cwd=FOLDER, env=env, terminal=True)
    assert result.code == 1
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-9]|4[0-9])[;m]", result.out)
    assert b"[- See" in result.out


def test_a_document_that_is_left_whole_is_named():
    text = b"It rained.\n\nChip in to our newsroom today: it takes a minute, and it keeps the lamp on.\n"
    result = run("diff", "-q", "-p", "pack.toml", cwd=FOLDER, stdin=text * 3)
    assert result.code in (0, 1)
    assert b"left whole" in result.out


def shown(name, width, *args):
    result = run(*args, "--color", "never", "-p", "pack.toml", cwd=FOLDER, env={"COLUMNS": str(width)})
    got = result.err or result.out
    compare(f"{name}-{width}.txt", got)
    assert all(cell_len(line) <= width for line in got.decode().splitlines())


@pytest.mark.parametrize("width", WIDTHS)
def test_statistics_look_as_before(width):
    shown("statistics", width, "check", "-q", "-l", "--statistics", "rows.jsonl", "strange.txt", "article.txt")
    shown("statistics-one", width, "check", "-q", "-l", "--statistics", "article.txt")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("rule", ["donation/golden-appeal", "payment/golden-widget", "advert/golden-label"])
def test_a_rule_in_words_looks_as_before(rule, width):
    shown(f"rule-{rule.replace('/', '-')}", width, "rule", rule)


@pytest.mark.parametrize("width", WIDTHS)
def test_why_looks_as_before(width):
    shown("why", width, "why", "article.txt:7", "article.txt:9", "article.txt:13", "article.txt:11", "strange.txt:6")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_score_looks_as_before(width):
    shown("score", width, "score", "gold.jsonl")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_review_looks_as_before(width, tmp_path):
    state = str(tmp_path / "state")
    options = ("--state", state, "--color", "never", "-p", "doubts.toml")
    told = run("review", *options, "doubts.txt", cwd=FOLDER, stdin=b"s\n" * 5, env={"COLUMNS": str(width)})
    assert (told.code, told.err) == (0, b"5 findings left to review.\n")
    compare(f"doubts-{width}.review", told.out)
    lines = told.out.decode().splitlines()
    assert all(len(line) <= width for line in lines)
    assert not [char for char in told.out.decode() if char < " " and char != "\n"]
    assert not {"\u202e", "\u202c"} & set(told.out.decode())
