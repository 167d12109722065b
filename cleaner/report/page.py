"""`html`: one page to look at, that needs nothing but itself."""

from __future__ import annotations

import re
import shutil
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from importlib import resources
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from cleaner.model import Cleaned, Document, Removal, Span, Spared
from cleaner.report.overview import Overview, site_of
from cleaner.report.page_parts import parts
from cleaner.report.totals import Totals
from cleaner.report.writer import Items, encoded
from cleaner.text.segment import count_words

_MARK = re.compile(r"<!-- cleaner:(\w+) -->")
_SPOOL_BYTES = 1 << 24
# How much of the text around a removal, and of the removal, the page carries.
_AROUND_CHARS = 140
_TEXT_CHARS = 6000
_REMOVED, _SPARED, _OVER_BUDGET = 0, 1, 2


class Page:
    """Rows are set aside as they come; the page is written at the end, when the totals are known."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.rows = cast(BinaryIO, SpooledTemporaryFile(_SPOOL_BYTES))  # noqa: SIM115
        self.items = _Inert(self.rows, b'{"rows":')
        self.documents: list[tuple[str, str, str, str]] = []
        self.rules: dict[str, tuple[int, str, str]] = {}
        self.overview = Overview()

    def add(self, cleaned: Cleaned) -> None:
        """Take in one document."""
        self.overview.add(cleaned)
        if cleaned.removals or cleaned.spared:
            before = cleaned.before
            if not (before and (before.changed or before.spared)):
                self.documents.append(_told(cleaned.document))
            self.items.add(self._rows(cleaned, len(self.documents) - 1))

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """Write the page."""
        rules = [(rule, category, message) for rule, (_, category, message) in self.rules.items()]
        tail = encoded({"documents": self.documents, "rules": rules})[1:]
        self.items.close(b"," + _inert(tail))
        values = parts(totals, self.overview, about)
        template = resources.files("cleaner.report").joinpath("page.html").read_text("utf-8")
        # Text and names of places take turns.
        for number, piece in enumerate(_MARK.split(template)):
            if number % 2 == 0:
                self.file.write(piece.encode())
            elif piece == "data":
                self.rows.seek(0)
                shutil.copyfileobj(self.rows, self.file)
            else:
                self.file.write(values[piece].encode())
        self.rows.close()

    def _rows(self, cleaned: Cleaned, number: int) -> Iterator[list[Any]]:
        for removal in cleaned.removals:
            rule = self._rule(removal.rule_id, removal.category, removal.message)
            row = [_REMOVED, number, rule, removal.line, removal.end_line]
            yield [
                *row,
                int(removal.safety == "unsafe"),
                removal.score,
                list(removal.cues),
                *_context(cleaned, removal),
            ]
        state = _OVER_BUDGET if cleaned.over_budget else _SPARED
        for spared in cleaned.spared:
            rule = self._rule(spared.rule_id, spared.category, "")
            last = spared.line + len(spared.text.splitlines()) - 1
            row = [state, number, rule, spared.line, max(last, spared.line)]
            yield [*row, 0, 0, [spared.reason], *_context(cleaned, spared)]

    def _rule(self, rule: str, category: str, message: str) -> int:
        index = self.rules[rule][0] if rule in self.rules else len(self.rules)
        if rule not in self.rules or message:
            self.rules[rule] = (index, category, message)
        return index


class _Inert(Items):
    """An array of which no text can end the element that holds it."""

    def add(self, values: Any) -> None:
        for value in values:
            self.file.write((b"\n" if self.first else b",\n") + _inert(encoded(value)))
            self.first = False


def _inert(data: bytes) -> bytes:
    # In JSON these stand only inside strings, where an escape means the same.
    return data.replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")


def _told(document: Document) -> tuple[str, str, str, str]:
    return document.path or "-", document.doc_id, document.url, site_of(document.url)


def _context(cleaned: Cleaned, piece: Removal | Spared) -> tuple[int, list[str], str, list[str], int]:
    """Words, the text before, the text, the text after, and how many characters of the text are left out."""
    span, size = piece.span, len(cleaned.document.text)
    first, last = max(span.start - _AROUND_CHARS, 0), min(span.end + _AROUND_CHARS, size)
    before, after = _pieces(cleaned, Span(first, span.start)), _pieces(cleaned, Span(span.end, last))
    if first > 0:
        before[0] = f"…{before[0]}"
    if last < size:
        after[-1] += "…"
    text = piece.text[:_TEXT_CHARS]
    return count_words(piece.text), before, text, after, len(piece.text) - len(text)


def _pieces(cleaned: Cleaned, span: Span) -> list[str]:
    """The text of a span in turns: what stays, what goes, what stays …; an odd number of pieces."""
    text, at, out = cleaned.document.text, span.start, []
    for cut in _between(cleaned.cuts, span):
        start, end = max(cut.start, span.start), min(cut.end, span.end)
        out += [text[at:start], text[start:end]]
        at = end
    return [*out, text[at : span.end]]


def _between(cuts: Sequence[Span], span: Span) -> Iterator[Span]:
    """The cuts that overlap a span, without walking through all of a long document."""
    k = bisect_right(cuts, span.start, key=lambda cut: cut.end)
    while k < len(cuts) and cuts[k].start < span.end:
        yield cuts[k]
        k += 1
