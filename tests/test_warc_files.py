"""WARC and WET on the command line."""

from __future__ import annotations

import gzip

import pytest
from command import run
from unit.formats.test_warc import CLEAN, INFO, REQUEST, TEXT, checked, record, response

PLAIN = INFO + record(TEXT) + REQUEST + response(TEXT, payload=TEXT)
EXPECTED = INFO + record(CLEAN) + REQUEST + response(CLEAN, payload=CLEAN)


def members(data):
    starts = [at for at in range(len(data)) if data.startswith(b"WARC/1.0\r\n", at)]
    return b"".join(gzip.compress(data[a:b], 6, mtime=0) for a, b in zip(starts, [*starts[1:], None], strict=True))


def test_by_suffix_by_magic_and_in_a_pipe(tmp_path):
    for name in ("a.warc", "a.wet", "a.data"):
        (tmp_path / name).write_bytes(PLAIN)
        assert run("clean", "-q", name, cwd=tmp_path).out == EXPECTED
    for name in ("a.warc.gz", "a.warc.wet.gz", "b.data"):
        (tmp_path / name).write_bytes(members(PLAIN))
        assert run("clean", "-q", name, cwd=tmp_path).out == members(EXPECTED)
    assert run("clean", "-q", stdin=PLAIN).out == EXPECTED
    assert run("clean", "-q", stdin=members(PLAIN)).out == members(EXPECTED)
    assert len(checked(members(EXPECTED))) == 4


def test_in_place_and_then_there_is_nothing_left(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(members(PLAIN))
    assert run("clean", "-q", "-w", "a.warc.gz", cwd=tmp_path).code == 0
    assert path.read_bytes() == members(EXPECTED)
    assert run("check", "-q", "a.warc.gz", cwd=tmp_path).code == 0


def test_findings_name_the_record(tmp_path):
    (tmp_path / "a.warc").write_bytes(PLAIN)
    result = run("check", "-q", "a.warc", cwd=tmp_path)
    assert result.code == 1
    assert b"a.warc:2:3:1:" in result.out
    assert b"a.warc:4:3:1:" in result.out


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "../../../out.txt", "/tmp/out.txt", "http://a.example/../../x", "\\\\host\\x", "http://["],
)
def test_no_address_becomes_the_name_of_a_file(address, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    data = record(TEXT, more=[f"WARC-Filename: {address}"]).replace(b"https://a.example/1", address.encode())
    (inner / "a.warc").write_bytes(data)
    assert run("clean", "-q", "a.warc", "-o", "b.warc", "--report", "r.jsonl", cwd=inner).code == 0
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert files == ["inner/a.warc", "inner/b.warc", "inner/r.jsonl"]
    assert CLEAN in (inner / "b.warc").read_bytes()


def test_a_file_that_is_cut_short_is_told_and_nothing_written(tmp_path):
    for name, data in (
        ("a.warc", PLAIN[:-9]),
        ("b.warc.gz", members(PLAIN)[:-9]),
        ("c.warc.gz", gzip.compress(PLAIN[:-9])),
    ):
        (tmp_path / name).write_bytes(data)
        for extra in ("-w",), ("-o", "out.warc"):
            result = run("clean", name, *extra, cwd=tmp_path)
            assert (result.code, b"cut short" in result.err, b"Traceback" in result.err) == (2, True, False)
            assert (tmp_path / name).read_bytes() == data
            assert not (tmp_path / "out.warc").exists()


def test_segments_are_told_and_their_file_is_cleaned(tmp_path):
    segment = record(TEXT, more=["WARC-Segment-Number: 1"])
    (tmp_path / "a.warc").write_bytes(INFO + segment + record(TEXT))
    result = run("clean", "-w", "a.warc", cwd=tmp_path)
    assert result.code == 0
    assert b"a.warc:2: this is a segment of a larger record" in result.err
    assert (tmp_path / "a.warc").read_bytes() == INFO + segment + record(CLEAN)


def test_what_a_format_cannot_hold_is_told(tmp_path):
    (tmp_path / "a.warc").write_bytes(PLAIN)
    for option in ("--annotate", "--mark=x"):
        result = run("clean", "-q", option, "a.warc", cwd=tmp_path)
        assert result.code == 2
        assert b"error: a.warc: --" in result.err


def test_a_page_in_a_response_is_cleaned_as_the_page_itself():
    pytest.importorskip("cleaner.formats.html")
    page = b"<html><body><p>It rained in Verrin.</p>\n<p>ADVERTISEMENT</p>\n<p>The goat was wet.</p></body></html>"
    alone = run("clean", "-q", "--from", "html", stdin=page).out
    assert b"ADVERTISEMENT" not in alone
    made = [response(body, media="text/html; charset=utf-8", payload=body) for body in (page, alone)]
    assert run("clean", "-q", stdin=made[0]).out == made[1]
