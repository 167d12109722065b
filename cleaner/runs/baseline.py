"""Files of fingerprints: findings that are known and to be left alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from cleaner.errors import InputError
from cleaner.model import Cleaned
from cleaner.report.visible import visible
from cleaner.runs.files import replace_file
from cleaner.text.fingerprint import fingerprint

IGNORED_FINDINGS = ".cleanerignore-findings"
"""Read from the working directory without being asked for."""

_FINGERPRINT = re.compile(r"[^\s:]+/[^\s:]+:[0-9a-f]{16}")
_SHOWN = 60
_IGNORED_HEAD = "# Findings that are known and left alone: rule:fingerprint, one a line."


def known_findings(path: str) -> tuple[str, ...]:
    """The fingerprints in a file: one a line, `#` begins a comment. Raises InputError."""
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InputError(f"cannot be read: {reason}", where=path) from error
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if entry and not _FINGERPRINT.fullmatch(entry):
            hint = "write rule:fingerprint, as `check --write-baseline FILE` does"
            raise InputError(f"`{visible(entry)}` is no fingerprint", where=f"{path}:{number}", hint=hint)
        if entry:
            found.setdefault(entry)
    return tuple(found)


def ignored_findings(folder: str = ".") -> tuple[str, ...]:
    """Those of the file that a folder has for it, if it has one. Raises InputError."""
    path = os.path.join(folder, IGNORED_FINDINGS) if folder != "." else IGNORED_FINDINGS
    return known_findings(path) if os.path.isfile(path) else ()


def told_of(path: str, text: str) -> str:
    """What stands behind a fingerprint, for people."""
    one = visible(" ".join(text.split()))
    return f"{visible(path)}: {one if len(one) <= _SHOWN else f'{one[: _SHOWN - 1].rstrip()}…'}"


def ignore_findings(found: Mapping[str, str], path: str = IGNORED_FINDINGS) -> None:
    """Add fingerprints, each with what it is of, to a file that is made if need be. Raises InputError."""
    there = set(known_findings(path)) if os.path.exists(path) else set()
    text = Path(path).read_text("utf-8") if there or os.path.exists(path) else _IGNORED_HEAD
    new = [f"{key}  # {about}" for key, about in found.items() if key not in there]
    if not new:
        return
    replace_file(path, "\n".join([text.rstrip("\n"), *new, ""]).lstrip("\n").encode())


class Baseline:
    """The findings of a run, to be known in the next."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def add(self, cleaned: Cleaned) -> None:
        """Take in one document."""
        for removal in cleaned.removals:
            key = fingerprint(removal.rule_id, removal.text)
            self._found.setdefault(key, told_of(cleaned.document.path, removal.text))

    def write(self, path: str, also: Iterable[str] = ()) -> None:
        """Write the file; `also` are fingerprints that were known before. Raises InputError."""
        lines = [f"{key}  # {self._found[key]}" if key in self._found else key for key in {*self._found, *also}]
        head = "# Findings of `cleaner check` that are known and left alone: rule:fingerprint, one a line."
        try:
            Path(path).write_text("\n".join([head, *sorted(lines)]) + "\n", "utf-8")
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=path) from error
