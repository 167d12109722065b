"""CSV: rows are what the standard library reads, and only the text of a changed row is written anew."""

from __future__ import annotations

import csv as stdlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats import csv
from cleaner.formats.stream import Reading
from cleaner.model import Cleaned, Span

# Tables with the text `X`, which becomes `Y`; all the rest must stay as it is written.
TABLES = [
    "text\nX\n",
    "text\nX",
    "\ufefftext,a\nX,1\n",
    '\ufeff"text",a\r\n"X",1\r\n',
    'a,"text"\r\n"1",X\r\n"","a"\r\n',
    "a;text\n1,5;X\n",
    "a\ttext\tb\n1\tX\t\n",
    "a|text\n|X\n",
    'text,a\nX,"two\nlines, and ""quotes"""\n',
    'text,a\n"X","two\r\n\r\nlines"\r\n\n \nb,c',
    'text,a\nX, 5" disk\n',
    'text,a\nX,"odd"tail\n',
    "text\tté\nX\tx\n",
]
HEAD = "id,url,text\n"


def clean(document):
    if document.text.endswith("X"):
        end = len(document.text)
        return Cleaned(document, document.text[:-1] + "Y", cuts=(Span(end - 1, end),))
    return Cleaned(document, document.text)


def run(data, runner=csv.run, sink=True, **reading):
    out, seen, problems = io.BytesIO(), [], []
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape")
    runner(io.BytesIO(raw), out if sink else None, Reading("in.csv", **reading), clean, seen.append, problems.append)
    text = out.getvalue().decode("utf-8", "surrogateescape")
    return text, seen, [f"{p.where}: {p.message}" for p in problems]


@pytest.mark.parametrize("table", TABLES)
def test_every_other_byte_stays(table):
    out, seen, problems = run(table)
    assert out == table.replace("X", "Y", 1)
    assert seen[0].document.text == "X"
    assert not problems


def test_what_a_row_tells_of_its_document():
    _, seen, _ = run(HEAD + '7,https://a.example/,"a\nb"\n8,,c\n')
    first, second = (cleaned.document for cleaned in seen)
    assert (first.doc_id, first.url, first.text, first.path) == ("7", "https://a.example/", "a\nb", "in.csv:2")
    assert (second.url, second.path) == ("", "in.csv:4")


def test_the_column_can_be_named():
    assert run("body,link,text\nX,l,X\n", text_field="body", url_field="link")[0] == "body,link,text\nY,l,X\n"


def test_in_quotes_it_stays_in_quotes():
    assert run(HEAD + '1,,"a ""b"", c\nX"\n')[0] == HEAD + '1,,"a ""b"", c\nY"\n'


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,a X", "in.csv:2: 2 fields where the head has 3"),
        ("1,,a,X", "in.csv:2: 4 fields where the head has 3"),
        ('1,,"a"X', "in.csv:2: its quotes are at odds"),
        ('1,"u"u,X', "in.csv:2: its quotes are at odds"),
    ],
)
def test_a_row_that_does_not_fit_passes_unchanged_and_is_reported(row, message):
    out, seen, problems = run(f"{HEAD}{row}\n2,,X\n")
    assert out == f"{HEAD}{row}\n2,,Y\n"
    assert problems == [f"{message}; the row is passed through unchanged"]
    assert len(seen) == 1


def test_a_quote_that_is_never_closed_loses_nothing():
    table = HEAD + '1,,X\n2,,"X\n3,,X\n4,,X'
    out, _, problems = run(table)
    assert out == HEAD + '1,,Y\n2,,"X\n3,,X\n4,,X'
    assert problems == ["in.csv:3: its quotes are at odds; the row is passed through unchanged"]


def test_a_row_without_an_end_is_refused(monkeypatch):
    monkeypatch.setattr(csv, "_MAX_ROW", 100)
    with pytest.raises(InputError, match="a row without an end") as caught:
        run(HEAD + '1,,"' + "a\n" * 100)
    assert caught.value.where == "in.csv:2"


@pytest.mark.parametrize("head", ["a,b\n", "\n", "a;b\n1;2\n", '"text\n'])
def test_a_missing_column_is_told_with_those_that_are_there(head):
    with pytest.raises(InputError, match="no column `text`") as caught:
        run(head)
    assert "--text-field" in caught.value.hint


def test_two_columns_of_the_name_are_refused():
    with pytest.raises(InputError, match="2 columns `text`"):
        run("text,text\nX,X\n")


def test_utf_16_is_told():
    with pytest.raises(InputError, match="no CSV in UTF-8"):
        run("text\nX\n".encode("utf-16"))


def test_an_empty_file_stays_empty():
    assert run("") == ("", [], [])


def test_in_a_table_with_tabs_nothing_else_divides():
    assert run("a,b\ttext\n1,2\tX\n", csv.run_tabs)[0] == "a,b\ttext\n1,2\tY\n"


def test_bytes_that_are_no_utf_8_stay():
    assert run(b"a,text\n\xff,b\xfe X\n")[0].encode("utf-8", "surrogateescape") == b"a,text\n\xff,b\xfe Y\n"


def test_annotated_tables_stay_tables():
    out, _, _ = run(HEAD + '1,,X\n2,,"a"X\n\n3,,a\n', annotate="beside")
    found = list(stdlib.reader(io.StringIO(out)))
    assert [len(row) for row in found] == [4, 4, 4, 0, 4]
    assert found[0][3] == "cleaner"
    assert found[2][3] == ""
    again, _, problems = run(out, annotate="beside")
    assert next(stdlib.reader(io.StringIO(again))) == found[0]
    assert problems == ["in.csv:3: its quotes are at odds; the row is passed through unchanged"]


def test_a_column_of_that_name_is_not_overwritten():
    table = "text,cleaner\nX,Mrs Moss\n"
    out, _, problems = run(table, annotate="beside")
    assert out == table
    assert problems == ["in.csv:2: it has a field `cleaner` of its own; the row is passed through unchanged"]


names = st.lists(st.text("abc é", min_size=1, max_size=3), min_size=1, max_size=3, unique=True)
values = st.text(st.sampled_from("aé X,;\t|\"'\n\\"), max_size=8)


@given(st.data(), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_what_the_standard_library_writes_is_read_and_kept(data, delimiter, end, everything, final):
    head = [*data.draw(names), "text", "other"]
    table = [[data.draw(values) for _ in head] for _ in range(data.draw(st.integers(0, 4)))]
    style = {"delimiter": delimiter, "lineterminator": end, "quoting": 1 if everything else 0}
    written = io.StringIO(newline="")
    stdlib.writer(written, **style).writerows([head, *table])
    source = written.getvalue() if final else written.getvalue().removesuffix(end)
    out, seen, problems = run(source)
    assert not problems
    assert [cleaned.document.text for cleaned in seen] == [row[-2] for row in table]
    expected = [[*row[:-2], clean(c.document).text, row[-1]] for row, c in zip(table, seen, strict=True)]
    assert list(stdlib.reader(io.StringIO(out, newline=""), delimiter=delimiter)) == [head, *expected]
    if not any(cleaned.changed for cleaned in seen):
        assert out == source


@given(st.text(st.sampled_from('a,"\n\r;'), max_size=30))
def test_rows_are_all_there_is(text):
    lines = text.splitlines(keepends=True) if "\r" not in text else [part + "\n" for part in text.split("\n")]
    assert "".join(row.source for row in csv.rows(lines, ",")) == "".join(lines)
