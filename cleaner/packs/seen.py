"""Tell without reading them that files are as they were: by their sizes and times, as version control does.

A list of the files and of what the system says of them is kept in the cache folder beside what was worked out of their
contents. It is trusted only if the files were left alone for a while before it was made: one that is written to twice
within the same tick of the clock, with a look in between, would seem not to have changed.
"""

from __future__ import annotations

import marshal
import os
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence

from cleaner.packs import store
from cleaner.packs.parts import joined

SUFFIX = ".seen"
# Longer than a tick of any file system's clock.
QUIET_SECONDS = 3.0
_MARSHAL = 4
# Directory, name, size, times of change of the content and of the file, number.
_File = tuple[str, str, int, int, int, int]


class Seen:
    """Files as they are now: single ones, and those with an ending in some folders, or below them too (`deep`).

    `about` is what else the answer depends on. Raises OSError.
    """

    def __init__(self, about: str, groups: Iterable[tuple[Sequence[str], str, bool]]) -> None:
        named = [(os.path.abspath(root), ending, deep) for roots, ending, deep in groups for root in roots]
        files = [file for root, ending, deep in named for file in _files(root, ending, deep)]
        self._newest = max((max(file[3], file[4]) for file in files), default=0)
        self._list = marshal.dumps((about, named, files), _MARSHAL)
        # Another list under the same name is told by what is in it.
        self._name = f"{zlib.crc32(repr((about, named)).encode('utf-8', 'surrogatepass')):08x}"

    def answer(self) -> str | None:
        """What was worked out of these files; None when it is not known."""
        kept = store.opened(self._name, SUFFIX)
        if kept and kept.has(("files", "answer")):
            try:
                if kept["files"] == self._list:
                    return kept["answer"].decode()
            except ValueError:
                return None
        return None

    def keep(self, answer: str) -> None:
        """Remember what was worked out of these files as they were when this was made."""
        if self._newest < (time.time() - QUIET_SECONDS) * 1e9:
            store.write(self._name, joined({"files": self._list, "answer": answer.encode()}), SUFFIX)


def _files(root: str, ending: str, deep: bool) -> Iterator[_File]:
    try:
        entries = sorted(os.scandir(root), key=lambda entry: entry.name)
    except NotADirectoryError:
        status = os.stat(root)
        yield "", root, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if deep:
                yield from _files(entry.path, ending, deep)
        elif os.path.normcase(entry.name).endswith(ending):
            status = entry.stat()
            yield root, entry.name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
