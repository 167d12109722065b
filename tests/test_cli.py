"""The command line, by cases as data: `tests/cli/*.toml`, run on the small rules of `tests/cli/rules/`.

A `[[case]]` has `name`, `args`, and what it needs of: `stdin` or `stdin_hex`; `files` or `files_hex` (name to content)
made in an empty folder, which is the working directory; `modes`, `links`, `folders`; `env`, `terminal`. It expects
`code` (0), `out` or `out_hex` (exact), `out_has` and `err_has` (parts), `out_lacks` and `err_lacks`, `err` (exact),
`after` or `after_hex` (files that differ from before; no others may appear), and `untouched` (names of files whose
time and inode stay).
"""

from __future__ import annotations

import os
import stat

import pytest
from command import run
from packing import cases_in

OLD = 10**18


def content(case, key):
    plain = {name: text.encode("utf-8", "surrogateescape") for name, text in case.get(key, {}).items()}
    return plain | {name: bytes.fromhex(text) for name, text in case.get(f"{key}_hex", {}).items()}


def value(case, key):
    if f"{key}_hex" in case:
        return bytes.fromhex(case[f"{key}_hex"])
    return case[key].encode() if key in case else None


def prepare(case, folder):
    for name in case.get("folders", []):
        (folder / name).mkdir()
    for name, data in content(case, "files").items():
        (folder / name).write_bytes(data)
        (folder / name).chmod(case.get("modes", {}).get(name, 0o644))
        os.utime(folder / name, ns=(OLD, OLD))
    for name, target in case.get("links", {}).items():
        (folder / name).symlink_to(target)
    return {name: (folder / name).stat().st_ino for name in case.get("untouched", [])}


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.limit(20)
@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in cases_in("cli")])
def test_command(case, tmp_path):
    inodes = prepare(case, tmp_path)
    before = files_in(tmp_path)
    result = run(
        *case["args"],
        stdin=value(case, "stdin") or b"",
        env=case.get("env"),
        cwd=tmp_path,
        terminal=case.get("terminal", False),
    )
    told = f"{result.out!r}\n{result.err.decode('utf-8', 'replace')}"
    assert result.code == case.get("code", 0), told
    for key, got in (("out", result.out), ("err", result.err)):
        if value(case, key) is not None:
            assert got == value(case, key)
        for part in case.get(f"{key}_has", []):
            assert part in got.decode("utf-8", "surrogateescape"), told
        for part in case.get(f"{key}_lacks", []):
            assert part not in got.decode("utf-8", "surrogateescape"), told
    assert files_in(tmp_path) == before | content(case, "after")
    for name, inode in inodes.items():
        status = (tmp_path / name).stat()
        assert (status.st_mtime_ns, status.st_ino) == (OLD, inode), f"{name} was touched"
    for name, mode in case.get("modes", {}).items():
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode
    for name in case.get("links", {}):
        assert (tmp_path / name).is_symlink()
