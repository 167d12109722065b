"""Reports for machines, end to end: what is in them, and that a program can read them."""

from __future__ import annotations

import json

import pytest
from command import run

TEXT = "It rained. Read more »\n\nE-mail address\n\nAdvertisement\n\nIt stopped.\n"


DATA = TEXT.encode()


def report(tmp_path, name, *args, data=DATA, source="a.txt"):
    (tmp_path / source).write_bytes(data)
    result = run("clean", "-q", "--report", name, *args, source, cwd=tmp_path)
    assert result.code == 0, result.err
    return (tmp_path / name).read_text("utf-8")


def test_a_json_report_holds_removals_totals_and_what_ran(tmp_path):
    got = json.loads(report(tmp_path, "r.json", "--ignore", "promo"))
    assert [r["rule"] for r in got["removals"]] == ["read-more/en-tail", "advert/en-label"]
    (spared,) = got["spared"]
    assert (spared["rule"], spared["reason"], spared["line"]) == ("registration/en-maybe", "unsafe", 3)
    assert spared["text"] == "E-mail address"
    totals = got["totals"]
    assert (totals["documents"], totals["changed"], totals["removals"], totals["words"]) == (1, 1, 2, 3)
    assert totals["rules"]["advert/en-label"] == {"removals": 1, "words": 1}
    about = got["cleaner"]
    assert about["settings"]["ignore"] == ["promo"]
    assert set(about["packs"]) >= {"rules/en/small.toml", "rules/de/small.toml"}


def test_a_json_report_of_nothing_is_json(tmp_path):
    got = json.loads(report(tmp_path, "r.json", data=b"It rained.\n"))
    assert (got["removals"], got["spared"], got["totals"]["removals"]) == ([], [], 0)


def test_two_reports_at_once(tmp_path):
    rows = report(tmp_path, "r.jsonl", "--report", "r.json").splitlines()
    assert [json.loads(row) for row in rows] == json.loads((tmp_path / "r.json").read_text())["removals"]


def test_offsets_of_a_report_lead_to_the_text_and_the_bytes(tmp_path):
    text = f"Été 😀\r\n\r\n{TEXT}"
    for row in report(tmp_path, "r.jsonl", data=text.encode()).splitlines():
        record = json.loads(row)
        assert text[record["start"] : record["end"]] == record["text"]
        assert text.encode()[record["start_byte"] : record["end_byte"]].decode() == record["text"]


@pytest.mark.parametrize("name", ["r.json", "r.jsonl"])
def test_invalid_bytes_and_lone_surrogates_stay_readable(tmp_path, name):
    report(tmp_path, name, data=b"x \xff\n\nPlease give to our reporting \xff.\n")
    row = b'{"text": "\\ud800 \\udcff\\nPlease give to our reporting \\ud800 \\udcff."}\n'
    got = report(tmp_path, name, data=row, source="a.jsonl")
    records = json.loads(got)["removals"] if name == "r.json" else [json.loads(line) for line in got.splitlines()]
    assert [record["text"] for record in records] == ["Please give to our reporting \ud800 \udcff."]


def test_a_row_of_json_lines_is_named_in_its_records(tmp_path):
    rows = b'{"text": "a", "id": 6}\n{"text": "Advertisement", "id": 7, "url": "https://x.example/"}\n'
    (record,) = map(json.loads, report(tmp_path, "r.jsonl", data=rows, source="a.jsonl").splitlines())
    assert (record["path"], record["doc_id"], record["url"]) == ("a.jsonl:2", "7", "https://x.example/")


def test_a_picture_of_a_diff(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    result = run("diff", "-q", "--svg", "d.svg", "--width", "100", "a.txt", cwd=tmp_path)
    assert result.code == 1
    assert (tmp_path / "d.svg").read_text("utf-8").startswith("<svg")
