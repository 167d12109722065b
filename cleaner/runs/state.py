"""Where a run keeps what is not finished: the folder `.cleaner` of the tree it writes, or beside each file."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

from cleaner.errors import InputError
from cleaner.runs.ledger import Ledger
from cleaner.runs.stale import temporary_beside
from cleaner.runs.walk import STATE

try:
    import fcntl
except ImportError:  # not on Windows, where a second run fails at the first file that is open
    fcntl = None  # type: ignore[assignment]

PATIENCE = 10.0
"""How many seconds a run waits for another one at the same tree to end."""


class TreeState:
    """The state of a run over a tree, in a folder of it. Only one run at a time can have it.

    Raises InputError if another has it, or if it cannot be written.
    """

    def __init__(self, root: str, run: str) -> None:
        self.folder = os.path.join(root, STATE)
        self._tmp = os.path.join(self.folder, "tmp")
        self._parts = os.path.join(self.folder, "parts")
        try:
            if os.path.islink(self.folder):
                raise InputError("this is a link", where=self.folder, hint="remove it: state is kept in a folder here")
            os.makedirs(self.folder, exist_ok=True)
            self._lock = os.open(os.path.join(self.folder, "lock"), os.O_RDWR | os.O_CREAT | _NO_LINK, 0o600)
            self._locked()
            # What the walk sees of this folder, other tools should see, too.
            Path(self.folder, ".gitignore").write_text("*\n", "utf-8")
            self._swept()
            os.makedirs(self._tmp)
            os.makedirs(self._parts, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=self.folder) from error
        self.ledger: Ledger | None = Ledger(os.path.join(self.folder, "ledger.sqlite3"), run)

    def _locked(self) -> None:
        if fcntl is None:
            return
        # The processes of a run that was killed end with what they have in hand.
        end = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError as error:
                if time.monotonic() > end:
                    os.close(self._lock)
                    hint = "wait until it is done"
                    raise InputError("another run is at work here", where=self.folder, hint=hint) from error
            time.sleep(0.05)

    def _swept(self) -> None:
        for folder in (self._tmp, self._parts):
            if os.path.islink(folder):
                os.unlink(folder)
        shutil.rmtree(self._tmp, ignore_errors=True)

    def temporary(self, target: str, number: int) -> str:
        """A path for a file that is to become `target`."""
        return os.path.join(self._tmp, f"{os.getpid()}-{number}")

    def part(self, target: str, number: int, key: str) -> str:
        """A path for a file that grows from shard to shard, and stays if the run is stopped."""
        return os.path.join(self._parts, key)

    def close(self, *, leave: bool) -> None:
        """End the run; without `leave` nothing remains of the state."""
        if self.ledger:
            self.ledger.close()
        with contextlib.suppress(OSError):
            shutil.rmtree(self._tmp)
        with contextlib.suppress(OSError):
            # Empty unless the run was stopped.
            os.rmdir(self._parts)
        if not leave:
            shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class NoState:
    """For a run over single files: nothing is remembered, temporary files stand beside their targets."""

    ledger: Ledger | None = None

    def __init__(self) -> None:
        self._made: set[str] = set()

    def temporary(self, target: str, number: int) -> str:
        """A path for a file that is to become `target`."""
        path = temporary_beside(target)
        self._made.add(path)
        return path

    def part(self, target: str, number: int, key: str) -> str:
        """A path for a file that grows from shard to shard."""
        return self.temporary(target, number)

    def close(self, *, leave: bool) -> None:
        """Remove temporary files of a run that was broken off."""
        for path in self._made:
            with contextlib.suppress(OSError):
                os.unlink(path)
