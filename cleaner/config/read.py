"""Read one configuration file, and collect every fault with its place and its cure."""

from __future__ import annotations

import os
import textwrap
import tomllib
from dataclasses import dataclass
from typing import Any

from cleaner.config.find import PYPROJECT
from cleaner.config.keys import BY_NAME, LISTS, TABLE_KEYS, TABLES, Key
from cleaner.config.places import Path_, key_lines, line_of
from cleaner.errors import ConfigError, ConfigErrors, InputError
from cleaner.packs.locate import toml_line
from cleaner.packs.read import EXCERPT_CHARS, suggest
from cleaner.settings import Override

_SECTION: Path_ = ("tool", "cleaner")


@dataclass(frozen=True, slots=True)
class Given:
    """A value and where it comes from."""

    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class FileConfig:
    """What one file says; the values by key, and the tables for some documents with their places."""

    values: dict[str, Given]
    overrides: tuple[tuple[Override, str], ...]


def read_config(path: str) -> FileConfig:
    """The configuration in a file. Raises ConfigErrors with every fault, InputError if it cannot be read."""
    shown = os.path.relpath(path) if _below(path) else path
    try:
        with open(path, "rb") as file:
            data = file.read()
        source = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigErrors([ConfigError("not UTF-8", where=f"{shown}:{line}", hint="save it as UTF-8")]) from error
    except OSError as error:
        raise InputError(f"the configuration cannot be read: {error.strerror}", where=shown) from error
    reader = _Reader(shown, os.path.dirname(os.path.abspath(path)), source)
    try:
        table: Any = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        reader.fail(f"not TOML: {error}", "mend the syntax here", line=toml_line(str(error), source))
        raise ConfigErrors(reader.errors) from error
    if os.path.basename(path) == PYPROJECT:
        reader.section = _SECTION
        for part in _SECTION:
            table = table.get(part) if isinstance(table, dict) else None
        if not isinstance(table, dict):
            raise InputError("no [tool.cleaner] in this file", where=shown, hint="add the section, or use cleaner.toml")
    found = reader.read(table)
    if reader.errors:
        raise ConfigErrors(reader.errors)
    return found


def _below(path: str) -> bool:
    return os.path.abspath(path).startswith(os.path.join(os.getcwd(), ""))


def fault(key: Key, value: object) -> str:
    """The cure for a value that does not fit its key; empty if it does."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if key.kind in LISTS:
        if key.name == "select" and value == []:
            return "name rules or categories, or leave it out for the default ones"
        fits = isinstance(value, list) and all(isinstance(entry, str) and entry for entry in value)
        return "" if fits else f'write {key.name} = ["…"]'
    if key.kind == "flag":
        return "" if isinstance(value, bool) else "give true or false"
    if key.kind == "share":
        return "" if number and 0 <= value <= 1 else "give a number from 0 to 1"  # type: ignore[operator]
    if key.kind == "count":
        fits = isinstance(value, int) and number and value >= 0
        return "" if fits else "give a whole number, 0 or more"
    if key.kind == "choice":
        return "" if value in key.choices else suggest(str(value), key.choices)
    return "" if isinstance(value, str) and value else f'write {key.name} = "…"'


class _Reader:
    """One pass over one file; faults are collected in `errors`."""

    def __init__(self, shown: str, folder: str, source: str) -> None:
        self.shown, self.folder, self.source = shown, folder, source
        self.section: Path_ = ()
        self.lines = key_lines(source)
        self.errors: list[ConfigError] = []

    def place(self, *path: str) -> int:
        return line_of(self.lines, self.section + path)

    def fail(self, message: str, hint: str, *, line: int) -> None:
        lines = ["".join(c if c.isprintable() or c == "\t" else "?" for c in x) for x in self.source.split("\n")]
        excerpt = textwrap.shorten(lines[line - 1], EXCERPT_CHARS, placeholder=" …") if line <= len(lines) else ""
        text = f"{message}\n    {excerpt}" if excerpt else message
        self.errors.append(ConfigError(text, where=f"{self.shown}:{line}", hint=hint))

    def value(self, key: Key, value: Any, *path: str) -> Given | None:
        line = self.place(*path)
        cure = fault(key, value)
        if cure:
            self.fail(f"`{key.name}` is {value!r}", cure, line=line)
            return None
        if key.kind == "paths":
            value = [os.path.relpath(full) if _below(full) else full for full in map(self.full, value)]
        return Given(tuple(value) if isinstance(value, list) else value, f"{self.shown}:{line}")

    def full(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.folder, os.path.expanduser(path)))

    def read(self, table: dict[str, Any]) -> FileConfig:
        values: dict[str, Given] = {}
        overrides: list[tuple[Override, str]] = []
        for name, value in table.items():
            if name in TABLES:
                overrides += self.overrides(name, value)
            elif name not in BY_NAME:
                self.unknown(name, [*BY_NAME, *TABLES], name)
            elif given := self.value(BY_NAME[name], value, name):
                values[name] = given
        # Files before sites, each in the order of the file: of two tables for one document the later one counts.
        overrides.sort(key=lambda pair: bool(pair[0].site))
        return FileConfig(values, tuple(overrides))

    def unknown(self, name: str, known: list[str], *path: str) -> None:
        hint = suggest(name.replace("_", "-"), known)
        self.fail(f"unknown key `{name}`", hint, line=self.place(*path))

    def overrides(self, kind: str, tables: Any) -> list[tuple[Override, str]]:
        if not isinstance(tables, dict):
            self.fail(f"`{kind}` must be a table", f'write [{kind}."…"]', line=self.place(kind))
            return []
        out = []
        for name, table in tables.items():
            if not isinstance(table, dict):
                cure = f'write [{kind}."{name}"] with {", ".join(key.name for key in TABLE_KEYS)}'
                self.fail(f"`{name}` in {kind} must be a table", cure, line=self.place(kind, name))
                continue
            found: dict[str, Any] = {}
            for entry, value in table.items():
                key = next((key for key in TABLE_KEYS if key.name == entry), None)
                if not key:
                    self.unknown(entry, [key.name for key in TABLE_KEYS], kind, name, entry)
                elif given := self.value(key, value, kind, name, entry):
                    found[key.option] = given.value
            place = {"site": name.lower()} if kind == "per-site" else {"files": name, "folder": self.folder}
            out.append((Override(**place, **found), f"{self.shown}:{self.place(kind, name)}"))
        return out
