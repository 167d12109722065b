"""Keep what was made of the packs, so that it need not be made again: in the user's cache folder, or nowhere.

CLEANER_CACHE names another folder; `off` switches the cache off. A file is written beside its place and moved
there, for its user alone; a damaged one, or one that others could have written, is not read. Nothing here
fails because of a folder that cannot be read or written.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys

from cleaner.packs.parts import DamagedError, FileReader, Parts

VARIABLE = "CLEANER_CACHE"
SUFFIX = ".image"
# Older files than the newest of this number are taken away.
MOST_FILES = 6


def folder() -> str | None:
    """The cache folder, which may not be there yet; None when there is none to be."""
    asked = os.environ.get(VARIABLE)
    if asked is not None:
        return None if asked.lower() in ("", "0", "off", "no", "false") else asked
    home = os.path.expanduser("~")
    if home in ("~", "/", ""):
        return None
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "cleaner", "cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "cleaner")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "cleaner")


def opened(key: str, suffix: str = SUFFIX) -> Parts | None:
    """What is kept under a key; None when nothing usable is."""
    place = folder()
    return read_parts(os.path.join(place, f"{key}{suffix}"), private=True) if place else None


def newest(most: int = 2) -> list[Parts]:
    """What was kept last, under whatever keys."""
    place = folder()
    if place is None:
        return []
    files = _by_age(place, SUFFIX)[:most]
    return [parts for file in files if (parts := read_parts(file, private=True))]


def is_open() -> bool:
    """Whether something can be kept, as far as that can be told without trying."""
    place = folder()
    while place and not os.path.exists(place) and place != os.path.dirname(place):
        place = os.path.dirname(place)
    return place is not None and os.access(place, os.W_OK | os.X_OK)


def read_parts(path: str, *, private: bool = False, before: int = 0) -> Parts | None:
    """The parts in a file, behind some other bytes; None when it cannot be used.

    With `private`, nobody but the user may have been able to write it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return None
    read = FileReader(descriptor, before)
    try:
        status = os.fstat(descriptor)
        if private and not (_private(status) and _private(os.stat(os.path.dirname(path) or os.curdir))):
            return None
        return Parts(read, status.st_size - before)
    except (OSError, DamagedError):
        return None


def write(key: str, payload: bytes, suffix: str = SUFFIX) -> None:
    """Keep something under a key, if that can be done."""
    place = folder()
    if place is None:
        return
    # Imported late: nearly every run only reads.
    import tempfile

    temporary = ""
    try:
        os.makedirs(place, mode=0o700, exist_ok=True)
        if not _private(os.stat(place)):
            return
        descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=place)
        with os.fdopen(descriptor, "wb") as file:
            file.write(payload)
        os.replace(temporary, os.path.join(place, f"{key}{suffix}"))
        _prune(place, suffix)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _private(status: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _by_age(place: str, suffix: str) -> list[str]:
    """The files with an ending, the newest first."""
    found = []
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.endswith(suffix):
                with contextlib.suppress(OSError):
                    found.append((entry.stat().st_mtime_ns, entry.path))
    return [file for _, file in sorted(found, reverse=True)]


def _prune(place: str, suffix: str) -> None:
    for file in _by_age(place, suffix)[MOST_FILES:]:
        with contextlib.suppress(OSError):
            os.unlink(file)
