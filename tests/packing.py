"""Make packs, cleaners and cases from text, for tests that bring their own rules."""

from __future__ import annotations

import tomllib
from pathlib import Path

from cleaner import Cleaner, Settings
from cleaner.engine import ready
from cleaner.packs import store
from cleaner.packs.read import read_pack
from cleaner.settings import CATEGORIES

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent

PROSE = (
    "The council of Verrin voted on Tuesday to mend the old bridge before the winter, and it set aside nine "
    "million crowns for the work, which is to begin in May."
)


def pack_of(source, path="test/pack.toml"):
    """The pack in a TOML text, which must be without faults."""
    pack, errors = read_pack(path, source.encode())
    assert not errors, [str(error) for error in errors]
    return pack


def cleaner_of(*sources, **settings):
    """A cleaner with the packs in TOML texts; all categories are selected unless told otherwise."""
    settings.setdefault("select", CATEGORIES)
    packs = [pack_of(source, f"test/pack{n}.toml") for n, source in enumerate(sources)]
    return Cleaner(packs, Settings(**settings))


def line_rule(*phrases, name="promo/test", **fields):
    """The TOML text of a line rule."""
    extra = "".join(f"{key} = {_toml(value)}\n" for key, value in fields.items())
    return f'[[rule]]\nid = "{name}"\nkind = "line"\nphrases = {_toml(list(phrases))}\n{extra}'


def _toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(_toml(entry) for entry in value) + "]"
    return str(value)


def cases_in(folder, table="case"):
    """The cases of all TOML files of a folder of tests, as pairs of a name and a table."""
    out = []
    for path in sorted((TESTS / folder).glob("*.toml")):
        for number, case in enumerate(tomllib.loads(path.read_text("utf-8"))[table], 1):
            name = case.get("name") or case.get("why") or str(number)
            out.append((f"{path.stem}: {name}", case))
    return out


def comes_with(source, tmp_path, monkeypatch, *, shipped="none"):
    """Let the tool come with one pack, and with a file of that name as its image; the folder where it keeps its own."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(ready, "SHIPPED", tmp_path / shipped)
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.toml").write_text(source)
    monkeypatch.setattr("cleaner.packs.loader.rules_folder", lambda: folder)
    return tmp_path / "cache"
