"""The man pages, from what click knows of the commands: `python -m cleaner.cli.man FOLDER` writes them.

One page for each command, with the commands of a group on its page. Ours, since the pages of click-man have neither
commands that are imported late, nor the groups of the help, and change with the day.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import click

from cleaner import __version__
from cleaner.cli.grouped import GroupedCommand, grouped
from cleaner.cli.main import cli
from cleaner.config.keys import KEYS

_ESCAPED = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
# Where a list of choices may be broken.
_ESCAPED["|"] = r"|\:"
_CODE = re.compile(r"`([^`]+)`")
_STATUS = (
    ("0", "Done."),
    ("1", "`check`, `diff`, `--check` and the like: there is something to remove, or to mend."),
    ("2", "A bad option, rule pack, configuration or input."),
    ("130", "Interrupted."),
)
_FILES = (
    ("cleaner.toml, .cleaner.toml, pyproject.toml", "Settings; the nearest is read. See `cleaner config`."),
    (".cleanerignore, .ignore, .gitignore", "What is left out of folders."),
    (".cleanerignore-findings", "Findings that are known and left alone, by fingerprint."),
    (".cleaner/", "The state of a run over a folder, in the folder that is written to."),
    (".cleaner-review.jsonl", "What was said in a review and is not carried out."),
    ("cleaner-review.toml", "Rules from reviews, unless another pack is named."),
    ("~/.cache/cleaner", "Rules that have been read."),
)
_VARIABLES = (
    ("CLEANER_CONFIG", "The configuration file, instead of the nearest one."),
    ("CLEANER_CACHE", "The folder for rules that have been read, or `off`."),
    ("NO_COLOR, FORCE_COLOR", "Never colour the output, or always."),
)


def pages() -> dict[str, str]:
    """The text of each page by the name of its file."""
    top = click.Context(cli, info_name="cleaner", **cli.context_settings)
    made = {"cleaner.1": _main_page(top)}
    for name in cli.list_commands(top):
        command = cli.get_command(top, name)
        if command:
            made[f"cleaner-{name}.1"] = _page(click.Context(command, info_name=name, parent=top))
    return made


def _main_page(context: click.Context) -> str:
    names = cli.list_commands(context)
    commands = [(f"cleaner-{name}(1)", _short(cli.get_command(context, name))) for name in names]
    variables = [(key.variable, key.about) for key in KEYS]
    return _joined(
        [f'.\\" {made_with()}'],
        _head(context),
        _synopsis(context),
        [".SH DESCRIPTION", *_prose(cli.help or "", apart=True)],
        [".SH COMMANDS", *_list(commands)],
        [".SH OPTIONS", *_options(context)],
        [".SH EXIT STATUS", *_list(_STATUS)],
        [".SH ENVIRONMENT", *_list(_VARIABLES), *_list(variables)],
        [".SH FILES", *_list(_FILES)],
        [".SH EXAMPLES", *_examples(cli.help or "")],
    )


def _page(context: click.Context) -> str:
    parts = [_head(context), _synopsis(context), [".SH DESCRIPTION", *_prose(context.command.help or "")]]
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command:
                inner = click.Context(command, info_name=name, parent=context)
                parts.append([f".SH {_text(inner.command_path).upper()}", *_usage(inner)])
                parts.append([".PP", *_prose(command.help or ""), *_options(inner)])
    parts.append([".SH OPTIONS", *_options(context)])
    if context.command.epilog:
        parts.append([".SH EXAMPLES", *_examples(context.command.epilog)])
    parts.append([".SH SEE ALSO", ".BR cleaner (1)"])
    return _joined(*parts)


def made_with() -> str:
    """What the pages are made with: other versions of click word options in other ways."""
    return f"Made from the commands by `make man`, with click {'.'.join(version('click').split('.')[:2])}"


def _joined(*parts: Iterable[str]) -> str:
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(context: click.Context) -> list[str]:
    name = context.command_path.replace(" ", "-")
    title = f'.TH "{_text(name.upper())}" 1 "" "cleaner {__version__}" "User Commands"'
    what = _short(context.command).rstrip(".")
    # Ragged on the right and without hyphens: names of options stay whole.
    return [title, ".ad l", ".nh", ".SH NAME", f"{_text(name)} \\- {_text(what[:1].lower() + what[1:])}"]


def _short(command: click.Command | None) -> str:
    """What a command does, in a sentence: that of the list of commands, or the first of its help."""
    if command and command.short_help:
        return command.short_help
    text = inspect.cleandoc((command.help if command else "") or "").split("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=[.!?]) |: ", text)[0].rstrip(".:") + "."


def _synopsis(context: click.Context) -> list[str]:
    return [".SH SYNOPSIS", *_usage(context)]


def _usage(context: click.Context) -> list[str]:
    pieces = " ".join(context.command.collect_usage_pieces(context))
    return [f"\\fB{_text(context.command_path)}\\fR {_text(pieces)}"]


def _blocks(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The paragraphs of a help text, and whether their lines are to stay as they are."""
    for block in inspect.cleandoc(text).split("\n\n"):
        lines = block.split("\n")
        as_is = lines[0].strip() == "\b"
        yield as_is, lines[1:] if as_is else lines


def _prose(text: str, *, apart: bool = False) -> Iterator[str]:
    """Paragraphs; with `apart` those that stay as they are stand elsewhere."""
    first = True
    for as_is, lines in _blocks(text):
        if as_is and apart:
            continue
        if not first:
            yield ".PP"
        first = False
        yield from _as_is(lines) if as_is else [_line(" ".join(line.strip() for line in lines))]


def _examples(text: str) -> Iterator[str]:
    for as_is, lines in _blocks(text):
        if as_is:
            yield from _as_is(lines)


def _as_is(lines: Iterable[str]) -> list[str]:
    return [".EX", *(_line(line) for line in lines), ".EE"]


def _options(context: click.Context) -> Iterator[str]:
    """The options, in groups if the help has them so."""
    command = context.command
    if isinstance(command, GroupedCommand):
        for title, records in grouped(command, context):
            yield f".SS {_text(title)}"
            yield from _records(records)
        return
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    yield from _records(record for option in options if (record := option.get_help_record(context)))


def _records(records: Iterable[tuple[str, str]]) -> Iterator[str]:
    for names, about in records:
        words = re.split(r"([ ,/]+)", names)
        marked = (f"\\fB{_text(w)}\\fR" if w.startswith("-") else f"\\fI{_text(w)}\\fR" for w in words[::2])
        gaps = [*words[1::2], ""]
        yield ".TP"
        yield "".join(one + gap for one, gap in zip(marked, gaps, strict=True)).replace("\\fI\\fR", "")
        yield _line(about)


def _list(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, about in rows:
        yield from (".TP", f"\\fB{_text(name)}\\fR", _line(about))


def _line(text: str) -> str:
    """A line of text in which `code` is bold, and which no line of man is taken for a request."""
    parts = _CODE.split(text)
    line = "".join(f"\\fB{_text(part)}\\fR" if n % 2 else _text(part) for n, part in enumerate(parts))
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _text(text: str) -> str:
    return "".join(_ESCAPED.get(c, c if c.isascii() else f"\\[u{ord(c):04X}]") for c in text)


def write(folder: Path) -> None:
    """Write the pages into a folder, and remove those of commands that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.1"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, "ascii")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
