"""From the paths a user names to the files to clean: folders are walked, explicit files are always taken."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cleaner.errors import InputError
from cleaner.formats.choose import format_of
from cleaner.formats.stream import Problem, Report
from cleaner.runs.files import STDIN
from cleaner.runs.ignore import Patterns, ignored, patterns, patterns_above, patterns_in
from cleaner.text.count import counted

STATE = ".cleaner"
"""The folder that a run keeps its state in, at the root of the tree it writes."""

# Files in which line ends and quotes have a meaning that cleaning them as text would break.
_NO_PROSE = frozenset(
    f".{name}"
    for names in (
        "html htm xhtml xml svg json yaml yml toml ini cfg conf csv tsv sql ipynb tex css js ts",
        "py sh c h cpp java go rs rb php pl lock log bak orig rej patch diff pdf tar zip parquet warc wet",
    )
    for name in names.split()
)
_COMPRESSED = (".gz", ".zst", ".zstd", ".xz", ".bz2")
_SNIFFED = 8192


@dataclass(frozen=True, slots=True)
class Walking:
    """How folders are walked. `exclude` has patterns as ignore files have them, `suffix` is one to pass by.

    With `whole_names` explicit files keep the folders of their path in their name below an output folder.
    """

    exclude: tuple[str, ...] = ()
    no_ignore: bool = False
    hidden: bool = False
    force_exclude: bool = False
    format: str = "auto"
    suffix: str = ""
    whole_names: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A file to clean: its path as messages show it, its name below the output folder, and its size in bytes."""

    path: str
    name: str
    size: int = 0


@dataclass(slots=True)
class Passed:
    """What a walk passed by, to be told in one line."""

    kinds: Counter[str] = field(default_factory=Counter)

    def note(self) -> str:
        """The line; empty if nothing was passed by."""
        parts = [counted(kind, count) for kind, count in sorted(self.kinds.items())]
        return f"passed by {', '.join(parts)}" if parts else ""


def find_files(paths: Sequence[str], walking: Walking, report: Report, *, leave_out: str = "") -> Iterator[Found]:
    """The files at and below `paths`, each once, in order of name; `leave_out` is a folder not to walk into.

    A path that is not there is reported, what is no text is passed by with a note, links are not followed. One
    folder gives names below itself, several paths give names that begin with the path's own last part.
    """
    several = len(paths) > 1
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path == STDIN or not os.path.isdir(path):
            if path == STDIN or not walking.force_exclude or not _excluded(path, walking):
                yield Found(path, _name(path, walking), _size(path))
            continue
        prefix = os.path.basename(os.path.abspath(path)) if several else ""
        passed = Passed()
        walk = _Walk(path, walking, passed, leave_out, report)
        if walking.force_exclude and _excluded(path, walking):
            continue
        for file in walk.files():
            status = os.stat(file.path)
            if (status.st_dev, status.st_ino) not in seen:
                if several:
                    seen.add((status.st_dev, status.st_ino))
                yield Found(file.path, os.path.join(prefix, file.name), status.st_size)
        if passed.kinds:
            report(Problem(path, passed.note(), fatal=False))


def _name(path: str, walking: Walking) -> str:
    if path == STDIN:
        return ""
    return os.path.normpath(path) if walking.whole_names and not os.path.isabs(path) else os.path.basename(path)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


class _Walk:
    def __init__(self, root: str, walking: Walking, passed: Passed, leave_out: str, report: Report) -> None:
        self.root, self.walking, self.passed, self.report = root, walking, passed, report
        self.leave_out = os.path.realpath(leave_out) if leave_out else ""
        self.absolute = os.path.abspath(root)
        self.excludes = patterns(walking.exclude, self.absolute, "--exclude")
        self.above = [] if walking.no_ignore else patterns_above(self.absolute)

    def files(self) -> Iterator[Found]:
        yield from self._below(self.root, self.absolute, self.above)

    def _below(self, path: str, absolute: str, levels: Sequence[Patterns]) -> Iterator[Found]:
        try:
            if not self.walking.no_ignore:
                levels = [*patterns_in(absolute), *levels]
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            self.report(Problem(path, f"cannot be read: {error.strerror}"))
            return
        for entry in entries:
            full = os.path.join(absolute, entry.name)
            if self._is_aside(entry, full, levels):
                continue
            if entry.is_dir():
                yield from self._below(entry.path, full, levels)
            elif kind := _no_text(entry.path, self.walking):
                self.passed.kinds[kind] += 1
            else:
                yield Found(entry.path, os.path.relpath(full, self.absolute))

    def _is_aside(self, entry: os.DirEntry[str], full: str, levels: Sequence[Patterns]) -> bool:
        name = entry.name
        if name in (".git", STATE) or (name.startswith(".") and not self.walking.hidden):
            return True
        is_folder = entry.is_dir(follow_symlinks=False)
        if self.excludes.verdict(full, is_folder=is_folder) or ignored(full, levels, is_folder=is_folder):
            return True
        if entry.is_symlink():
            self.passed.kinds["link"] += 1
            return True
        if is_folder:
            return full == self.leave_out or (bool(self.leave_out) and os.path.realpath(full) == self.leave_out)
        if not entry.is_file():
            self.passed.kinds["special file"] += 1
            return True
        return bool(self.walking.suffix) and name.endswith(self.walking.suffix)


def _excluded(path: str, walking: Walking) -> bool:
    """Whether an explicit path, or a folder above it below the working directory, is excluded or ignored."""
    absolute, here = os.path.abspath(path), os.getcwd()
    excludes = patterns(walking.exclude, here, "--exclude")
    inside = os.path.relpath(absolute, here)
    parts = [] if inside.startswith("..") else inside.split(os.sep)
    at = here if parts else os.path.dirname(absolute)
    levels = [] if walking.no_ignore else [*patterns_in(at), *patterns_above(at)]
    for number, part in enumerate(parts or [os.path.basename(absolute)]):
        at = os.path.join(at, part)
        is_folder = os.path.isdir(at)
        if excludes.verdict(at, is_folder=is_folder) or ignored(at, levels, is_folder=is_folder):
            return True
        if is_folder and number < len(parts) - 1 and not walking.no_ignore:
            levels = [*patterns_in(at), *levels]
    return False


def _no_text(path: str, walking: Walking) -> str:
    """What kind of file this is that cannot be cleaned; empty for one that can."""
    if walking.format != "auto":
        return ""
    plain = path.lower()
    suffix = os.path.splitext(plain)[1]
    if format_of(path, "auto") != "text":
        return ""
    if suffix in _COMPRESSED:
        return _no_text(path[: -len(suffix)], walking)
    if suffix in _NO_PROSE or plain.endswith("~"):
        return f"{suffix} file" if suffix else "backup file"
    try:
        with open(path, "rb") as file:
            return "binary file" if b"\0" in file.read(_SNIFFED) else ""
    except OSError:
        # The run itself tells why.
        return ""


def listed(source: Iterable[bytes], where: str) -> list[str]:
    """The paths in a file list, one a line. Raises InputError for one with a NUL byte in it."""
    paths = [os.fsdecode(line.rstrip(b"\r\n")) for line in source]
    if any("\0" in path for path in paths):
        raise InputError("a path with a NUL byte in it", where=where, hint="write one path a line")
    return [path for path in paths if path]
