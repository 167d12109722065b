"""Find the configuration of a run. Cheap: most runs have none."""

from __future__ import annotations

import os
from collections.abc import Iterator

NAMES = ("cleaner.toml", ".cleaner.toml")
PYPROJECT = "pyproject.toml"
VARIABLE = "CLEANER_CONFIG"
_SECTION = b"tool.cleaner"


def find_file(folder: str) -> str | None:
    """The nearest `cleaner.toml` or `.cleaner.toml` at or above a folder; without one the nearest `pyproject.toml`
    that speaks of [tool.cleaner]."""
    for place in _upward(folder):
        for name in NAMES:
            path = os.path.join(place, name)
            if os.path.isfile(path):
                return path
    for place in _upward(folder):
        path = os.path.join(place, PYPROJECT)
        if _has_section(path):
            return path
    return None


def _upward(folder: str) -> Iterator[str]:
    place = os.path.abspath(folder)
    while True:
        yield place
        above = os.path.dirname(place)
        if above == place:
            return
        place = above


def _has_section(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return _SECTION in file.read()
    except OSError:
        return False
