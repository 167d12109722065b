"""Options for folders and lists of files, and the way from paths to files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from cleaner.errors import InputError
from cleaner.formats.stream import Report
from cleaner.runs.files import STDIN, open_input

F = TypeVar("F", bound=Callable[..., Any])


def walk_options(command: F) -> F:
    """Add the options that say which files of a folder are taken, and the name of standard input."""
    name = click.option("--stdin-filename", metavar="NAME", help="Standard input: its name, for messages and format.")
    return folder_options(name(command))


def folder_options(command: F) -> F:
    """Add the options that say which files of a folder are taken."""
    for option in reversed(
        (
            click.option("--file-list", metavar="FILE", help="Also take the paths in FILE, one a line; - for stdin."),
            click.option(
                "--exclude", multiple=True, metavar="GLOB", help="Folders: leave out, as a line of .gitignore would."
            ),
            click.option("--force-exclude", is_flag=True, help="Leave out explicit paths, too."),
        )
    ):
        command = option(command)
    return command


def with_list(paths: Sequence[str], options: dict[str, Any]) -> tuple[str, ...]:
    """The paths, and those of the file list."""
    source = options["file_list"]
    if not source:
        return tuple(paths)
    if source == STDIN and STDIN in paths:
        raise InputError("standard input cannot be both a text and a file list")
    # Imported late, as everywhere here: a plain filter walks no folders.
    from cleaner.runs.walk import listed

    with open_input(source) as file:
        return (*paths, *listed(file, source))


def has_folder(paths: Sequence[str]) -> bool:
    """Whether one of the paths is a folder."""
    return any(os.path.isdir(path) for path in paths if path != STDIN)


def expanded(paths: Sequence[str], options: dict[str, Any], report: Report) -> tuple[str, ...]:
    """The files to read: those of folders, and explicit ones."""
    if not has_folder(paths) and not options["force_exclude"]:
        return tuple(paths)
    from cleaner.cli.folders import files_of

    return tuple(file.path for file in files_of(paths, options, report))


def stdin_is_named(paths: Sequence[str], options: dict[str, Any]) -> str:
    """The name of standard input, if that is the only input and has one."""
    return options.get("stdin_filename") or "" if tuple(paths) == (STDIN,) else ""
