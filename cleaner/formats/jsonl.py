"""JSON Lines: one document a row. Only the text field of a changed row is written anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from json.encoder import encode_basestring_ascii
from typing import Any, BinaryIO

import orjson
import regex

from cleaner.formats.annotate import FIELD, annotation, is_annotation
from cleaner.formats.notes import Notes
from cleaner.formats.stream import Clean, Observe, Reading, Report
from cleaner.model import Cleaned, Document

_SPACE = regex.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder()
_BOM = b"\xef\xbb\xbf"
Note = Callable[[int, str], None]


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean the rows of `source` to `sink`, in order, one in memory at a time.

    A row that is no JSON object with a text, is passed through unchanged and reported with its number.
    """
    notes = Notes(reading, report)
    for row in cleaned_rows(source, reading, clean, observe, notes.add):
        if sink:
            sink.write(row)
    notes.finish()


def cleaned_rows(
    rows: Iterable[bytes], reading: Reading, clean: Clean, observe: Observe, note: Note, *, first: int = 1
) -> Iterator[bytes]:
    """The rows, cleaned; `first` is the number of the first of them, `note` hears of rows passed through unchanged."""
    for number, raw in enumerate(rows, first):
        document = _document(raw, number, reading, note) if raw.strip() else None
        if document is None:
            yield raw
            continue
        cleaned = clean(document)
        row = raw
        try:
            if cleaned.changed and reading.annotate != "only":
                row = with_text(raw, reading.text_field, cleaned.text)
            if reading.annotate:
                row = with_annotation(row, cleaned)
        except (ValueError, RecursionError) as error:
            note(number, f"cannot be written anew: {error}")
            row, cleaned = raw, Cleaned(document, document.text)
        observe(cleaned)
        yield row


def _parse(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        # The standard library also reads lone surrogates, NaN and integers of any size.
        return json.loads(raw.decode("utf-8"))


def _document(raw: bytes, number: int, reading: Reading, note: Note) -> Document | None:
    try:
        row = _parse(raw.removeprefix(_BOM) if number == 1 else raw)
    except (ValueError, RecursionError) as error:
        note(number, f"not JSON: {error}")
        return None
    if not isinstance(row, dict):
        note(number, "not a JSON object")
        return None
    text = row.get(reading.text_field)
    if not isinstance(text, str):
        what = f"is {_kind(text)}, not a string" if reading.text_field in row else "is missing"
        note(number, f"field `{reading.text_field}` {what}{_instead(row)}")
        return None
    url, doc_id = row.get(reading.url_field), row.get("id")
    return Document(
        text,
        url=url if isinstance(url, str) else "",
        doc_id=str(doc_id) if doc_id is not None else "",
        path=f"{reading.path}:{number}",
    )


def _instead(row: dict[str, Any]) -> str:
    """Which field may be meant: the one with the most text."""
    longest = max(
        (name for name, value in row.items() if isinstance(value, str)), key=lambda name: len(row[name]), default=""
    )
    return f"; did you mean --text-field {longest}?" if longest else ""


def _kind(value: object) -> str:
    names = {
        type(None): "null",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), type(value).__name__)


def with_text(raw: bytes, field: str, text: str) -> bytes:
    """The row with another text in `field`, in the escaping style of the old one; all other bytes stay."""
    source = raw.decode("utf-8")
    start, end = _value_span(source, field)
    token = source[start:end]
    escaped = token.isascii() and not text.isascii()
    written = encode_basestring_ascii(text) if escaped else _encode(text)
    return (source[:start] + written + source[end:]).encode("utf-8")


def with_annotation(raw: bytes, cleaned: Cleaned) -> bytes:
    """The row with the field `cleaner` at its end; one of an earlier run is replaced. Raises ValueError for another."""
    source = raw.decode("utf-8")
    written = orjson.dumps(annotation(cleaned)).decode("utf-8")
    start, end = _value_span(source, FIELD)
    if not end:
        end = len(source[: source.rindex("}")].rstrip())
        return (source[:end] + f',"{FIELD}":{written}' + source[end:]).encode("utf-8")
    if not is_annotation(json.loads(source[start:end])):
        raise ValueError(f"it has a field `{FIELD}` of its own")
    return (source[:start] + written + source[end:]).encode("utf-8")


def _encode(text: str) -> str:
    try:
        return orjson.dumps(text).decode("utf-8")
    except TypeError:
        return str(encode_basestring_ascii(text))


def _value_span(source: str, field: str) -> tuple[int, int]:
    """Where the value of a top-level key stands; the last one if the key is repeated, as parsers read it."""
    found = (0, 0)
    at = source.index("{") + 1
    while True:
        at = _skip(source, at)
        key, at = scanstring(source, at + 1, False)
        at = _skip(source, _skip(source, at) + 1)
        start = at
        _, at = _DECODER.raw_decode(source, at)
        if key == field:
            found = (start, at)
        at = _skip(source, at)
        if source[at] == "}":
            return found
        at += 1


def _skip(source: str, at: int) -> int:
    match = _SPACE.match(source, at)
    return match.end() if match else at
