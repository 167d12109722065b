"""The progress of a batch on a terminal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from cleaner.runs.walk import Found


class Watched:
    """Shows how far a batch is: called with files that are done, bytes read, pieces removed."""

    def __init__(self, out: Console, files: Sequence[Found]) -> None:
        self.total, self.files, self.removals = len(files), 0, 0
        self._progress = Progress(
            TextColumn("{task.fields[files]}"),
            BarColumn(bar_width=None),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[removals]} removed"),
            console=out,
            transient=True,
            expand=True,
        )
        size = sum(file.size for file in files)
        self._task = self._progress.add_task("", total=max(size, 1), files=self._files(), removals="0")

    def _files(self) -> str:
        return f"{self.files:,}/{self.total:,} files"

    def __call__(self, files: int, size: int, removals: int) -> None:
        """Show more."""
        self.files += files
        self.removals += removals
        self._progress.update(self._task, advance=size, files=self._files(), removals=f"{self.removals:,}")

    def start(self) -> None:
        """Show it."""
        self._progress.start()

    def stop(self) -> None:
        """Take it off the terminal."""
        self._progress.stop()


@contextlib.contextmanager
def watched(out: Console, files: Sequence[Found]) -> Iterator[Watched]:
    """A progress bar that is there for the time of a `with`."""
    bar = Watched(out, files)
    bar.start()
    try:
        yield bar
    finally:
        bar.stop()
