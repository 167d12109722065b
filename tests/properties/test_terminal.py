"""Nothing that stands in a scraped text, in an address or in the name of a file drives the terminal, in any view."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import cleaner_of, line_rule
from rich.cells import cell_len
from rich.console import Console

from cleaner import Document
from cleaner.authoring.gold import GoldLine, GoldText
from cleaner.authoring.score import score
from cleaner.authoring.why import why
from cleaner.report import why as why_report
from cleaner.report.batch import batch_table
from cleaner.report.choose import FORMATS
from cleaner.report.explain import explained
from cleaner.report.lines import VIEWS
from cleaner.report.score_table import score_tables
from cleaner.report.statistics import statistics
from cleaner.report.tally import Tally
from cleaner.report.terminal import document_diff
from cleaner.report.totals import Totals

RULES = (
    line_rule("notice", name="advert/x", where="within", message="Notice [red]of[/red] \u202e ours")
    + '[[rule]]\nid = "read-more/x"\nkind = "span"\nphrases = ["read more"]\n'
    + '[[rule]]\nid = "donation/x"\nkind = "evidence"\nthreshold = 1.0\n'
    + '[[rule.cue]]\nname = "asks [bold]"\nweight = 2.0\nphrases = ["please give"]\n'
)
# What commands a terminal, what commands rich, and what takes two columns, none, or runs to the left.
HARM = ["\x1b[31m", "\x1b]0;owned\x07", "\x9b2J", "\x90", "\x07", "\x08", "\x00", "\x7f", "\r", "\x0b", "\x0c", "\x85"]
TURN = [chr(code) for code in (0x202A, 0x202D, 0x202E, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F, 0x61C)]
MARKUP = ["[red]", "[/]", "[/red]", "[link=https://x.example]", ":smile:", "[-", "-]", "\\[", "[bold"]
WIDE = ["桥", "広告", "😀", "e\u0301", "שרטון", "ا", "\u200d", "\u2028", "\u2029", "\ud800", "\udcff", "\t", "x" * 90]
WORDS = ["notice", "Read more", "please give", "it rained.", " ", " ", "\n", "\n\n"]
nasty = st.lists(st.sampled_from(HARM + TURN + MARKUP + WIDE + WORDS * 3), max_size=14).map("".join)
# No name of a file holds a surrogate that stands for no byte.
names = nasty.map(lambda text: text.replace("\ud800", ""))
documents = st.builds(Document, nasty, nasty, nasty, names)
widths = st.sampled_from([20, 60, 100, 200])

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def cleaner():
    return cleaner_of(RULES)


def printed(shown, width, *, colour=False):
    """What a terminal gets, without the styles that are ours when there is colour."""
    out = io.StringIO()
    system = {"force_terminal": True, "color_system": "256"} if colour else {"color_system": None}
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False, **system)
    for one in shown:
        console.print(one)
    text = out.getvalue()
    return _STYLE.sub("", text) if colour else text


def check(text):
    # The one mark that is ours keeps columns apart, and stands before their wall.
    for char in text.replace("\u200e│", "│"):
        assert char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp"), repr(char)
        assert char not in TURN, repr(char)


@pytest.mark.parametrize("view", ["unified", "columns", "compact"])
@given(documents, widths, st.integers(0, 2), st.booleans())
def test_no_diff_is_driven_by_the_text(cleaner, view, document, width, context, colour):
    shown = printed([document_diff(cleaner.clean(document), view=view, context=context)], width, colour=colour)
    check(shown)
    assert all(cell_len(line) <= width for line in shown.split("\n"))
    if view != "compact":
        assert [line for line in shown.split("\n") if line != line.rstrip(" ")] == []


@given(documents)
def test_markup_of_the_text_is_shown_as_text(cleaner, document):
    document = replace(document, text=f"[red]a[/red] :smile: read more\nnotice [bold]b[/bold]\n{document.text}")
    shown = printed([document_diff(cleaner.clean(document), view="unified", context=9)], 200)
    for text in ("[red]a[/red] :smile:", "notice [bold]b[/bold]"):
        assert text in shown


@given(documents, widths, st.booleans())
def test_no_statistics_are_driven_by_the_text(cleaner, document, width, colour):
    totals, tally = Totals(), Tally()
    for path in (document.path, "other/a.txt", "other/b.txt"):
        cleaned = cleaner.clean(replace(document, path=path))
        for observe in (totals.add, tally):
            observe(cleaned)
    shown = printed([statistics(totals, tally)], width, colour=colour)
    check(shown)
    assert width < 60 or all(cell_len(line) <= width for line in shown.split("\n"))
    check(totals.summary())


@pytest.mark.parametrize("name", [*FORMATS])
@given(documents)
@settings(max_examples=50)
def test_no_report_is_driven_by_the_text(cleaner, name, document):
    out, totals = io.BytesIO(), Totals()
    writer = FORMATS[name](out)
    cleaned = cleaner.clean(document)
    totals.add(cleaned)
    writer.add(cleaned)
    writer.close(totals, {"version": "1", "settings": {"pack": document.path}, "packs": {"a": "b"}})
    shown = out.getvalue().decode()
    if name == "html":
        # A page is not printed; its style sheet may have what it likes.
        return
    check(shown)
    if name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(shown)


@pytest.mark.parametrize("name", [*VIEWS])
@given(documents, st.booleans())
def test_no_finding_is_driven_by_the_text(cleaner, name, document, colour):
    shown = printed(VIEWS[name](cleaner.clean(document)), 100, colour=colour)
    check(shown)


@given(documents, widths, st.booleans())
def test_no_answer_of_why_is_driven_by_the_text(cleaner, document, width, colour):
    document = replace(document, text=f"{document.text} notice please give read more")
    lines = cleaner.clean(document)
    found = [why(cleaner, document, removal.line) for removal in lines.removals]
    shown = printed([why_report.told(*found)], width, colour=colour)
    check(shown)
    assert all(cell_len(line) <= width for line in shown.split("\n"))


@given(nasty)
def test_no_answer_of_why_as_json_is_driven_by_the_text(cleaner, text):
    document = Document(f"{text} notice please give read more", path=text.encode("utf-8", "replace").decode())
    found = [why(cleaner, document, removal.line) for removal in cleaner.clean(document).removals]
    shown = why_report.as_json(found)
    check(shown)
    assert len(json.loads(shown)) == len(found)


@given(nasty, widths)
def test_no_score_is_driven_by_the_text(cleaner, text, width):
    lines = [GoldLine(f"{text} notice".replace("\n", " "), "T", ""), GoldLine(text.replace("\n", " "), "A", "")]
    gold = GoldText(text, text, "", "", tuple(lines))
    check(printed([score_tables(score([gold], cleaner.clean, cleaner.rules.common_words), show=9)], width))


@given(nasty, nasty, widths)
def test_no_table_of_files_is_driven_by_their_names(one, other, width):
    check(printed([batch_table([("files", 2)], [one, other], Totals())], width))


@pytest.mark.parametrize("number", range(3))
@given(widths)
@settings(max_examples=8)
def test_no_rule_is_driven_by_its_words(cleaner, number, width):
    rule = sorted(cleaner.rules.by_id.values(), key=lambda compiled: compiled.rule.id)[number].rule
    rule = replace(rule, hit=("notice \x1b[31m [red]\u202e",), miss=("\x9b2J\nb",), path="a\x1b[31m.toml")
    shown = printed([explained(rule, {"tail": 1.0}, (1, 1, 2))], width)
    check(shown)
    assert all(cell_len(line) <= width for line in shown.split("\n"))
