"""Options for folders and lists of files, and the way from paths to files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from cleaner.errors import InputError
from cleaner.formats.stream import Report
from cleaner.runs.files import STDIN, open_input
from cleaner.runs.walk import Found, Walking, find_files, listed

F = TypeVar("F", bound=Callable[..., Any])


def walk_options(command: F) -> F:
    """Add the options that say which files of a folder are taken."""
    for option in reversed(
        (
            click.option("--file-list", metavar="FILE", help="Also take the paths in FILE, one a line; - for stdin."),
            click.option(
                "--exclude", multiple=True, metavar="GLOB", help="Folders: leave out, as a line of .gitignore would."
            ),
            click.option("--no-ignore", is_flag=True, help="Folders: heed no .cleanerignore, .ignore, .gitignore."),
            click.option("--hidden", is_flag=True, help="Folders: also take hidden files."),
            click.option("--force-exclude", is_flag=True, help="Leave out explicit paths, too."),
            click.option("--stdin-filename", metavar="NAME", help="Standard input: its name, for messages and format."),
        )
    ):
        command = option(command)
    return command


def walking_of(options: dict[str, Any]) -> Walking:
    """How folders are walked, by the options."""
    return Walking(
        exclude=tuple(options["exclude"]),
        no_ignore=options["no_ignore"],
        hidden=options["hidden"],
        force_exclude=options["force_exclude"],
        format=options["source"],
        suffix=options.get("backup") or "",
    )


def with_list(paths: Sequence[str], options: dict[str, Any]) -> tuple[str, ...]:
    """The paths, and those of the file list."""
    source = options["file_list"]
    if not source:
        return tuple(paths)
    if source == STDIN and STDIN in paths:
        raise InputError("standard input cannot be both a text and a file list")
    with open_input(source) as file:
        return (*paths, *listed(file, source))


def has_folder(paths: Sequence[str]) -> bool:
    """Whether one of the paths is a folder."""
    return any(os.path.isdir(path) for path in paths if path != STDIN)


def expanded(paths: Sequence[str], options: dict[str, Any], report: Report) -> tuple[str, ...]:
    """The files to read: those of folders, and explicit ones."""
    if not has_folder(paths) and not options["force_exclude"]:
        return tuple(paths)
    return tuple(file.path for file in find_files(paths, walking_of(options), report))


def files_of(paths: Sequence[str], options: dict[str, Any], report: Report, *, leave_out: str) -> Iterator[Found]:
    """The files to clean, with the names they get below an output folder."""
    return find_files(paths, walking_of(options), report, leave_out=leave_out)


def stdin_is_named(paths: Sequence[str], options: dict[str, Any]) -> str:
    """The name of standard input, if that is the only input and has one."""
    return options["stdin_filename"] or "" if tuple(paths) == (STDIN,) else ""
