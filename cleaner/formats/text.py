"""Plain text: one input, one document. Every byte that no rule names stays as it was."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import BinaryIO

from cleaner.errors import InputError
from cleaner.formats.stream import Clean, Observe, Problem, Reading, Report
from cleaner.model import Document
from cleaner.text.segment import split_lines


def decode(data: bytes) -> str:
    """UTF-8 text in which invalid bytes are kept as lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The bytes that `decode` read."""
    return text.encode("utf-8", "surrogateescape")


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean one text from `source` to `sink`. Raises InputError for UTF-16."""
    data = source.read()
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise InputError("this is UTF-16 text", where=reading.path, hint="convert it: iconv -f UTF-16 -t UTF-8")
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    body = data[len(mark) :]
    text = decode(body)
    _note_invalid(body, reading, report)
    cleaned = clean(Document(text, url=reading.url, path=reading.path))
    observe(cleaned)
    if sink:
        sink.write(mark + encode(cleaned.text) if cleaned.changed else data)


def _note_invalid(body: bytes, reading: Reading, report: Report) -> None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(split_lines(decode(body[: error.start]) + "x"))
        message = f"invalid UTF-8 (byte 0x{body[error.start]:02x}); such bytes are kept as they are"
        report(Problem(f"{reading.path}:{line}", message, fatal=False))
