"""Plain text: one input, one document. Every byte that no rule names stays as it was."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from cleaner.engine import stretch
from cleaner.engine.view import View
from cleaner.errors import InputError
from cleaner.formats.part import further_on, with_part
from cleaner.formats.stream import Clean, Observe, Problem, Reading, Report
from cleaner.model import Before, Document
from cleaner.text.segment import line_ends

_BLOCK_BYTES = 1 << 18


def decode(data: bytes) -> str:
    """UTF-8 text in which invalid bytes are kept as lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The bytes that `decode` read."""
    return text.encode("utf-8", "surrogateescape")


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean one text from `source` to `sink`, a large one in parts. Raises InputError for UTF-16."""
    start = source.read(len(BOM_UTF8))
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise InputError("this is UTF-16 text", where=reading.path, hint="convert it: iconv -f UTF-16 -t UTF-8")
    marked = start == BOM_UTF8
    if marked and sink:
        sink.write(start)
    before, is_valid = Before(), True
    for text in _parts(_blocks(source, b"" if marked else start)):
        is_valid = is_valid and not _note_invalid(text, before, reading, report)
        cleaned = further_on(clean(Document(text, url=reading.url, path=reading.path)), before.lines)
        if before.part:
            cleaned = replace(cleaned, before=before)
        before = with_part(before, cleaned)
        observe(cleaned)
        if sink:
            sink.write(encode(cleaned.text))


def _blocks(source: BinaryIO, start: bytes) -> Iterator[str]:
    """The text of a stream in blocks of whole lines."""
    pending = [start]
    while block := source.read(_BLOCK_BYTES):
        end = block.rfind(b"\n") + 1
        if end:
            yield decode(b"".join([*pending, block[:end]]))
            pending = [block[end:]]
        else:
            pending.append(block)
    yield decode(b"".join(pending))


def _parts(blocks: Iterator[str]) -> Iterator[str]:
    """A text in parts that fit into memory, as the engine would judge it in stretches."""
    text = ""
    for block in blocks:
        text += block
        # So much is at hand that it can be seen where the part ends.
        while len(text) > 2 * stretch.MOST_CHARS:
            end = stretch.end(text, 0)
            yield text[:end]
            text = text[end:]
    yield from (found.view.text for found in stretch.stretches(View(text)))


def _note_invalid(text: str, before: Before, reading: Reading, report: Report) -> bool:
    """Tell of the first byte of a part that is no UTF-8; whether there is one."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = before.lines + line_ends(text[: error.start]) + 1
        byte = ord(text[error.start]) - 0xDC00
        message = f"invalid UTF-8 (byte 0x{byte:02x}); such bytes are kept as they are"
        report(Problem(f"{reading.path}:{line}", message, fatal=False))
        return True
    return False
