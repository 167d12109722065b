"""The man pages: up to date, sound, complete, and in the package."""

from __future__ import annotations

import shutil
import subprocess
import tomllib

import click
import pytest
from packing import ROOT

from cleaner.cli import man
from cleaner.cli.main import cli

FOLDER = ROOT / "docs" / "man"
PAGES = man.pages()
CHECKERS = {
    "groff": ("groff", "-man", "-ww", "-z", "-Kutf8"),
    "mandoc": ("mandoc", "-T", "lint", "-W", "warning"),
}


def plain(page):
    """A page as people read it, roughly."""
    for sign, code in man._ESCAPED.items():
        page = page.replace(code, sign)
    return page.replace("\\fB", "").replace("\\fI", "").replace("\\fR", "")


def test_the_pages_are_up_to_date():
    written = {path.name: path.read_text("ascii") for path in FOLDER.iterdir()}
    assert set(written) == set(PAGES)
    if man.made_with() not in written["cleaner.1"]:
        pytest.skip("they were made with another version of click")
    assert written == PAGES, "the commands have changed: make man"


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_pages_are_sound(checker):
    if not shutil.which(checker):
        pytest.skip(f"no {checker} here to check man pages")
    for name in PAGES:
        done = subprocess.run([*CHECKERS[checker], FOLDER / name], capture_output=True, text=True, check=False)
        told = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]
        assert (done.returncode if checker == "groff" else 0, told) == (0, [])


def test_man_shows_a_page():
    if not shutil.which("man"):
        pytest.skip("no man here to show pages")
    done = subprocess.run(["man", "--warnings", "-l", FOLDER / "cleaner.1"], capture_output=True, check=False)
    if b"has been minimized" in done.stdout or b"unrecognized option" in done.stderr:
        pytest.skip("this man shows no pages")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"EXIT STATUS" in done.stdout


def commands():
    top = click.Context(cli)
    for name in cli.list_commands(top):
        command = cli.get_command(top, name)
        yield f"cleaner-{name}.1", command
        for inner in getattr(command, "commands", {}).values():
            yield f"cleaner-{name}.1", inner


@pytest.mark.parametrize(("page", "command"), [pytest.param(p, c, id=f"{p}: {c.name}") for p, c in commands()])
def test_every_command_and_option_is_told(page, command):
    text = plain(PAGES[page])
    assert command.name in text
    for option in command.params:
        for name in option.opts if isinstance(option, click.Option) else ():
            assert name in text
    first = (command.help or "").split("\n\n")[0].split()
    assert " ".join(first) in " ".join(text.replace("`", "").split()) or "`" in " ".join(first)


def test_the_main_page_names_all_others_and_what_the_readme_promises():
    text = plain(PAGES["cleaner.1"])
    assert all(f"{page[:-2]}(1)" in text for page in PAGES if page != "cleaner.1")
    for title in ("EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"):
        assert f".SH {title}\n" in text
    assert "CLEANER_SELECT" in text


def test_no_text_is_taken_for_a_request():
    assert man._line(".so /etc/passwd") == r"\&.so /etc/passwd"
    assert man._line("'br") == r"\(aqbr"
    assert man._line(r"a \fB b") == r"a \efB b"
    assert man._line("`-w` – “quoted”") == r"\fB\-w\fR \[u2013] \[u201C]quoted\[u201D]"
    assert all(page.isascii() for page in PAGES.values())


def test_pages_of_commands_that_are_no_more_are_removed(tmp_path):
    (tmp_path / "cleaner-gone.1").write_text("old")
    man.write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)


def test_the_package_carries_the_pages():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"]["shared-data"] == {"docs/man": "share/man/man1"}
    assert "docs/man" in build["sdist"]["include"]
