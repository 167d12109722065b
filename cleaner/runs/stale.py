"""Temporary files beside their targets: names that tell whose they are, so that what a killed run left can go."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import tempfile
import zlib

_NAME = re.compile(r"\.cleaner-([0-9a-f]{8})-(\d+)-")
_swept: set[str] = set()


def temporary_beside(target: str) -> str:
    """A path for a file that is to become `target`; what killed runs left in its folder is removed."""
    folder = os.path.dirname(target) or "."
    _sweep(folder)
    # Only the name is needed: whoever writes the file makes it anew, and fails if it is there.
    return tempfile.mktemp(prefix=f".cleaner-{_host()}-{os.getpid()}-", dir=folder)


def _host() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _sweep(folder: str) -> None:
    if folder in _swept:
        return
    _swept.add(folder)
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _NAME.match(entry.name)
            if found and found[1] == _host() and not _alive(int(found[2])):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def _alive(process: int) -> bool:
    if os.name != "posix":
        # There a file that is open cannot be removed anyway.
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
