"""Keep what was made of the packs, so that it need not be made again: in the user's cache folder, or nowhere.

CLEANER_CACHE names another folder; `off` switches the cache off. A file is written beside its place and moved
there, for its user alone; a damaged one, or one that others could have written, is not read. Nothing here
fails because of a folder that cannot be read or written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path

VARIABLE = "CLEANER_CACHE"
SUFFIX = ".image"
# Older files than the newest of this number are taken away.
MOST_FILES = 6
_MAGIC = b"cleaner image 1\n"
_DIGEST_BYTES = 32


def folder() -> Path | None:
    """The cache folder, which may not be there yet; None when there is none to be."""
    asked = os.environ.get(VARIABLE)
    if asked is not None:
        return None if asked.lower() in ("", "0", "off", "no", "false") else Path(asked)
    home = os.path.expanduser("~")
    if home in ("~", "/", ""):
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "cleaner", "cache")
    if sys.platform == "darwin":
        return Path(home, "Library", "Caches", "cleaner")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return Path(base if os.path.isabs(base) else os.path.join(home, ".cache"), "cleaner")


def sealed(payload: bytes) -> bytes:
    """The contents of a file with its checksum."""
    return _MAGIC + hashlib.sha256(payload).digest() + payload


def unsealed(data: bytes) -> bytes | None:
    """What was sealed; None when the file is damaged."""
    start = len(_MAGIC) + _DIGEST_BYTES
    payload = data[start:]
    intact = data[:start] == _MAGIC + hashlib.sha256(payload).digest()
    return payload if intact else None


def read(key: str) -> bytes | None:
    """What is kept under a key; None when nothing usable is."""
    place = folder()
    if place is None:
        return None
    try:
        with open(place / f"{key}{SUFFIX}", "rb") as file:
            if not _private(os.fstat(file.fileno())) or not _private(os.stat(place)):
                return None
            return unsealed(file.read())
    except OSError:
        return None


def write(key: str, payload: bytes) -> None:
    """Keep something under a key, if that can be done."""
    place = folder()
    if place is None:
        return
    # Imported late: nearly every run only reads.
    import tempfile

    temporary = ""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _private(os.stat(place)):
            return
        descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=place)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed(payload))
        os.replace(temporary, place / f"{key}{SUFFIX}")
        _prune(place)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _private(status: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _prune(place: Path) -> None:
    files = sorted(place.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[MOST_FILES:]:
        with contextlib.suppress(OSError):
            file.unlink()
