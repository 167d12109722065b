"""`cleaner rules hits`: count what each rule removes from sample texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cleaner.authoring.hits import Hits, texts_in
from cleaner.cli.options import pack_option
from cleaner.cli.session import Session
from cleaner.formats.compression import MAX_RATIO

_OPTIONS: dict[str, Any] = {
    "select": "ALL",
    "source": "auto",
    "text_field": "text",
    "url_field": "url",
    "url": "",
    "max_ratio": MAX_RATIO,
    "stdin_filename": None,
}


@click.command(name="hits")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@pack_option
def command(folder: Path, pack: tuple[str, ...]) -> None:
    """Count what each rule removes from the texts of FOLDER, as JSON. rules/hits.json is that of the samples.

    Files named x.expected.y are the texts as they should come out, and like *.md not read.
    """
    options = {**_OPTIONS, "pack": pack}
    session, hits = Session(options), Hits()
    session.run([str(path) for path in texts_in(folder)], [hits.add])
    click.echo(hits.as_json(), nl=False)
    if session.failed:
        raise click.exceptions.Exit(2)
