"""`cleaner clean`: the filter."""

from __future__ import annotations

import sys
import click
from cleaner.cli.options import input_options, selection_options, make_settings
from cleaner.clean import Cleaner
from cleaner.packs.loader import load_packs
from cleaner.formats.stream import Reading
from cleaner.formats.choose import format_of, runner

@click.command(name="clean")
@input_options
@selection_options
def command(**o) -> None:
    c = Cleaner(load_packs(o["pack"]), make_settings(o))
    runner(format_of("-", o["source"]))(sys.stdin.buffer, sys.stdout.buffer, Reading("-"), c.clean, lambda x: None, print)
