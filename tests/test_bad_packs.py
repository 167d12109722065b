"""Faulty packs: every fault is named with file, line, excerpt and cure, all of them in one run.

Each `bad_packs/*.toml` begins with `# expect: LINE: part of the message`, and may end with `# hint: part of the cure`.
"""

from __future__ import annotations

import pytest
from command import run
from packing import TESTS

from cleaner import load_packs
from cleaner.errors import PackErrors

FOLDER = TESTS / "bad_packs"
FILES = sorted(FOLDER.glob("*.toml"))


def comment(path, name):
    for line in path.read_text("utf-8", "replace").splitlines():
        if line.startswith(f"# {name}: "):
            return line.removeprefix(f"# {name}: ")
    return ""


EXPECTED = {path: comment(path, "expect").split(": ", 1) for path in FILES if comment(path, "expect")}


def faults_of(*paths):
    with pytest.raises(PackErrors) as caught:
        load_packs(paths, builtin=False)
    return caught.value.errors


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_fault_has_its_line_excerpt_and_cure(path):
    number, message = EXPECTED[path]
    paths = [path] if path.stem != "same_b" else [FOLDER / "same_a.toml", path]
    fault = faults_of(*paths)[0]
    assert fault.where == f"{path}:{number}"
    assert message in fault.message.partition("\n")[0]
    assert fault.hint
    assert comment(path, "hint") in fault.hint
    if path.stem not in ("not_utf8", "control", "same_b"):
        excerpt = fault.message.partition("\n")[2].strip()
        assert excerpt == path.read_text("utf-8").splitlines()[int(number) - 1].strip()


def test_an_excerpt_carries_no_control_characters_to_the_terminal(tmp_path):
    (tmp_path / "p.toml").write_bytes(b'[pack]\nlang = "\x1b]0;title\x07"\n')
    result = run("clean", "-p", str(tmp_path / "p.toml"), stdin=b"x")
    assert result.code == 2
    assert b"\x1b" not in result.err
    assert b"\x07" not in result.err


def test_one_fault_does_not_hide_the_next(tmp_path):
    pack = tmp_path / "many.toml"
    pack.write_text(
        '[[rule]]\nid = "promo/a"\nkind = "line"\nphrases = ["(a"]\nmax_words = "x"\n'
        '[[rule]]\nid = "promo/b"\nkind = "line"\nphrases = ["(b", "c)"]\n'
        '[[rule]]\nid = "promo/c"\nkind = "lin"\nphrases = ["(c"]\n'
    )
    assert [fault.where.rpartition(":")[2] for fault in faults_of(pack)] == ["4", "5", "9", "9", "12", "13"]


def test_one_cause_is_told_once(tmp_path):
    pack = tmp_path / "once.toml"
    pack.write_text('[[rule]]\nid = "promo/a"\nkind = "line"\nphrases = ["(a"]\n')
    assert len(faults_of(pack)) == 1


def test_all_faults_of_all_packs_come_in_one_run(tmp_path):
    text = tmp_path / "in.txt"
    text.write_bytes(b"Join us\n\nIt rained.\n")
    report = tmp_path / "report.json"
    result = run("clean", "-w", "-p", str(FOLDER), "--report", str(report), str(text))
    assert result.code == 2
    assert result.out == b""
    told = result.err.decode()
    missing = [path.stem for path, (number, _) in EXPECTED.items() if f"{path}:{number}: " not in told]
    assert missing == []
    assert "nothing was cleaned" in told
    assert text.read_bytes() == b"Join us\n\nIt rained.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt"]


def test_a_missing_pack_is_an_error_with_its_name(tmp_path):
    result = run("clean", "-p", str(tmp_path / "no.toml"), stdin=b"x")
    assert result.code == 2
    assert f"{tmp_path}/no.toml: no such pack".encode() in result.err


def test_an_unreadable_entry_in_a_folder_of_packs_is_an_error_with_its_name(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "ok.toml").write_text('[[rule]]\nid = "promo/ok"\nkind = "line"\nphrases = ["join us"]\n')
    result = run("clean", "-p", str(tmp_path), stdin=b"Join us\nx")
    assert (result.code, result.out) == (0, b"x") or b"folder.toml" in result.err
