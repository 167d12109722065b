"""How a diff looks, at three widths and without colour, compared with the pictures in `tests/golden/`.

When the look changes on purpose, redraw them and read the difference: UPDATE_GOLDEN=1 pytest tests/test_golden.py
"""

from __future__ import annotations

import os

import pytest
from command import run
from packing import TESTS

FOLDER = TESTS / "golden"
REDRAW = os.environ.get("UPDATE_GOLDEN") == "1"


def compare(name, got):
    path = FOLDER / name
    if REDRAW:
        path.write_bytes(got)
    assert path.exists(), "no picture yet: UPDATE_GOLDEN=1 pytest tests/test_golden.py"
    assert got.decode() == path.read_text("utf-8")


@pytest.mark.parametrize("width", [60, 100, 160])
@pytest.mark.parametrize("name", ["article", "strange"])
def test_a_diff_looks_as_before(name, width):
    result = run("diff", "-q", "--color", "never", "--width", str(width), "-p", "pack.toml", f"{name}.txt", cwd=FOLDER)
    assert (result.code, result.err) == (1, b"")
    compare(f"{name}-{width}.diff", result.out)
    assert all(len(line) <= width for line in result.out.decode().splitlines())


@pytest.mark.parametrize("width", [60, 100, 160])
def test_signs_carry_the_meaning_without_colour(width):
    result = run("diff", "-q", "--color", "never", "--width", str(width), "-p", "pack.toml", "article.txt", cwd=FOLDER)
    lines = result.out.decode().splitlines()
    assert any(line.startswith(" 7 - SPONSORED CONTENT") for line in lines)
    assert any(line.startswith(" 9 ~ ") for line in lines)
    assert "he said.[- See" in result.out.decode()
    for rule in ("advert/golden-label", "read-more/golden-tail", "payment/golden-widget", "donation/golden-appeal"):
        assert sum(rule in line for line in lines) == 1


@pytest.mark.parametrize("width", [140, 160])
def test_the_two_columns_are_parted_on_every_line(width):
    result = run("diff", "-q", "--color", "never", "--width", str(width), "-p", "pack.toml", "article.txt", cwd=FOLDER)
    body = [line for line in result.out.decode().splitlines()[1:] if line.strip()]
    assert [line for line in body if "│" not in line] == []


def test_statistics_look_as_before():
    result = run("clean", "-q", "--statistics", "--color", "never", "-p", "pack.toml", "article.txt", cwd=FOLDER)
    compare("statistics.txt", result.err)


def test_a_rule_in_words_looks_as_before():
    result = run("rule", "--color", "never", "-p", "pack.toml", "donation/golden-appeal", cwd=FOLDER)
    compare("rule.txt", result.out)


@pytest.mark.parametrize("width", [60, 100, 200])
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
