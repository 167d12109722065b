"""Put back what a journal holds: only where the text is still what came of the cleaning, and only if all of it fits."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cleaner.errors import InputError
from cleaner.formats.stream import Report
from cleaner.runs.batch import told
from cleaner.runs.delta import rebuilt
from cleaner.runs.digest import Digest, Hashing, digest_of
from cleaner.runs.files import STDIN, AtomicFile
from cleaner.runs.journal import Entry, cuts_of, entries, journal_files


@dataclass(slots=True)
class Restored:
    """What became of the files of a journal. `before` are those that were as the input was already."""

    files: int = 0
    before: int = 0
    failed: int = 0


def restore(journal: str, paths: Sequence[str], report: Report, *, check: bool = False) -> Restored:
    """Put back the files of a journal, or of a folder of them, at and below `paths`; all without any.

    A file that has been cleaned several times goes back to what it was first. With `check` nothing is written.
    Raises InputError if there is no such journal.
    """
    done = Restored()
    by_target: dict[str, list[Entry]] = {}
    for file in journal_files(journal):
        folder = os.path.dirname(os.path.abspath(file))
        for entry in entries(file):
            if entry.to != STDIN:
                target = os.path.normpath(os.path.join(folder, entry.to))
                by_target.setdefault(target, []).append(entry)
    for path in paths:
        if not any(_is_below(target, path) for target in by_target):
            done.failed += 1
            with told(path, report):
                raise InputError("the journal holds nothing of it", where=path)
    for target, found in by_target.items():
        if paths and not any(_is_below(target, path) for path in paths):
            continue
        before = done.files + done.before
        with told(_shown(target), report):
            _check_place(target, paths, journal)
            _restore_file(target, found, done, check=check)
        done.failed += before == done.files + done.before
    return done


def restore_stream(journal: str, source: BinaryIO, sink: BinaryIO) -> None:
    """Turn a clean text into what it was, by the journal's entry for it. Raises InputError."""
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        spool = os.path.join(folder, "text")
        with open(spool, "xb") as file:
            shutil.copyfileobj(source, file)
        now = digest_of(spool)
        known = [entry for file in journal_files(journal) for entry in entries(file)]
        with _first(spool, now, known, folder) as path, open(path, "rb") as result:
            shutil.copyfileobj(result, sink)


def _restore_file(target: str, found: list[Entry], done: Restored, *, check: bool) -> None:
    if not os.path.exists(target):
        raise InputError("no such file", where=_shown(target), hint="it was moved or removed since it was cleaned")
    now = digest_of(target)
    if all(entry.output != now for entry in found) and now == found[0].input:
        done.before += 1
        return
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder, _first(target, now, found, folder) as path:
        if not check:
            file = AtomicFile(target)
            try:
                with open(path, "rb") as source:
                    shutil.copyfileobj(source, file.file)
                if digest_of(target) != now:
                    raise InputError("somebody wrote to it while it was put back", where=_shown(target))
            except BaseException:
                file.discard()
                raise
            file.commit()
    done.files += 1


@contextlib.contextmanager
def _first(path: str, now: Digest, found: Sequence[Entry], folder: str) -> Iterator[str]:
    """A file with what `path` was before the earliest cleaning that leads to what it is now. Raises InputError."""
    steps = 0
    for entry in reversed(found):
        if entry.output != now:
            continue
        steps += 1
        before = os.path.join(folder, str(steps))
        _rebuild(path, before, entry)
        path, now = before, entry.input
    if not steps:
        raise InputError(
            "the text is not what came of the cleaning",
            where=_shown(path),
            hint="it was edited since, and stays as it is",
        )
    yield path


def _rebuild(path: str, before: str, entry: Entry) -> None:
    hashing = Hashing()
    try:
        with open(path, "rb") as new, open(before, "xb") as old:
            for piece in rebuilt(new, cuts_of(entry)):
                hashing.add(piece)
                old.write(piece)
    except ValueError as error:
        raise InputError(f"it cannot be put back: {error}", where=entry.path) from error
    if hashing.digest != entry.input:
        raise InputError("what the journal holds of it is damaged; it stays as it is", where=entry.path)


def _is_below(target: str, path: str) -> bool:
    real = os.path.realpath(path)
    return target == os.path.abspath(path) or os.path.commonpath([os.path.realpath(target), real]) == real


def _check_place(target: str, paths: Sequence[str], journal: str) -> None:
    """A journal from elsewhere must not reach files that nobody thinks of."""
    folder = journal if os.path.isdir(journal) else os.path.dirname(os.path.abspath(journal))
    if not paths and not any(_is_below(target, place) for place in (os.getcwd(), folder)):
        hint = "name it, or a folder above it: cleaner restore JOURNAL PATH"
        raise InputError("this file is neither below this folder nor below the journal's", where=target, hint=hint)


def _shown(target: str) -> str:
    relative = os.path.relpath(target)
    return target if relative.startswith("..") else relative
