"""Which value counts: command line, file asked for, environment, file found, built in."""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cleaner.config.find import VARIABLE, find_file
from cleaner.config.keys import BY_NAME, KEYS, LISTS, Key
from cleaner.config.read import FileConfig, Given, fault, read_config
from cleaner.errors import ConfigError, InputError
from cleaner.packs.read import suggest
from cleaner.settings import Override

BUILT_IN = "built in"
COMMAND_LINE = "command line"
_FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Config:
    """Each key's value and origin, and the tables for some documents with their places."""

    values: dict[str, Given]
    overrides: tuple[tuple[Override, str], ...] = ()


def resolve(
    given: Mapping[str, Any],
    *,
    file: str = "",
    pairs: Sequence[str] = (),
    isolated: bool = False,
    environment: Mapping[str, str] = os.environ,
    folder: str = ".",
) -> Config:
    """The configuration of a run; `given` are the values of the command line by key.

    `file` and `pairs`, each such as `budget=0.5`, are what `--config` says.

    Raises ConfigErrors, ConfigError and InputError.
    """
    if isolated and file:
        raise InputError("--isolated and --config exclude each other", hint="--isolated reads no configuration")
    asked, variables, found = FileConfig({}, ()), dict[str, Given](), FileConfig({}, ())
    if not isolated:
        variables = _from_environment(environment)
        if file:
            asked = _named(file, "--config")
        elif environment.get(VARIABLE):
            found = _named(environment[VARIABLE], VARIABLE)
        elif nearest := find_file(folder):
            found = read_config(nearest)
    said = _from_pairs(pairs)
    line = {name: Given(value, COMMAND_LINE) for name, value in given.items()}
    built_in = {key.name: Given(key.default, BUILT_IN) for key in KEYS}
    values = built_in | found.values | variables | asked.values | said | line
    overrides = asked.overrides or found.overrides
    if "select" in line or "select" in said or ("select" in variables and not file):
        # What the tables select gives way too; what they ignore stays ignored.
        overrides = tuple((replace(override, select=()), place) for override, place in overrides)
    return Config(values, overrides)


def _named(path: str, by: str) -> FileConfig:
    if not os.path.isfile(path):
        raise InputError("no such configuration file", where=path, hint=f"{by} names it")
    return read_config(path)


def _from_environment(environment: Mapping[str, str]) -> dict[str, Given]:
    return {
        key.name: _given(key, text, f"${key.variable}") for key in KEYS if (text := environment.get(key.variable, ""))
    }


def _from_pairs(pairs: Sequence[str]) -> dict[str, Given]:
    out = {}
    for pair in pairs:
        name, _, text = (part.strip() for part in pair.partition("="))
        if name not in BY_NAME:
            raise ConfigError(f"unknown key `{name}`", where="--config", hint=suggest(name.replace("_", "-"), BY_NAME))
        out[name] = _given(BY_NAME[name], text, f"--config {name}")
    return out


def _given(key: Key, text: str, origin: str) -> Given:
    """The value that a text stands for. Raises ConfigError."""
    value = _parsed(key, text)
    cure = fault(key, value)
    if cure:
        cure = "separate entries by commas" if key.kind in LISTS else cure
        raise ConfigError(f"{text!r} is no value for `{key.name}`", where=origin, hint=cure)
    return Given(tuple(value) if isinstance(value, list) else value, origin)


def _parsed(key: Key, text: str) -> Any:
    with contextlib.suppress(tomllib.TOMLDecodeError):
        # As it would stand in a file.
        value = tomllib.loads(f"value = {text}").get("value")
        if not fault(key, value):
            return value
        text = value if isinstance(value, str) else text
    if key.kind in LISTS:
        return [part.strip() for part in text.split(",") if part.strip()]
    if key.kind == "flag":
        return _FLAGS.get(text.lower(), text)
    if key.kind in ("share", "count"):
        try:
            return float(text) if key.kind == "share" else int(text)
        except ValueError:
            return text
    return text
