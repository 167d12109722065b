"""CSV and TSV: one document a row. Only the text field of a changed row is written anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

import orjson
import regex

from cleaner.errors import InputError
from cleaner.formats.annotate import FIELD, annotation, is_annotation
from cleaner.formats.notes import Notes
from cleaner.formats.stream import Clean, Observe, Reading, Report
from cleaner.formats.text import decode, encode
from cleaner.model import Cleaned, Document

_DELIMITERS = (",", "\t", ";", "|")
_BOM = "\ufeff"
_MAX_ROW = 64 << 20
_CLOSE = regex.compile(r'(?:[^"]|"")*+"')
_TAILS = {delimiter: regex.compile(rf"[^{regex.escape(delimiter)}\n]*+") for delimiter in _DELIMITERS}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is written, and where its fields are in it; `line` is the number of its first line."""

    source: str
    fields: tuple[tuple[int, int], ...]
    line: int

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it."""
        return not self.source.strip()

    def raw(self, index: int) -> str:
        """A field as it is written."""
        start, end = self.fields[index]
        return self.source[start:end]

    def sound(self, index: int) -> bool:
        """Whether the quotes of a field are where they should be."""
        raw = self.raw(index)
        return not raw.startswith('"') or (len(raw) > 1 and bool(_CLOSE.fullmatch(raw, 1)))

    def value(self, index: int) -> str:
        """What a field says. Raises ValueError if it is not sound."""
        if not self.sound(index):
            raise ValueError("its quotes are at odds")
        raw = self.raw(index)
        return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw

    def with_value(self, index: int, value: str, delimiter: str) -> Row:
        """The row with another value in a field, in quotes if the old one was or it needs them."""
        start, end = self.fields[index]
        quoted = self.source[start:end].startswith('"') or any(c in value for c in f'{delimiter}"\r\n')
        written = '"' + value.replace('"', '""') + '"' if quoted else value
        shift = len(written) - (end - start)
        fields = [(a + shift * (i > index), b + shift * (i >= index)) for i, (a, b) in enumerate(self.fields)]
        return Row(self.source[:start] + written + self.source[end:], tuple(fields), self.line)

    def with_field(self, value: str, delimiter: str) -> Row:
        """The row with one field more at its end."""
        end = self.fields[-1][1]
        row = Row(f"{self.source[:end]}{delimiter}{self.source[end:]}", (*self.fields, (end + 1, end + 1)), self.line)
        return row.with_value(len(self.fields), value, delimiter)


def rows(lines: Iterable[str], delimiter: str, path: str = "") -> Iterator[Row]:
    """The rows of a table; together they are what `lines` are. Raises InputError for a row without an end."""
    tail = _TAILS[delimiter]
    parts: list[str] = []
    fields: list[tuple[int, int]] = []
    number = base = first = 0
    quoted = False
    for number, line in enumerate(lines, 1):
        if not parts:
            first, base, start, fields, quoted = number, 0, 0, [], line.startswith('"')
        parts.append(line)
        at = int(quoted and not base)
        while True:
            if quoted:
                close = _CLOSE.match(line, at)
                if not close:
                    break
                at, quoted = close.end(), False
            at = _end_of(tail, line, at)
            fields.append((start, base + at))
            if line[at : at + 1] != delimiter:
                yield Row("".join(parts), tuple(fields), first)
                parts = []
                break
            at += 1
            start = base + at
            if line[at : at + 1] == '"':
                at, quoted = at + 1, True
        base += len(line)
        if parts and base > _MAX_ROW:
            raise InputError("a row without an end", where=f"{path}:{first}", hint="a quote is not closed there")
    if parts:
        yield Row("".join(parts), (*fields, (start, base)), first)


def _end_of(tail: regex.Pattern[str], line: str, at: int) -> int:
    match = tail.match(line, at)
    end = match.end() if match else at
    return end - 1 if line[end - 1 : end + 1] == "\r\n" and end > at else end


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean a table with a head, one row in memory at a time. The delimiter is the one that makes sense of the head."""
    _run(source, sink, reading, clean, observe, report, _DELIMITERS)


def run_tabs(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean a table whose fields end with tabs."""
    _run(source, sink, reading, clean, observe, report, ("\t",))


def _run(
    source: BinaryIO,
    sink: BinaryIO | None,
    reading: Reading,
    clean: Clean,
    observe: Observe,
    report: Report,
    delimiters: tuple[str, ...],
) -> None:
    first = decode(source.readline())
    if "\0" in first:
        raise InputError("this is no CSV in UTF-8", where=reading.path, hint="convert it: iconv -f UTF-16 -t UTF-8")
    mark = _BOM if first.startswith(_BOM) else ""
    first = first[len(mark) :]
    delimiter = _delimiter(first, reading.text_field, delimiters)
    table = rows(chain([first] if first else [], map(decode, source)), delimiter, reading.path)
    write = sink.write if sink else len
    write(encode(mark))
    head = next((row for row in table), None)
    if head is None:
        return
    columns = _Columns(head, reading, delimiter)
    write(encode(columns.head(head).source))
    notes = Notes(reading, report)
    for row in table:
        try:
            document = columns.document(row)
        except ValueError as error:
            notes.add(row.line, str(error))
            document = None
        if document is None:
            write(encode(columns.passed(row).source))
            continue
        cleaned = clean(document)
        observe(cleaned)
        write(encode(columns.written(row, cleaned).source))
    notes.finish()


def _delimiter(first: str, field: str, delimiters: tuple[str, ...]) -> str:
    """The delimiter that finds the wanted name in the head, or else the one that finds most names."""

    def fitness(delimiter: str) -> tuple[bool, int]:
        row = next(rows([first], delimiter))
        return field in _names(row), len(row.fields)

    return max(delimiters, key=fitness)


def _names(row: Row) -> list[str]:
    return [row.value(index) if row.sound(index) else row.raw(index) for index in range(len(row.fields))]


class _Columns:
    """Which column holds what."""

    def __init__(self, head: Row, reading: Reading, delimiter: str) -> None:
        self.names = _names(head)
        self.reading, self.delimiter = reading, delimiter
        count = self.names.count(reading.text_field)
        if count != 1:
            known = ", ".join(f"`{name}`" for name in self.names[:20])
            what = f"no column `{reading.text_field}`" if not count else f"{count} columns `{reading.text_field}`"
            raise InputError(what, where=reading.path, hint=f"name one with --text-field; there are {known}")
        self.text = self.names.index(reading.text_field)
        self.url = self._index(reading.url_field)
        self.id = self._index("id")
        self.noted = self._index(FIELD) if reading.annotate else -1

    def _index(self, name: str) -> int:
        return self.names.index(name) if name in self.names else -1

    def head(self, row: Row) -> Row:
        """The head, with the name of the new column if there will be one."""
        new = self.reading.annotate and self.noted < 0
        return row.with_field(FIELD, self.delimiter) if new else row

    def document(self, row: Row) -> Document | None:
        """The document of a row; None for a blank one. Raises ValueError for a row that does not fit."""
        if row.blank:
            return None
        if len(row.fields) != len(self.names):
            raise ValueError(f"{len(row.fields)} fields where the head has {len(self.names)}")
        if self.noted >= 0:
            self._check_note(row)
        url, doc_id = (row.value(i) if i >= 0 else "" for i in (self.url, self.id))
        return Document(row.value(self.text), url=url, doc_id=doc_id, path=f"{self.reading.path}:{row.line}")

    def _check_note(self, row: Row) -> None:
        value = row.value(self.noted)
        try:
            ours = not value or is_annotation(json.loads(value))
        except ValueError:
            ours = False
        if not ours:
            raise ValueError(f"it has a field `{FIELD}` of its own")

    def passed(self, row: Row) -> Row:
        """A row without a document, as wide as the head if it was before."""
        new = self.reading.annotate and self.noted < 0 and len(row.fields) == len(self.names) and not row.blank
        return row.with_field("", self.delimiter) if new else row

    def written(self, row: Row, cleaned: Cleaned) -> Row:
        """The row as it shall be."""
        if cleaned.changed and self.reading.annotate != "only":
            row = row.with_value(self.text, cleaned.text, self.delimiter)
        if self.reading.annotate:
            note = orjson.dumps(annotation(cleaned)).decode()
            if self.noted < 0:
                return row.with_field(note, self.delimiter)
            return row.with_value(self.noted, note, self.delimiter)
        return row
