"""`cleaner rules import`: node rules from lists that others keep."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.authoring.importing import from_easylist, from_ftr, pack_toml
from cleaner.errors import InputError
from cleaner.report.visible import visible
from cleaner.settings import CATEGORIES


@click.command(name="import", short_help="Make packs of the lists of other tools.")
@click.option("--ftr", metavar="FILE", help="An ftr-site-config file; its name is the site: example.com.txt.")
@click.option("--easylist", metavar="FILE", help="A filter list; its element-hiding rules are taken.")
@click.option("--category", type=click.Choice(CATEGORIES), help="Of the rules. [default: promo; advert of EasyList]")
@click.option("-o", "--output", metavar="FILE", help="Write the pack to FILE.")
def command(ftr: str | None, easylist: str | None, category: str | None, output: str | None) -> None:
    """Write a pack of node rules from a list that others keep.

    The pack goes to standard output; lines that could not be carried over are told on standard error.
    """
    if bool(ftr) == bool(easylist):
        raise InputError("give one list", hint="cleaner rules import --ftr FILE, or --easylist FILE")
    path = Path(ftr or easylist or "")
    text = _text(path)
    if ftr:
        site = path.name.removesuffix(".txt").removeprefix(".").lower()
        imported, usual = from_ftr(text, site), "promo"
    else:
        imported, usual = from_easylist(text), "advert"
    for one in imported.left_out:
        click.echo(f"left out: {visible(f'{path}:{one.line}: {one.text}')}: {visible(one.reason)}", err=True)
    pack = pack_toml(imported, category=category or usual, description=f"Imported from {path.name}")
    if output:
        Path(output).write_text(pack, "utf-8")
    else:
        click.echo(pack, nl=False)
    carried = sum(len(selectors) for selectors in imported.selectors.values())
    click.echo(f"{carried} selectors carried over, {len(imported.left_out)} lines left out.", err=True)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", where=str(path), hint="convert it to UTF-8") from error
