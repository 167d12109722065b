"""WARC and WET: text and page records are cleaned and get right lengths and digests; all others stay byte for byte."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import regex

from cleaner.errors import InputError
from cleaner.formats.coding import MOST_BYTES, codings_of, decoded, encoded
from cleaner.formats.compression import Compressing
from cleaner.formats.stream import Clean, Observe, Problem, Reading, Report
from cleaner.formats.text import decode, encode
from cleaner.formats.warc_records import Feed, Record, digest_like, feed_of, next_record, with_fields
from cleaner.model import Cleaned, Document

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_MAX_CONTENT = MOST_BYTES
_MAX_COPIED = 8 << 20
_CHUNK = 1 << 18
_HTTP_END = regex.compile(rb"\r?\n\r?\n")
_CHUNK_HEAD = regex.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_PAGES = ("text/html", "application/xhtml+xml")
_UNCODED = ("", "identity")
# Of so many records the digests of their old and new payloads are kept, for those that refer to them.
_MOST_DIGESTS = 500_000
_OURS = ("", "utf-8", "utf8", "us-ascii", "ascii")
CleanPage = Callable[..., tuple[bytes, Cleaned]]


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean the records of a file, one in memory at a time. Records that were members of their own stay so."""
    _Run(feed_of(source), sink, reading, clean, observe, report).run()


class _Run:
    def __init__(self, feed: Feed, sink: Any, reading: Reading, clean: Clean, observe: Observe, report: Report) -> None:
        self.feed, self.sink, self.reading = feed, sink, reading
        self.clean, self.observe, self.report = clean, observe, report
        self.parse = _parser()
        self.clean_page = _page_cleaner(reading)
        self.members = sink if isinstance(sink, Compressing) else None
        self.digests: dict[str, str] = {}
        # How many records are segments, and the number of the first.
        self.segments = self.first_segment = 0

    def run(self) -> None:
        number = 1
        while record := next_record(self.feed, number, self.reading.path):
            if record.is_segment:
                self.segments += 1
                self.first_segment = self.first_segment or number
            self._one(record)
            number += 1
        if self.segments:
            many = (
                f"this record and {self.segments - 1} more are segments" if self.segments > 1 else "this is a segment"
            )
            text = f"{many} of a larger record; segments are passed through unchanged"
            self.report(Problem(f"{self.reading.path}:{self.first_segment}", text, fatal=False))

    def _one(self, record: Record) -> None:
        if self.members and record.starts_member:
            self.members.end_member()
        # What a segment lacks would no longer fit what is left of it.
        whole = record.length <= _MAX_CONTENT and not record.is_segment
        part = _part_of(record, self.parse) if whole else None
        if part is None and record.length > _MAX_COPIED:
            self._pass(record)
            return
        content = self.feed.take(record.length)
        self._check(record, record.length - len(content))
        tail = self.feed.line_ends()
        if part:
            new = self._cleaned(record, part, content)
        else:
            new = None if record.is_segment else self._referring(record, content)
        if new is not None:
            self._write(new + tail)
            return
        member = self.feed.whole_member() if record.starts_member and self.members else None
        if self.members and member:
            self.members.copy(member)
        else:
            self._write(record.head + content + tail)

    def _pass(self, record: Record) -> None:
        self._write(record.head)
        left = record.length
        while left and (data := self.feed.take(min(left, _CHUNK))):
            self._write(data)
            left -= len(data)
        self._check(record, left)
        self._write(self.feed.line_ends())

    def _check(self, record: Record, missing: int) -> None:
        if missing:
            where = f"{self.reading.path}:{record.number}"
            raise InputError(f"the record lacks {missing:,} bytes", where=where, hint="the file is cut short")

    def _write(self, data: bytes) -> None:
        if self.sink:
            self.sink.write(data)

    def _cleaned(self, record: Record, part: _Part, content: bytes) -> bytes | None:
        """The record anew, or None if it stays as it is."""
        block = part.block_digest and digest_like(part.block_digest, content)
        if part.block_digest and block != part.block_digest:
            self._note(record, "its digest does not fit its content")
            return None
        try:
            payload = _unpacked(record, content, self.parse) if part.is_http else _Payload(b"", content, part.kind)
            new = self._new(record, part, payload)
        except (ValueError, InputError) as error:
            self._note(record, error.message if isinstance(error, InputError) else str(error))
            return None
        if new is None:
            return None
        whole, bodies = payload.packed(new)
        fields = {"Content-Length": b"%d" % len(whole)}
        if part.block_digest:
            fields["WARC-Block-Digest"] = (digest_like(part.block_digest, whole) or "").encode()
        if part.payload_digest:
            digest = _payload_digest(part.payload_digest, payload.bodies(), bodies)
            if digest is None:
                self._note(record, "its payload digest is of an unknown kind")
                return None
            if len(self.digests) < _MOST_DIGESTS:
                self.digests[part.payload_digest] = digest
            fields["WARC-Payload-Digest"] = digest.encode()
        return with_fields(record.head, fields) + whole

    def _referring(self, record: Record, content: bytes) -> bytes | None:
        """A record of a page that was seen again, with the digest of what became of the page; None if it stays."""
        if not self.digests or b"revisit" not in record.head.lower():
            return None
        headers = self.parse(record.head).headers
        digest = self.digests.get((headers.get("WARC-Payload-Digest") or "").strip())
        if digest is None or (headers.get("WARC-Type") or "").strip().lower() != "revisit":
            return None
        return with_fields(record.head, {"WARC-Payload-Digest": digest.encode()}) + content

    def _new(self, record: Record, part: _Part, payload: _Payload) -> bytes | None:
        """The text or page anew, or None if nothing goes. Raises ValueError or InputError if it cannot be read."""
        path = f"{self.reading.path}:{record.number}"
        if payload.kind in _PAGES and self.clean_page:
            data, cleaned = self.clean_page(
                payload.data, url=part.url, clean=self.clean, charset=payload.charset, path=path
            )
            self.observe(cleaned)
            return data if data != payload.data else None
        if payload.kind != "text/plain":
            return None
        charset = "" if payload.charset.lower() in _OURS else payload.charset
        try:
            text = payload.data.decode(charset) if charset else decode(payload.data)
            exact = not charset or text.encode(charset) == payload.data
        except (LookupError, UnicodeError):
            exact = False
        if not exact:
            raise ValueError(f"its text is not the {charset} that it says")
        cleaned = self.clean(Document(text, url=part.url, doc_id=part.record_id, path=path))
        self.observe(cleaned)
        if not cleaned.changed:
            return None
        return cleaned.text.encode(charset) if charset else encode(cleaned.text)

    def _note(self, record: Record, message: str) -> None:
        text = f"{message}; the record is passed through unchanged"
        self.report(Problem(f"{self.reading.path}:{record.number}", text, fatal=False))


@dataclass(frozen=True, slots=True)
class _Part:
    """What the head of a record says of content that can be cleaned."""

    kind: str
    is_http: bool
    url: str
    record_id: str
    block_digest: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class _Payload:
    """The text or page of a record, and how it is packed in the content."""

    head: bytes
    data: bytes
    kind: str
    charset: str = ""
    codings: tuple[str, ...] = ()
    raw: bytes = b""
    entity: bytes = b""
    trailer: bytes | None = None

    def bodies(self) -> tuple[bytes, ...]:
        """What a payload digest may be of: the entity, the body as it was sent, the text itself."""
        return (self.entity, self.raw, self.data) if self.head else (self.data,)

    def packed(self, data: bytes) -> tuple[bytes, tuple[bytes, ...]]:
        """The content with another text, and its bodies."""
        if not self.head:
            return data, (data,)
        entity = encoded(data, self.codings)
        raw = entity
        if self.trailer is not None:
            raw = b"%x\r\n%s\r\n" % (len(entity), entity) if entity else b""
            raw += b"0\r\n" + self.trailer
        head = with_fields(self.head, {"Content-Length": b"%d" % len(raw)})
        return head + raw, (entity, raw, data)


def _parser() -> Callable[[bytes], WarcRecord]:
    try:
        from fastwarc.warc import WarcRecord
    except ImportError as error:
        raise InputError("WARC needs one more package", hint="pip install 'news-cleaner[warc]'") from error
    return lambda data: WarcRecord.from_reader(io.BytesIO(data), quirks_mode=True)


def _page_cleaner(reading: Reading) -> CleanPage | None:
    try:
        pages: Any = importlib.import_module("cleaner.formats.html")
    except ModuleNotFoundError:
        return None
    return partial(pages.clean_html, nodes=getattr(reading, "nodes", None))


def _part_of(record: Record, parse: Callable[[bytes], WarcRecord]) -> _Part | None:
    """What can be cleaned in a record, as far as its head says."""
    headers = parse(record.head).headers

    def get(name: str) -> str:
        return (headers.get(name) or "").strip()

    kind = get("Content-Type").partition(";")[0].strip().lower()
    is_http = get("WARC-Type").lower() == "response" and kind == "application/http"
    is_content = get("WARC-Type").lower() in ("conversion", "resource") and kind in ("text/plain", *_PAGES)
    if not (is_http or is_content):
        return None
    url = get("WARC-Target-URI").removeprefix("<").removesuffix(">")
    digests = get("WARC-Block-Digest"), get("WARC-Payload-Digest")
    return _Part(kind, is_http, url, get("WARC-Record-ID"), *digests)


def _unpacked(record: Record, content: bytes, parse: Callable[[bytes], WarcRecord]) -> _Payload:
    """The payload of an HTTP response. Raises ValueError if its packing is not known or not right."""
    end = _HTTP_END.search(content)
    if not end or not content.startswith(b"HTTP/"):
        return _Payload(b"", content, "")
    parsed = parse(record.head + content + b"\r\n\r\n")
    parsed.parse_http(quirks_mode=True)
    headers = parsed.http_headers
    kind = (parsed.http_content_type or "").lower()
    head, raw = content[: end.end()], content[end.end() :]
    if kind not in ("text/plain", *_PAGES) or not raw:
        return _Payload(b"", content, "")
    entity, trailer = raw, None
    transfer = (headers.get("Transfer-Encoding") or "").strip().lower()
    if transfer == "chunked":
        entity, trailer = _unchunked(raw)
    elif transfer not in _UNCODED:
        raise ValueError(f"its transfer coding `{transfer}` is not read")
    codings = codings_of(headers.get("Content-Encoding") or "")
    data = decoded(entity, codings)
    return _Payload(head, data, kind, parsed.http_charset or "", codings, raw, entity, trailer)


def _unchunked(raw: bytes) -> tuple[bytes, bytes]:
    """The entity of a chunked body, and what follows its last chunk. Raises ValueError."""
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK_HEAD.match(raw, at):
        size, at = int(match[1], 16), match.end()
        if not size:
            return b"".join(parts), raw[at:]
        parts.append(raw[at : at + size])
        at += size
        if raw[at : at + 2] != b"\r\n":
            break
        at += 2
    raise ValueError("its chunks are at odds")


def _payload_digest(old: str, before: tuple[bytes, ...], after: tuple[bytes, ...]) -> str | None:
    """The digest of what the old one was of; if it fits nothing, of the entity, as the standard has it."""
    for one, other in zip(before, after, strict=True):
        if digest_like(old, one) == old:
            return digest_like(old, other)
    return digest_like(old, after[0])
