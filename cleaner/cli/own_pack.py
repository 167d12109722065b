"""The user's own pack: where a review writes rules."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cleaner.authoring.draft import Draft, with_rules
from cleaner.cli.configured import said_config
from cleaner.config.find import VARIABLE, find_file
from cleaner.errors import InputError, PackErrors
from cleaner.packs.read import read_pack
from cleaner.runs.files import replace_file

NAME = "cleaner-review.toml"


@dataclass(frozen=True, slots=True)
class OwnPack:
    """A pack file that may not be there yet; `lang` is its language, `named` says whether `clean` reads it anyway."""

    path: str
    lang: str = "any"
    named: bool = False

    def read_with(self, packs: Sequence[str]) -> tuple[str, ...]:
        """The packs to read: this one too, if it is there."""
        others = tuple(path for path in packs if not _same(path, self.path))
        return (*others, self.path) if os.path.exists(self.path) else others

    def add(self, drafts: Sequence[Draft]) -> None:
        """Write rules into the file, which appears whole or not at all. Raises InputError."""
        source = ""
        if os.path.exists(self.path):
            source = Path(self.path).read_bytes().decode("utf-8")
        text = with_rules(source, drafts, self.path)
        if text != source:
            replace_file(self.path, text.encode())


def own_pack(options: dict[str, Any]) -> OwnPack:
    """The file of the last -p; else that of this name among the configured packs, beside the configuration, or here.

    Raises InputError for a folder, PackErrors for a faulty file.
    """
    source = click.get_current_context().get_parameter_source("pack")
    packs: tuple[str, ...] = tuple(options["pack"])
    if packs and source == click.core.ParameterSource.COMMANDLINE:
        path, named = packs[-1], False
        if os.path.isdir(path):
            raise InputError("a folder cannot take new rules", where=path, hint=f"name a file last: -p {NAME}")
    else:
        configured = [pack for pack in packs if os.path.basename(pack) == NAME]
        path, named = (configured[-1] if configured else _beside_configuration()), bool(configured)
    if not os.path.exists(path):
        return OwnPack(path, named=named)
    pack, errors = read_pack(path, Path(path).read_bytes())
    if pack is None:
        raise PackErrors(errors)
    return OwnPack(path, pack.lang, named)


def _beside_configuration() -> str:
    said = click.get_current_context().params
    file = said_config(said["config"])[0] or (None if said["isolated"] else os.environ.get(VARIABLE) or find_file("."))
    folder = os.path.dirname(file) if file else ""
    return os.path.relpath(os.path.join(folder, NAME)) if folder else NAME


def _same(one: str, other: str) -> bool:
    return os.path.abspath(one) == os.path.abspath(other)
