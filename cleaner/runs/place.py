"""Where the outputs of a run go, and how they get there: never outside the folder, never half."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat

from cleaner.errors import InputError
from cleaner.runs.digest import digest_of, stamp_of
from cleaner.runs.piece import Made
from cleaner.runs.stale import temporary_beside
from cleaner.runs.walk import Found


def target_of(found: Found, root: str) -> str:
    """The path that a file is written to: itself, or the same name below `root`. Raises InputError."""
    if not root:
        # A link stays a link: the file it points to is replaced.
        return os.path.realpath(found.path)
    target = os.path.join(root, found.name)
    parts = found.name.replace("\\", "/").split("/") if os.sep == "\\" else found.name.split("/")
    if not found.name or ".." in parts or os.path.isabs(found.name):
        raise InputError(f"`{found.name}` is no name below {root}", where=found.path, hint="give a path without ..")
    inside, folder = os.path.realpath(root), os.path.realpath(os.path.dirname(target))
    if os.path.commonpath([inside, folder]) != inside:
        raise InputError(
            f"{target} is behind a link that leads out of {root}", where=found.path, hint="remove the link"
        )
    if os.path.isdir(target):
        raise InputError(f"{target} is a directory", where=found.path)
    if os.path.exists(target) and os.path.samefile(target, found.path):
        raise InputError(f"{target} is the input itself", where=found.path, hint="use -w to clean in place")
    return target


def put_in_place(made: Made, found: Found, target: str, temporary: str, *, root: str, backup: str) -> None:
    """Give a finished file its mode and its place. Raises InputError and OSError, and then leaves the target alone."""
    if not root and not made.changed:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        return
    try:
        if root:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            # The folder may have become a link since the run began.
            target_of(found, root)
        elif stamp_of(found.path) != made.stamp:
            raise InputError("somebody wrote to it while it was cleaned", where=found.path, hint="clean it again")
        elif backup:
            _back_up(target, target + backup, made)
        os.chmod(temporary, stat.S_IMODE(os.stat(found.path).st_mode))
        _replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _replace(temporary: str, target: str) -> None:
    try:
        os.replace(temporary, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # Another disk is mounted below the root.
        _copy(temporary, target)
        os.unlink(temporary)


def _copy(source: str, target: str) -> None:
    """A copy that appears at its place complete, or not at all."""
    beside = temporary_beside(target)
    try:
        shutil.copy2(source, beside)
        with open(beside, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def _back_up(path: str, backup: str, made: Made) -> None:
    if os.path.lexists(backup):
        if os.path.isfile(backup) and digest_of(backup) == made.input:
            return
        raise InputError(
            f"the backup {backup} is there already", where=path, hint="move it away, or use another suffix"
        )
    _copy(path, backup)
