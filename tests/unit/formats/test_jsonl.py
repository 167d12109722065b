"""JSON Lines: only the text of a changed row is written anew, every other byte stays."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import jsonl
from cleaner.formats.stream import Reading
from cleaner.model import Cleaned, Span

# Rows with the text `X`, which becomes `Y`; all the rest must stay as it is written.
ROWS = [
    b'{"text":"X"}',
    b'{"text":"X"}\n',
    b'{"text":"X"}\r\n',
    b'\t{ "text" :\t"X" , "a": 1 }  \n',
    b'{"b": 1.00, "text": "X", "a": 1e5, "c": -0.0, "d": 1E+2}',
    b'{"n": 123456789012345678901234567890, "text": "X"}',
    b'{"n": NaN, "m": -Infinity, "text": "X"}',
    b'{"text": "X", "u": "\\u00e9\\/\\ud83d\\ude00"}',
    b'{"u": "\\ud800", "text": "X"}',
    b'{"a": {"text": "inner"}, "text": "X", "b": [{"text": "inner"}]}',
    b'{"text": "X", "a": {"text": "inner"}}',
    b'{"a": "\\"text\\": \\"X\\"", "text": "X"}',
    b'{"a": "}", "text": "X", "b": "{"}',
    b'{"te\\u0078t": "X"}',
    '{"é": "日本", "text": "X", "z": ["😀"]}'.encode(),
    b'{"text": "\\u0058"}',
    b'{"": 1, "text": "X", "text2": "X"}',
    b'{"text": "X", "a": [], "b": {}, "c": null, "d": true, "e": false}',
    b'{"a": ' + b"[" * 300 + b"]" * 300 + b', "text": "X"}',
]


def clean(document):
    if document.text.endswith("X"):
        end = len(document.text)
        return Cleaned(document, document.text[:-1] + "Y", cuts=(Span(end - 1, end),))
    return Cleaned(document, document.text)


def run(data, **reading):
    sink, seen, problems = BytesIO(), [], []
    jsonl.run(BytesIO(data), sink, Reading("in.jsonl", **reading), clean, seen.append, problems.append)
    return sink.getvalue(), seen, [f"{p.where}: {p.message}" for p in problems]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[:50].decode("utf-8", "replace"))
def test_every_other_byte_stays(row):
    token = b'"\\u0058"' if b'"\\u0058"' in row else b'"X"'
    place = row.rindex(token) if b'"text2"' not in row else row.index(token)
    if b'\\"X\\"' in row:
        place = row.index(b'"text": "X"') + 8
    expected = row[:place] + b'"Y"' + row[place + len(token) :]
    assert run(row) == (expected, run(row)[1], [])


def test_of_a_repeated_key_the_last_counts():
    assert run(b'{"text": "X", "text": "aX", "b": 1}')[0] == b'{"text": "X", "text": "aY", "b": 1}'


def test_the_style_of_escapes_is_kept():
    assert run(b'{"text": "\\u00e9 X"}')[0] == b'{"text": "\\u00e9 Y"}'
    assert run('{"text": "é X"}'.encode())[0] == '{"text": "é Y"}'.encode()
    assert run(b'{"text": "\\ud83d\\ude00 X"}')[0] == b'{"text": "\\ud83d\\ude00 Y"}'


def test_a_lone_surrogate_in_the_text_stays_an_escape():
    assert run(b'{"text": "\\ud800 X"}')[0] == b'{"text": "\\ud800 Y"}'


def test_line_ends_in_the_text_stay_escapes():
    assert run(b'{"text": "a\\r\\n\\tb\\u2028\\u0000 X"}')[0] == b'{"text": "a\\r\\n\\tb\\u2028\\u0000 Y"}'


def test_blank_rows_a_byte_order_mark_and_a_missing_last_line_end_stay():
    data = b'\xef\xbb\xbf{"text":"X"}\n\n  \n{"text":"a"}\r\n{"text":"X"}'
    assert run(data)[0] == b'\xef\xbb\xbf{"text":"Y"}\n\n  \n{"text":"a"}\r\n{"text":"Y"}'


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b'{"text": "X"', "not JSON"),
        (b'{"text": "X",}', "not JSON"),
        (b'{"text": "\xff X"}', "not JSON"),
        (b"null", "not a JSON object"),
        (b'["X"]', "not a JSON object"),
        (b'{"body": "X"}', "field `text` is missing; did you mean --text-field body?"),
        (b"{}", "field `text` is missing"),
        (b'{"text": null}', "field `text` is null, not a string"),
        (b'{"text": 5}', "field `text` is a number, not a string"),
        (b'{"text": ["X"]}', "field `text` is a list, not a string"),
        (b'{"text": {"X": 1}}', "field `text` is an object, not a string"),
        (b'{"text": true}', "field `text` is a boolean, not a string"),
    ],
)
def test_a_row_without_a_text_passes_unchanged_and_is_reported(row, message):
    data = b'{"text":"X"}\n' + row + b'\n{"text":"X"}\n'
    out, seen, problems = run(data)
    assert out == b'{"text":"Y"}\n' + row + b'\n{"text":"Y"}\n'
    assert len(seen) == 2
    (problem,) = problems
    assert problem.startswith(f"in.jsonl:2: {message}")


@pytest.mark.parametrize(
    "row",
    [
        b'{"n": ' + b"9" * 5000 + b', "text": "X"}',
        b'{"a": ' + b"[" * 1010 + b"]" * 1010 + b', "text": "X"}',
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b', "text": "X"}',
        '{"text": "X"}'.encode("utf-16"),
        '{"text": "X"}'.encode("utf-16-le"),
        '{"text": "X"}'.encode("utf-32"),
    ],
    ids=["huge number", "deep", "very deep", "utf-16", "utf-16-le", "utf-32"],
)
def test_a_strange_row_is_cleaned_or_passed_but_never_stops_the_run(row):
    out, _, problems = run(row)
    assert out == row.replace(b'"X"', b'"Y"') or (out == row and len(problems) == 1)


def test_many_broken_rows_are_summed_up():
    _, _, problems = run(b"{\n" * 25)
    assert len(problems) == 11
    assert problems[-1] == "in.jsonl: 15 more rows passed through unchanged"


def test_names_of_fields_can_be_chosen():
    row = b'{"text": "X", "body": "X", "link": "https://x.example", "id": 7}'
    out, (cleaned,), _ = run(row, text_field="body", url_field="link")
    assert out == row.replace(b'"body": "X"', b'"body": "Y"')
    assert (cleaned.document.url, cleaned.document.doc_id) == ("https://x.example", "7")
    assert cleaned.document.path == "in.jsonl:1"


def test_an_address_that_is_no_string_is_left_out():
    _, (cleaned,), problems = run(b'{"text": "a", "url": 5}')
    assert (cleaned.document.url, problems) == ("", [])


json_texts = st.text(st.characters(exclude_categories=()), max_size=8)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | json_texts | st.sampled_from(["X", "text"])
keys = json_texts | st.just("text")
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)
rows = st.tuples(
    st.dictionaries(json_texts, values, max_size=4), json_texts, st.dictionaries(json_texts, values, max_size=3)
)
styles = st.fixed_dictionaries(
    {"ensure_ascii": st.booleans(), "separators": st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " : ")])}
)


@given(rows, styles)
def test_only_the_token_of_the_text_differs_in_any_row(parts, style):
    head, text, tail = parts
    row = {k: v for k, v in head.items() if k != "text"}
    row["text"] = "@MARK@"
    row |= {k: v for k, v in tail.items() if k != "text"}
    dumped = json.dumps(row, **style)
    old, new = json.dumps(text, ensure_ascii=style["ensure_ascii"]), text + "é\n"
    try:
        raw = dumped.replace('"@MARK@"', old).encode()
    except UnicodeEncodeError:
        return
    before, after = (part.encode() for part in dumped.split('"@MARK@"'))
    out = jsonl.with_text(raw, "text", new)
    assert out.startswith(before)
    assert out.endswith(after)
    assert json.loads(out[len(before) : len(out) - len(after)]) == new
