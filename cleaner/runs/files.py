"""Open inputs, and write outputs so that no reader ever sees half a file."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.errors import InputError

STDIN = "-"


@contextlib.contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for `-`. Raises InputError with the cure."""
    if path == STDIN:
        yield sys.stdin.buffer
        return
    if os.path.isdir(path):
        raise InputError("this is a directory", where=path, hint="name the files in it, such as corpus/*.txt")
    try:
        file = open(path, "rb")  # noqa: SIM115 (closed below, and errors told apart)
    except FileNotFoundError as error:
        raise InputError("no such file", where=path) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path) from error
    with file:
        yield file


class AtomicFile:
    """A file that appears at its path, complete and with the old one's mode, only when `commit` is called.

    What is no file, such as /dev/null or a named pipe, is never replaced: the data is written to it then.
    """

    def __init__(self, path: str) -> None:
        self.name = path
        # A link stays a link: the file it points to is replaced.
        self.path = os.path.realpath(path)
        self.special = os.path.exists(self.path) and not (os.path.isfile(self.path) or os.path.isdir(self.path))
        # Imported late: a filter writes no files.
        import tempfile

        try:
            folder = None if self.special else os.path.dirname(self.path)
            descriptor, self.temporary = tempfile.mkstemp(prefix=".cleaner-", dir=folder)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=path) from error
        self.file: BinaryIO = os.fdopen(descriptor, "wb")

    def restart(self) -> None:
        """Forget what was written."""
        self.file.seek(0)
        self.file.truncate()

    def commit(self) -> None:
        """Put the file in place."""
        if self.special:
            self._pour()
            return
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        try:
            mode = stat.S_IMODE(os.stat(self.path).st_mode)
        except FileNotFoundError:
            mode = 0o666 & ~_umask()
        try:
            os.chmod(self.temporary, mode)
            os.replace(self.temporary, self.path)
        except OSError as error:
            self.discard()
            raise InputError(f"cannot be written: {error.strerror}", where=self.name) from error

    def _pour(self) -> None:
        self.file.close()
        try:
            with open(self.temporary, "rb") as data, open(self.path, "wb") as out:
                while piece := data.read(1 << 20):
                    out.write(piece)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=self.name) from error
        finally:
            self.discard()

    def discard(self) -> None:
        """Leave everything as it was."""
        self.file.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.temporary)


def replace_file(path: str, data: bytes) -> None:
    """Give a file another content, all of it or nothing. Raises InputError and OSError."""
    file = AtomicFile(path)
    try:
        file.file.write(data)
    except BaseException:
        file.discard()
        raise
    file.commit()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
