"""WARC and WET: what is cleaned gets right lengths and digests, and nothing else is touched."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import sys
import types
import zlib

import brotli
import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from packing import cleaner_of, line_rule

from cleaner.errors import InputError
from cleaner.formats import coding as content_coding
from cleaner.formats import warc
from cleaner.formats.compression import compressed, expanded
from cleaner.formats.stream import Reading
from cleaner.formats.warc_records import digest_like

ENGINE = cleaner_of(
    line_rule("advertisement", name="advert/label") + line_rule("paper box", name="promo/box", sites=["paper.example"])
)
TEXT = b"It rained in Verrin.\n\nADVERTISEMENT\n\nThe goat was wet.\n"
CLEAN = b"It rained in Verrin.\n\nThe goat was wet.\n"


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def record(content, kind="conversion", media="text/plain", digests=True, end=b"\r\n", more=(), length=None):
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "warc-target-uri:  https://a.example/1 ",
        "WARC-Record-ID: <urn:uuid:7>",
        f"Content-Type: {media}",
        *([f"WARC-Block-Digest: {sha1(content)}"] if digests else []),
        *more,
        f"Content-Length: {len(content) if length is None else length}",
        "",
        "",
    ]
    return end.join(line.encode() for line in head) + content + end + end


INFO = record(b"software: test\r\n", "warcinfo", "application/warc-fields", digests=False)
REQUEST = record(b"GET / HTTP/1.1\r\n\r\n" + TEXT, "request", "application/http; msgtype=request")


def response(body, *fields, status=b"HTTP/1.1 200 OK", media="text/plain", payload=None, **options):
    head = b"\r\n".join([status, f"Content-Type: {media}".encode(), *fields, b"", b""])
    more = [f"WARC-Payload-Digest: {sha1(payload)}"] if payload is not None else []
    return record(head + body, "response", "application/http; msgtype=response", more=more, **options)


def chunked(data, size=10):
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def run(data, path="in.warc", out_kind=None):
    source, kind = expanded(io.BytesIO(data), "-")
    out, seen, problems = io.BytesIO(), [], []
    with compressed(out, kind if out_kind is None else out_kind) as sink:
        warc.run(source, sink, Reading(path), ENGINE.clean, seen.append, problems.append)
    return out.getvalue(), seen, [f"{p.where}: {p.message}" for p in problems]


def checked(data):
    """What an independent reader finds, with all digests verified."""
    found = []
    for entry in ArchiveIterator(io.BytesIO(data), parse_http=False, verify_digests=False):
        entry.freeze()
        content = entry.reader.read()
        assert len(content) == entry.content_length
        block = entry.headers.get("WARC-Block-Digest")
        assert block is None or block == digest_like(block, content)
        found.append((entry.headers.get("WARC-Type"), content))
    return found


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_text_record_is_cleaned_and_nothing_else_changes(end):
    data = INFO + record(TEXT, end=end) + REQUEST + record(b"It stopped.\n")
    out, seen, problems = run(data)
    assert out == INFO + record(CLEAN, end=end) + REQUEST + record(b"It stopped.\n")
    assert [c.document.text.encode() for c in seen] == [TEXT, b"It stopped.\n"]
    assert (seen[0].document.url, seen[0].document.doc_id) == ("https://a.example/1", "<urn:uuid:7>")
    assert [c.document.path for c in seen] == ["in.warc:2", "in.warc:4"]
    assert not problems


def test_the_address_lets_site_rules_work():
    data = record(b"It rained.\n\nPaper box\n").replace(b"https://a.example/1", b"<https://paper.example/1>")
    assert checked(run(data)[0])[0][1] == b"It rained.\n"


@pytest.mark.parametrize("kind", ["gzip", "zstd", "xz", "bzip2"])
def test_records_that_are_members_of_their_own_stay_so(kind):
    def pack(data):
        out = io.BytesIO()
        with compressed(out, kind) as sink:
            sink.write(data)
        return out.getvalue()

    parts = [INFO, record(TEXT), REQUEST, record(TEXT * 9_000), record(b"It stopped.\n")]
    out, seen, _ = run(b"".join(pack(part) for part in parts))
    assert len(seen) == 3
    assert out == b"".join(pack(part) for part in [INFO, record(CLEAN), REQUEST, out_of(parts[3]), parts[4]])


def out_of(data):
    return run(data)[0]


def test_members_that_stay_are_not_compressed_anew():
    odd = gzip.compress(INFO, 1, mtime=77)
    out = run(odd + gzip.compress(record(TEXT)) + gzip.compress(REQUEST, 0, mtime=78))[0]
    assert out.startswith(odd)
    assert out.endswith(gzip.compress(REQUEST, 0, mtime=78))
    assert gzip.decompress(out) == INFO + record(CLEAN) + REQUEST


def test_a_file_that_was_compressed_whole_is_so_again():
    out = run(gzip.compress(INFO + record(TEXT) + REQUEST))[0]
    assert gzip.decompress(out) == INFO + record(CLEAN) + REQUEST
    assert len(list(expanded(io.BytesIO(out), "-")[0].raw.pieces())) == 1


def test_a_large_record_of_another_kind_goes_through_in_pieces(monkeypatch):
    monkeypatch.setattr(warc, "_MAX_COPIED", 1000)
    monkeypatch.setattr(warc, "_CHUNK", 64)
    image = record(bytes(range(256)) * 40, "resource", "image/png")
    data = gzip.compress(image) + gzip.compress(record(TEXT))
    out = run(data)[0]
    assert gzip.decompress(out) == image + record(CLEAN)


def test_a_text_that_is_too_large_for_the_memory_passes(monkeypatch):
    monkeypatch.setattr(warc, "_MAX_CONTENT", 100)
    assert run(record(TEXT * 10))[0] == record(TEXT * 10)


PACKINGS = {
    "plain": (lambda body: response(body, b"content-length: %d" % len(body), payload=body)),
    "without a length": (lambda body: response(body, payload=body)),
    "chunked": (lambda body: response(chunked(body, len(body)), b"Transfer-Encoding: chunked", payload=body)),
    "digest of the chunks": (
        lambda body: response(chunked(body, 999), b"Transfer-Encoding: Chunked", payload=chunked(body, 999))
    ),
    "gzip": (lambda body: response(packed(body), b"Content-Encoding: gzip", payload=packed(body))),
    "gzip, digest of the text": (lambda body: response(packed(body), b"Content-Encoding: x-gzip", payload=body)),
    "gzip and chunked": (
        lambda body: response(
            chunked(packed(body), 999), b"Transfer-Encoding: chunked", b"Content-Encoding: gzip", payload=packed(body)
        )
    ),
    "deflate": (lambda body: response(zlib.compress(body, 6), b"Content-Encoding: deflate", payload=body)),
    "brotli": (lambda body: response(brotlied(body), b"Content-Encoding: br", payload=brotlied(body))),
    "zstd": (lambda body: response(zstded(body), b"Content-Encoding: zstd", payload=body)),
    "two codings": (lambda body: response(brotlied(packed(body)), b"Content-Encoding: gzip, br", payload=body)),
    "another status": (lambda body: response(body, status=b"HTTP/2 404", payload=body)),
}


def brotlied(body):
    return brotli.compress(body, quality=5)


def zstded(body):
    out = io.BytesIO()
    with compressed(out, "zstd") as sink:
        sink.write(body)
    return out.getvalue()


def packed(body):
    return gzip.compress(body, 6, mtime=0)


@pytest.mark.parametrize("name", PACKINGS)
def test_a_text_in_a_response_is_packed_as_before(name):
    out, seen, problems = run(PACKINGS[name](TEXT))
    assert not problems
    assert out == PACKINGS[name](CLEAN)
    assert seen[0].document.url == "https://a.example/1"
    assert len(checked(out)) == 1


def test_a_bare_deflate_stream_is_read_too():
    bare = zlib.compressobj(6, wbits=-15)
    out, seen, problems = run(response(bare.compress(TEXT) + bare.flush(), b"Content-Encoding: deflate"))
    assert (len(seen), problems) == (1, [])
    assert out == response(zlib.compress(CLEAN, 6), b"Content-Encoding: deflate")


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd", "deflate"])
def test_a_bomb_is_refused(monkeypatch, coding):
    monkeypatch.setattr(content_coding, "MOST_BYTES", 100_000)
    body = content_coding.encoded(TEXT + b" " * 200_000, (coding,))
    out, seen, problems = run(response(body, f"Content-Encoding: {coding}".encode()))
    assert out == response(body, f"Content-Encoding: {coding}".encode())
    assert (seen, len(problems)) == ([], 1)
    assert "too large" in problems[0]


def test_a_page_seen_again_has_the_digest_of_what_became_of_it():
    def again(body):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
        more = [f"WARC-Payload-Digest: {sha1(body)}"]
        return record(head, "revisit", "application/http; msgtype=response", more=more)

    other = b"Something else.\n"
    first, second = response(TEXT, payload=TEXT), response(CLEAN, payload=CLEAN)
    out, _, problems = run(first + again(TEXT) + again(other) + first)
    assert (out, problems) == (second + again(CLEAN) + again(other) + second, [])
    assert run(b"".join(gzip.compress(part) for part in (first, again(TEXT))))[0] == b"".join(
        gzip.compress(part, 6, mtime=0) for part in (second, again(CLEAN))
    )
    assert run(again(TEXT))[0] == again(TEXT)


def test_another_character_set():
    body = "Il a plu à Verrin.\n\nAdvertisement\n\nFin.\n".encode("latin-1")
    out = run(response(body, media="text/plain; charset=ISO-8859-1"))[0]
    assert out == response("Il a plu à Verrin.\n\nFin.\n".encode("latin-1"), media="text/plain; charset=ISO-8859-1")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (response(TEXT, b"Content-Encoding: compress"), "its content coding `compress` is not read"),
        (response(TEXT, b"Content-Encoding: gzip, aes"), "its content coding `aes` is not read"),
        (response(TEXT, b"Content-Encoding: br"), "its content is"),
        (response(brotlied(TEXT)[:-3], b"Content-Encoding: br"), "its content is"),
        (response(TEXT, b"Content-Encoding: deflate"), "its content is damaged or cut short"),
        (response(zlib.compress(TEXT)[:-5], b"Content-Encoding: deflate"), "its content is damaged or cut short"),
        (response(zstded(TEXT)[:-5], b"Content-Encoding: zstd"), "the zstd stream is cut short"),
        (response(TEXT, b"Content-Encoding: gzip"), "the gzip stream is"),
        (response(packed(TEXT)[:-4], b"Content-Encoding: gzip"), "the gzip stream is cut short"),
        (response(TEXT, b"Transfer-Encoding: chunked"), "its chunks are at odds"),
        (response(b"5\r\nabc", b"Transfer-Encoding: chunked"), "its chunks are at odds"),
        (response(TEXT, b"Transfer-Encoding: compress"), "its transfer coding `compress` is not read"),
        (response(TEXT, media="text/plain; charset=no-such"), "its text is not the no-such that it says"),
        (record(TEXT).replace(b"rained", b"snowed"), "its digest does not fit its content"),
        (record(TEXT, digests=False, more=["WARC-Block-Digest: whirl:AB"]), "its digest does not fit its content"),
        (
            response(TEXT, digests=False, payload=None, length=None).replace(
                b"\r\nContent-Length", b"\r\nWARC-Payload-Digest: whirl:AB\r\nContent-Length", 1
            ),
            "its payload digest is of an unknown kind",
        ),
    ],
)
def test_a_record_that_cannot_be_read_passes_unchanged_and_is_told(data, message):
    out, _, problems = run(INFO + data + record(TEXT))
    assert out == INFO + data + record(CLEAN)
    assert len(problems) == 1
    assert problems[0].startswith(f"in.warc:2: {message}")
    assert problems[0].endswith("; the record is passed through unchanged")


@pytest.mark.parametrize(
    "data",
    [
        response(b""),
        record(b"no response at all", "response", "application/http"),
        record(TEXT, "revisit"),
        record(TEXT, "metadata"),
        record(TEXT, media="application/json"),
        response(TEXT, media="image/png"),
        record(b""),
        record(b"", "continuation"),
    ],
)
def test_other_records_stay(data):
    out, _, problems = run(INFO + data)
    assert (out, problems) == (INFO + data, [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (record(TEXT)[:-20], "the record lacks"),
        (record(TEXT, length=10_000), "the record lacks"),
        (record(TEXT, length=10), "no WARC record where one should begin"),
        (record(TEXT, length=""), "the record has no length"),
        (record(TEXT, more=["Content-Length: 3"]), "the record has 2 lengths"),
        (b"WARC/1.0\r\nWARC-Type: conv", "the head of the record has no end"),
        (b"It rained.\n\nIt stopped.\n", "no WARC record where one should begin"),
    ],
)
def test_a_damaged_file_is_refused(data, message):
    with pytest.raises(InputError, match=message) as caught:
        run(INFO + data)
    assert caught.value.where.startswith("in.warc:")


def segments(content, media, payload, size):
    """A record in segments of a size, as crawlers write what is too large for a file."""
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    first = record(
        parts[0],
        "response" if media.startswith("application/http") else "conversion",
        media,
        more=[f"WARC-Payload-Digest: {sha1(payload)}", "WARC-Segment-Number: 1"],
    )
    out = [first]
    for number, part in enumerate(parts[1:], 2):
        more = ["WARC-Segment-Origin-ID: <urn:uuid:7>", f"WARC-Segment-Number: {number}"]
        if number == len(parts):
            more.append(f"WARC-Segment-Total-Length: {len(content)}")
        out.append(record(part, "continuation", media, more=more).replace(b"<urn:uuid:7>", b"<urn:uuid:8>", 1))
    return out


def put_together(data):
    """The content of all segments in order, as a reader puts it together."""
    found, total = {}, 0
    for entry in ArchiveIterator(io.BytesIO(data), parse_http=False):
        if number := entry.headers.get("WARC-Segment-Number"):
            found[int(number)] = entry.reader.read()
            total = int(entry.headers.get("WARC-Segment-Total-Length") or total)
    content = b"".join(found[number] for number in sorted(found))
    assert len(content) == total
    return content


HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


@pytest.mark.parametrize("pack", [lambda parts: b"".join(parts), lambda parts: b"".join(map(gzip.compress, parts))])
@pytest.mark.parametrize(
    ("content", "media"), [(TEXT * 3, "text/plain"), (HTTP + TEXT * 3, "application/http; msgtype=response")]
)
# The second segment begins within a notice, at its first letter, and after the line that it is on.
@pytest.mark.parametrize("cut", [b"ERTISEMENT", b"ADVERTISEMENT", b"\nThe goat"])
def test_segments_of_a_record_are_not_touched(content, media, cut, pack):
    parts = segments(content, media, TEXT * 3, content.index(cut))
    assert len(parts) >= 3
    # Another record between the segments is cleaned, and one that refers to the whole still does.
    again = record(HTTP, "revisit", "application/http", more=[f"WARC-Payload-Digest: {sha1(TEXT * 3)}"])
    data = [INFO, parts[0], record(TEXT), *parts[1:], again]
    out, seen, problems = run(pack(data))
    plain = b"".join(data).replace(record(TEXT), record(CLEAN))
    assert expanded(io.BytesIO(out), "-")[0].read() == plain
    assert put_together(out) == content
    assert checked(out)[0:1] == checked(pack(data))[0:1]
    assert [c.document.text.encode() for c in seen] == [TEXT]
    more = len(parts) - 1
    told = f"this record and {more} more are segments of a larger record; segments are passed through unchanged"
    assert problems == [f"in.warc:2: {told}"]


def test_a_large_segment_goes_through_in_pieces(monkeypatch):
    monkeypatch.setattr(warc, "_MAX_COPIED", 16)
    data = record(TEXT, more=["warc-segment-number : 1"])
    out, seen, problems = run(INFO + data)
    assert (out, seen, len(problems)) == (INFO + data, [], 1)
    assert problems[0].startswith("in.warc:2: this is a segment of a larger record")


def test_an_empty_file_stays_empty():
    assert run(b"") == (b"", [], [])


PAGE = b"<p>It rained.</p><div>ADVERTISEMENT</div>"


def fake_pages(monkeypatch):
    def clean_html(data, *, url, clean, nodes, charset, path):
        from cleaner import Document

        assert (url, charset, path) == ("https://a.example/1", "utf-8", "in.warc:1")
        cleaned = clean(Document("It rained.\n\nADVERTISEMENT\n", url=url, path=path))
        return data.replace(b"<div>ADVERTISEMENT</div>", b""), cleaned

    module = types.ModuleType("cleaner.formats.html")
    module.clean_html = clean_html
    monkeypatch.setitem(sys.modules, "cleaner.formats.html", module)


def test_a_page_is_cleaned_as_pages_are(monkeypatch):
    fake_pages(monkeypatch)
    made = {
        page: response(packed(page), b"Content-Encoding: gzip", media="text/html; charset=utf-8", payload=page)
        for page in (PAGE, b"<p>It rained.</p>")
    }
    out, seen, problems = run(made[PAGE])
    assert not problems
    assert out == made[b"<p>It rained.</p>"]
    assert len(seen) == 1


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha-256", "md5"])
def test_digests_are_written_as_they_were(algorithm):
    raw = hashlib.new(algorithm.replace("-", ""), b"a").digest()
    forms = [raw.hex(), raw.hex().upper(), base64.b32encode(raw).decode(), base64.b32encode(raw).decode().rstrip("=")]
    forms += [base64.b32encode(raw).decode().lower(), base64.b64encode(raw).decode()]
    for form in forms:
        assert digest_like(f"{algorithm}:{form}", b"a") == f"{algorithm}:{form}"
        assert digest_like(f"{algorithm}:{form}", b"b") != f"{algorithm}:{form}"
    for other in ("", "sha1", "sha1:", "whirl:abc", f"{algorithm}:abc", "shake_128:abcd"):
        assert digest_like(other, b"a") is None


def test_a_missing_package_names_the_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    with pytest.raises(InputError) as caught:
        run(record(TEXT))
    assert "pip install 'news-cleaner[warc]'" in str(caught.value)


WHOLE = INFO + record(TEXT) + PACKINGS["gzip and chunked"](TEXT) + REQUEST


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_damage_is_refused_or_passed_on_and_never_a_crash(at, put, gone):
    data = WHOLE[:at] + put + WHOLE[at + gone :]
    try:
        out, _, problems = run(data)
    except InputError:
        return
    # Whatever was still understood is sound, and cleaning it again changes nothing.
    assert run(out)[0] == out
    assert all(problem.endswith("; the record is passed through unchanged") for problem in problems)
