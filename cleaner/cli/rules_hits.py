"""`cleaner rules hits`: count what each rule removes from sample texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cleaner.authoring.hits import Hits
from cleaner.cli.options import pack_option
from cleaner.cli.session import Session
from cleaner.cli.walking import expanded
from cleaner.formats.compression import MAX_RATIO

_OPTIONS: dict[str, Any] = {
    "select": "ALL",
    "source": "auto",
    "text_field": "text",
    "url_field": "url",
    "url": "",
    "max_ratio": MAX_RATIO,
    "stdin_filename": None,
    "file_list": None,
    "exclude": (),
    "no_ignore": True,
    "hidden": False,
    "force_exclude": False,
}


@click.command(name="hits")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@pack_option
def command(folder: str, pack: tuple[str, ...]) -> None:
    """Count what each rule removes from the texts of FOLDER, as JSON. rules/hits.json is that of the samples.

    Files named x.expected.y are the texts as they should come out, and are not read.
    """
    options = {**_OPTIONS, "pack": pack}
    session, hits = Session(options), Hits()
    paths = [path for path in expanded((folder,), options, session.problem) if ".expected." not in Path(path).name]
    session.run(paths, [hits.add])
    click.echo(hits.as_json(), nl=False)
    if session.failed:
        raise click.exceptions.Exit(2)
