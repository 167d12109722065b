"""`cleaner score`: measure the rules on labelled texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from cleaner.authoring.gold import GoldText, read_gold
from cleaner.cli.options import color_option, console, selection_options
from cleaner.cli.session import Session
from cleaner.runs.files import AtomicFile

gold_argument = click.argument("gold", type=click.Path(path_type=Path))
half_option = click.option(
    "--half",
    type=click.Choice(["A", "B"]),
    help="Only this half of the pages: write rules on one, measure on the other.",
)


@click.command(name="score", short_help="Measure the rules on labelled texts.")
@gold_argument
@half_option
@click.option(
    "--show",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    metavar="N",
    help="Rules, false removals and misses to show.",
)
@click.option("--json", "json_file", metavar="FILE", help="Write all figures and lines to FILE.")
@click.option("--html", "html_file", metavar="FILE", help="Write a page to read in a browser.")
@selection_options
@color_option
def command(gold: Path, half: str | None, **options: Any) -> None:
    """Clean the labelled texts of GOLD and count: clutter found, article text lost.

    GOLD is a file of JSON Lines (also .gz), each row {"id", "url", "lines": [[text, code], …]} with the code T
    for the article's lines and D A R P S N O K C M G F B L for clutter; or a folder of x.txt with x.expected.txt.

    Recall is the share of clutter lines that go; a line counts once a page. Harm is the share of the article's
    words that go with them.
    """
    from cleaner.authoring.score import score
    from cleaner.report.score_record import as_json, as_record
    from cleaner.report.score_table import score_tables

    texts = read_gold(gold, half=half or "")
    session = Session(options)
    cleaner = session.cleaner
    found = score(_watched(texts, options["color"]), cleaner.clean, cleaner.rules.common_words)
    console(options["color"], stderr=False).print(score_tables(found, show=options["show"]))
    record = as_record(found, session.about())
    if options["json_file"]:
        write(options["json_file"], as_json(record))
    if options["html_file"]:
        from cleaner.report.score_html import as_html

        title = gold.name + (f", half {half}" if half else "")
        write(options["html_file"], as_html(record, title).encode())


def write(path: str, data: bytes) -> None:
    """Put a whole file in place. Raises InputError."""
    file = AtomicFile(path)
    file.file.write(data)
    file.commit()


def _watched(texts: list[GoldText], color: str) -> Iterator[GoldText]:
    """The texts, with a bar on a terminal that says how far the run is."""
    from rich.progress import track

    err = console(color)
    shown: Iterable[GoldText] = texts
    if err.is_terminal:
        shown = track(texts, description="Cleaning", console=err, transient=True)
    yield from shown
