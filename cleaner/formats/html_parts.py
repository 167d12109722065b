"""A page in parts that fit into memory: most pages are one part, a page of 100 MB is many.

A large page is parted before the start of a block, outside of anything that is not shown, where it is nested least. A
part is then cleaned like a page: an element that ends in a later one counts as never closed and stays. A single tag,
comment or script that is larger than a part goes through as it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cleaner.errors import InputError
from cleaner.formats.charset import Decoded, beginning, decoded
from cleaner.formats.html_source import Source, read
from cleaner.formats.html_tags import BLOCK, HIDDEN, PARTS, UNREAD, raw_name, tag_of

# What is read, cleaned and written at once, in characters. It takes some hundred times as much memory, twice that in
# a page of nothing but tags.
MOST_CHARS = 1 << 21
_OVERLAP = 32


@dataclass(slots=True)
class Part:
    """A part of a page. `source` is None for one that goes through as it is."""

    page: Decoded
    source: Source | None
    first: bool
    last: bool


def parts(stream: BinaryIO, *, charset: str = "", path: str = "") -> Iterator[Part]:
    """The parts of a page; `charset` is what headers say. Raises InputError if it cannot be written back as it is."""
    data = stream.read(MOST_CHARS + 1)
    if len(data) <= MOST_CHARS:
        whole = decoded(data, charset=charset)
        if whole is None:
            raise _misfit(path)
        yield Part(whole, read(whole.text), first=True, last=True)
        return
    page = beginning(data, charset=charset)
    yield from _Parting(_texts(stream, data[len(page.mark) :], page, path), page).parts()


def _misfit(path: str) -> InputError:
    hint = "convert it to UTF-8"
    return InputError("its bytes do not fit the character set it declares", where=path, hint=hint)


def _texts(stream: BinaryIO, data: bytes, page: Decoded, path: str) -> Iterator[str]:
    """The text of a page, piece by piece."""
    decoder = codecs.getincrementaldecoder(page.charset)(page.errors)
    pending = b""
    while data:
        following = stream.read(MOST_CHARS)
        written = pending + data
        try:
            text = decoder.decode(data, final=not following)
            back = text.encode(page.charset, page.errors)
        except UnicodeError as error:
            raise _misfit(path) from error
        if not written.startswith(back):
            raise _misfit(path)
        pending = written[len(back) :]
        data = following
        yield text
    if pending:
        raise _misfit(path)


class _Parting:
    def __init__(self, texts: Iterator[str], page: Decoded) -> None:
        self.texts, self.page = texts, page
        self.buffer = ""
        self.ended = False
        self.mark = page.mark
        self.first = True

    def fill(self, size: int) -> None:
        """Have at least so many characters at hand, if there are so many."""
        taken = [self.buffer]
        have = len(self.buffer)
        while have < size and not self.ended:
            text = next(self.texts, None)
            self.ended = text is None
            taken.append(text or "")
            have += len(text or "")
        self.buffer = "".join(taken)

    def parts(self) -> Iterator[Part]:
        xml: bool | None = None
        protected = False
        while True:
            self.fill(MOST_CHARS + 1)
            if len(self.buffer) <= MOST_CHARS:
                yield self.part(read(self.buffer, xml=xml, protected=protected), len(self.buffer))
                return
            window = self.buffer[:MOST_CHARS]
            at = _place(read(window, xml=xml, protected=protected))
            if not at:
                yield from self.opaque()
                continue
            source = read(window[:at], xml=xml, protected=protected)
            xml, protected = source.xml, source.protected
            part = self.part(source, at)
            del source, window
            yield part
            del part

    def part(self, source: Source | None, size: int) -> Part:
        page = Decoded(self.buffer[:size], self.mark, self.page.charset)
        first, self.first, self.mark = self.first, False, b""
        self.buffer = self.buffer[size:]
        return Part(page, source, first, self.ended and not self.buffer)

    def opaque(self) -> Iterator[Part]:
        """The parts of a tag, comment or script of which no end is in sight."""
        name = raw_name(self.buffer[:_OVERLAP])
        ending = rf"</{name}[^>]{{0,{_OVERLAP - 16}}}>" if name else "-->" if self.buffer.startswith("<!--") else ">"
        end = re.compile(ending, re.IGNORECASE)
        # Its own start tag is no end.
        at = MOST_CHARS - _OVERLAP if not name else 1
        while True:
            found = end.search(self.buffer, at)
            if found or self.ended:
                yield self.part(None, found.end() if found else len(self.buffer))
                return
            yield self.part(None, len(self.buffer) - _OVERLAP)
            self.fill(MOST_CHARS + 1)
            at = 0


def _place(source: Source) -> int:
    """Where to part a page of which more follows; 0 if it begins with something that has no end."""
    text = source.text
    depths: list[int] = []
    veiled: list[bool] = []
    best = (0, 0)
    for name, start, _, parent, tag in source.opened:
        depth = depths[parent] + 1 if parent >= 0 else 0
        within = parent >= 0 and veiled[parent]
        depths.append(depth)
        veiled.append(within or bool(tag_of(tag).special & (UNREAD | HIDDEN)))
        if name in BLOCK and not within and start > len(text) // 2:
            best = max(best, (-depth - 1, start)) if best[1] else (-depth - 1, start)
    if best[1]:
        return best[1]
    *_, before, tail = ["", *PARTS.split(text)]
    if not tail:
        # The last tag may be one that goes on.
        return len(text) - len(before)
    # A text without blocks is parted between words.
    start = len(text) - len(tail)
    blank = max(tail.rfind(" "), tail.rfind("\n"))
    return start + blank + 1 if blank >= 0 else start or len(text)
