"""The files of folders, by the options that say which are taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.formats.stream import Report
from cleaner.runs.walk import Found, Walking, find_files


def files_of(paths: Sequence[str], options: dict[str, Any], report: Report, *, leave_out: str = "") -> Iterator[Found]:
    """The files to read, with the names they get below an output folder; `leave_out` is that folder."""
    walking = Walking(
        exclude=tuple(options["exclude"]),
        no_ignore=not options.get("ignore_files", True),
        hidden=options.get("hidden", False),
        force_exclude=options["force_exclude"],
        format=options["source"],
        suffix=options.get("backup") or "",
        whole_names=bool(options["file_list"]),
    )
    return find_files(paths, walking, report, leave_out=leave_out)
