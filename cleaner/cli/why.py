"""`cleaner why`: why a line went or stayed."""

from __future__ import annotations

import io
import sys
from contextlib import nullcontext
from typing import Any

import click
import regex

from cleaner.authoring.why import Why, why
from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.options import color_option, console, input_options, selection_options
from cleaner.cli.session import Session
from cleaner.errors import InputError
from cleaner.formats.choose import format_of, runner
from cleaner.formats.stream import Reading
from cleaner.model import Cleaned, Document
from cleaner.report.why import as_json, told
from cleaner.runs.files import STDIN, open_input
from cleaner.text.segment import line_ends

_PLACE = regex.compile(r"(.*?)((?::\d+)+)", regex.S)
_IN_STDIN = regex.compile(r"-(?::\d+)+")


class _Command(GroupedCommand):
    """Takes -:LINE for a place, not for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [arg[1:] if _IN_STDIN.fullmatch(arg) else arg for arg in args])


@click.command(name="why", short_help="Tell why a line went or stayed.", cls=_Command)
@input_options
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is told."
)
@selection_options
@color_option
def command(**options: Any) -> None:
    """Tell why a line went or stayed.

    A place is FILE:LINE, or -:LINE for standard input; in files of rows FILE:ROW:LINE, as `cleaner check`
    prints it. Every rule that has something to say of the line is told with its cues and weights, what
    vetoed it, and what it lacked; those that are far from it are only named.
    """
    if not options["paths"]:
        raise click.UsageError("Name a line, such as article.txt:12.")
    places = [_parsed(place) for place in options["paths"]]
    session = Session(options)
    # Several lines of standard input may be asked about.
    data = sys.stdin.buffer.read() if any(path == STDIN for path, _ in places) else b""
    found = [why_at(session, path, numbers, options, data) for path, numbers in places]
    if options["output_format"] == "json":
        click.echo(as_json(found))
    else:
        console(options["color"], stderr=False).print(told(*found))
    if session.failed:
        raise click.exceptions.Exit(2)


# The places that are asked about, instead of the paths of other commands.
next(parameter for parameter in command.params if parameter.name == "paths").metavar = "FILE:LINE..."


def _parsed(place: str) -> tuple[str, list[int]]:
    found = _PLACE.fullmatch(place)
    if not found:
        raise InputError("no line is named", where=place, hint=f"write {place}:12")
    return found[1] or STDIN, [int(number) for number in found[2][1:].split(":")]


def why_at(session: Session, path: str, numbers: list[int], options: dict[str, Any], stdin: bytes = b"") -> Why:
    """The fate of a line; `numbers` are row, line and column, of which files of text have no row."""
    seen: list[tuple[Document, int]] = []
    rows: list[Document] = []
    ahead = 0

    def look(document: Document) -> Cleaned:
        nonlocal ahead
        name = document.path or path
        if name == path:
            # A large text comes in parts, of which the last that begins before the line has it.
            if not seen or numbers[0] > ahead:
                seen[:] = [(document, numbers[0] - ahead)]
            ahead += line_ends(document.text)
        elif name == f"{path}:{numbers[0]}":
            rows.append(document)
            seen.extend((document, number) for number in numbers[1:2])
        return Cleaned(document, document.text)

    reading = Reading(path, options["text_field"], options.get("url_field", "url"), options["url"])
    with nullcontext(io.BytesIO(stdin)) if path == STDIN else open_input(path) as source:
        runner(format_of(path, options["source"]))(source, None, reading, look, lambda _: None, session.problem)
    if not seen:
        where = ":".join((path, *map(str, numbers)))
        hint = "name a row and a line of its text, such as rows.jsonl:2:1" if rows else "rows are counted from 1"
        raise InputError("no such line" if rows else "no such row", where=where, hint=hint)
    document, line = seen[0]
    return why(session.cleaner, document, line, 0 if rows else numbers[0] - line)
