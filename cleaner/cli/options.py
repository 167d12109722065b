"""Options that several commands share, and the way from options to settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.cli.configured import configured
from cleaner.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

F = TypeVar("F", bound=Callable[..., Any])

pack_option = click.option("-p", "--pack", multiple=True, metavar="PATH", help="Add rules from a pack file or folder.")
color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the output. NO_COLOR and FORCE_COLOR are respected.",
)

jobs_option = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    metavar="N",
    callback=lambda _context, _option, value: value or _processors(),
    help="Clean with N processes; 0 for as many as there are processors. The output is the same.",
)

report_option = click.option(
    "--report",
    multiple=True,
    metavar="FILE",
    help="Write what was removed to FILE, in the format of its suffix (.html, .json, .jsonl, .sarif, .xml), or"
    " NAME:FILE, such as gitlab:out.json. May be given several times.",
)

quiet_option = click.option("-q", "--quiet", is_flag=True, help="No summary.")


def selection_options(command: F) -> F:
    """Add the options that choose rules, by themselves or in a configuration file."""
    for option in reversed(
        (
            click.option(
                "--select",
                metavar="RULES",
                help="Only these rules, categories or prefixes (comma-separated; ALL).",
            ),
            click.option("--ignore", metavar="RULES", help="All but these."),
            click.option("--extend-select", metavar="RULES", help="These besides the default ones."),
            click.option("--unsafe/--no-unsafe", help="Also remove what unsafe rules find."),
            click.option("--baseline", metavar="FILE", help="Leave alone the findings that FILE lists."),
            click.option("--lang", metavar="CODES", help="Only packs of these languages, such as en,de."),
            pack_option,
        )
    ):
        command = option(command)
    return configured(command)


def input_options(command: F) -> F:
    """Add the options that say how to read the input."""
    for option in reversed(
        (
            click.argument("paths", nargs=-1, type=click.Path(allow_dash=True)),
            click.option(
                "--from",
                "source",
                type=click.Choice(["auto", "text", "jsonl", "html", "csv", "tsv", "parquet", "warc"]),
                default="auto",
                show_default=True,
                help="Format of the input; auto goes by suffix or first bytes.",
            ),
            click.option("--text-field", default="text", show_default=True, metavar="KEY", help="Rows: the text."),
            click.option("--url", default="", metavar="URL", help="Text, HTML: the page's address, for site rules."),
        )
    ):
        command = option(command)
    return command


def _processors() -> int:
    counted = getattr(os, "process_cpu_count", None)
    if counted:
        return counted() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def split_list(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The entries of a comma-separated option, or of a list in a configuration."""
    if isinstance(value, tuple):
        return value
    return tuple(part.strip() for part in (value or "").split(",") if part.strip())


def make_settings(options: dict[str, Any]) -> Settings:
    """The settings that the selection options ask for."""
    default = Settings()
    return Settings(
        select=split_list(options.get("select")) or default.select,
        ignore=split_list(options.get("ignore")),
        extend_select=split_list(options.get("extend_select")),
        languages=split_list(options.get("lang")),
        unsafe=bool(options.get("unsafe")),
        keep=_known(options.get("baseline")),
        preview=bool(options.get("preview")),
        budget=options.get("budget", default.budget),
        overrides=options.get("overrides", ()),
    )


def _known(baseline: str | None) -> tuple[str, ...]:
    """The fingerprints of findings to leave alone: of the baseline, and of the working directory's own file."""
    if not baseline and not os.path.exists(".cleanerignore-findings"):
        return ()
    # Imported late: most runs have neither.
    from cleaner.runs.baseline import ignored_findings, known_findings

    return tuple(sorted({*ignored_findings(), *(known_findings(baseline) if baseline else ())}))


def console(color: str, *, stderr: bool = True, width: int | None = None, record: bool = False) -> Console:
    """A terminal for one stream; colour is decided by that stream, the option and the environment."""
    from rich.console import Console as RichConsole

    class Console(RichConsole):
        """Leaves a closed pipe to the policy of `main`."""

        def on_broken_pipe(self) -> None:
            raise

    if color == "always":
        return Console(
            stderr=stderr,
            force_terminal=True,
            color_system="256",
            highlight=False,
            markup=False,
            emoji=False,
            width=width,
            record=record,
        )
    plain = color == "never" or bool(os.environ.get("NO_COLOR"))
    return Console(
        stderr=stderr,
        color_system=None if plain else "auto",
        no_color=plain or None,
        highlight=False,
        markup=False,
        emoji=False,
        width=width,
        record=record,
    )
