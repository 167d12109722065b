"""Ignore files, as git and ripgrep read them: nearer ones win, and so do later lines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from cleaner.errors import InputError

IGNORE_FILES = (".cleanerignore", ".ignore", ".gitignore")
"""In one folder, the first of these that says something about a path decides."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one ignore file, which hold below its folder."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether the absolute `path` is ignored; None if no pattern names it."""
        relative = os.path.relpath(path, self.folder).replace(os.sep, "/")
        if relative.startswith("../"):
            return None
        return self.spec.check_file(f"{relative}/" if is_folder else relative).include


def patterns(lines: Sequence[str], folder: str, where: str) -> Patterns:
    """The patterns in some lines. Raises InputError for one that is none."""
    try:
        return Patterns(folder, GitIgnoreSpec.from_lines(lines))
    except ValueError as error:
        raise InputError(f"this is no pattern of an ignore file: {error}", where=where) from error


def patterns_in(folder: str) -> list[Patterns]:
    """The ignore files of a folder, the strongest first. Raises InputError."""
    found = []
    for name in IGNORE_FILES:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            text = Path(path).read_text("utf-8", "surrogateescape").removeprefix("\ufeff")
            found.append(patterns(text.splitlines(), folder, path))
    return found


def patterns_above(folder: str) -> list[Patterns]:
    """The ignore files of the folders above, nearest first, as far as the repository reaches that holds `folder`."""
    above = [folder]
    while not os.path.exists(os.path.join(above[-1], ".git")):
        parent = os.path.dirname(above[-1])
        if parent == above[-1]:
            return []
        above.append(parent)
    return [found for up in above[1:] for found in patterns_in(up)]


def ignored(path: str, levels: Sequence[Patterns], *, is_folder: bool) -> bool:
    """What the first of `levels` says that names `path` at all."""
    verdicts = (level.verdict(path, is_folder=is_folder) for level in levels)
    return next((verdict for verdict in verdicts if verdict is not None), False)
