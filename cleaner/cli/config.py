"""`cleaner config`: what is configured, and the schema of the files."""

from __future__ import annotations

import json
from typing import Any

import click

from cleaner.cli.configured import CONTEXT_KEY, configuration
from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.options import color_option, jobs_option, selection_options
from cleaner.report.visible import visible


@click.group(name="config", short_help="Show the configuration, or its schema.")
def command() -> None:
    """Show the configuration, or the schema of its files.

    A value comes from the command line; else from --config, KEY=VALUE before a file; else from the environment
    (CLEANER_SELECT, CLEANER_BUDGET …); else from the file that CLEANER_CONFIG names, or the nearest
    cleaner.toml or .cleaner.toml, or the nearest pyproject.toml with a section [tool.cleaner].
    """


@command.command(name="show", short_help="Print every setting with its origin.", cls=GroupedCommand)
@jobs_option
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is printed."
)
@selection_options
@color_option
def show_command(**options: Any) -> None:
    """Print each setting with its value and where that comes from.

    The text is a configuration file that says the same.
    """
    context = click.get_current_context()
    config = context.meta.get(CONTEXT_KEY) or configuration(options, said=(), isolated=True)
    tables: dict[str, dict[str, Any]] = {}
    for override, origin in config.overrides:
        kind, name = ("per-site", override.site) if override.site else ("per-file", override.files)
        lists = {"select": override.select, "ignore": override.ignore, "extend-select": override.extend_select}
        tables.setdefault(kind, {})[name] = {"value": {k: v for k, v in lists.items() if v}, "origin": origin}
    if options["output_format"] == "json":
        values = {name: {"value": given.value, "origin": given.origin} for name, given in config.values.items()}
        click.echo(json.dumps(values | tables, indent=2, ensure_ascii=False))
        return
    for name, given in config.values.items():
        click.echo(f"{name} = {_toml(given.value)}  # {visible(given.origin)}")
    for kind, found in tables.items():
        for name, table in found.items():
            click.echo(f"\n[{kind}.{_toml(name)}]  # {visible(table['origin'])}")
            for key, value in table["value"].items():
                click.echo(f"{key} = {_toml(value)}")


def _toml(value: object) -> str:
    # Strings, numbers, flags and lists of strings are written alike in JSON and in TOML.
    return visible(json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f"))


@command.command(name="schema", short_help="Print the JSON schema of the configuration.")
def schema_command() -> None:
    """Print the JSON schema of cleaner.toml."""
    from cleaner.config.schema import config_schema

    click.echo(json.dumps(config_schema(), indent=2, ensure_ascii=False))
