"""Give the options of a command the values that are configured, where the command line says nothing."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from cleaner.config.find import find_file
from cleaner.errors import ConfigError, InputError, SelectionError

if TYPE_CHECKING:
    from cleaner.config.resolve import Config

F = TypeVar("F", bound=Callable[..., Any])
_STORE = "CLEANER_CACHE"
# Keys that no command has an option for; others are for the commands that have theirs.
_ONLY_CONFIGURED = ("preview", "budget", "url-field", "max-ratio", "ignore-files", "hidden")
CONTEXT_KEY = "cleaner.config"


def configured(command: F) -> F:
    """Add --config and --isolated to a command, and hand it the configured options."""

    @functools.wraps(command)
    def run(**options: Any) -> Any:
        said, isolated = options.pop("config"), options.pop("isolated")
        if not said and not _anything("", isolated=isolated):
            return command(**options)
        config = configuration(options, said=said, isolated=isolated)
        click.get_current_context().meta[CONTEXT_KEY] = config
        try:
            return command(**_merged(options, config))
        except SelectionError as error:
            error.where = error.where or _origin(error, config)
            raise

    for option in (
        click.option("--isolated", is_flag=True, help="Heed no configuration file and no CLEANER_… variable."),
        click.option(
            "--config",
            metavar="FILE|KEY=VALUE",
            multiple=True,
            help="Read settings from FILE, not the nearest one; or set one, such as hidden=true. See `config show`.",
        ),
    ):
        option(run)
    return cast("F", run)


def packs_or_configured(packs: tuple[str, ...]) -> tuple[str, ...]:
    """The packs that the command line names, or else those of the configuration."""
    if packs or not _anything("", isolated=False):
        return packs
    # Imported late, as below.
    from cleaner.config.resolve import resolve

    return tuple(resolve({}).values["packs"].value)


def _anything(file: str, *, isolated: bool) -> bool:
    """Whether there may be any configuration. Most runs have none, and read no more than this."""
    if file:
        return True
    names = (name for name in os.environ if name.startswith("CLEANER_") and name != _STORE)
    return not isolated and (any(names) or find_file(".") is not None)


def said_config(said: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The file that --config names, empty without one, and the settings that it gives. Raises InputError."""
    pairs = tuple(one for one in said if "=" in one and not os.path.exists(one))
    files = [one for one in said if one not in pairs]
    if len(files) > 1:
        raise InputError("--config names two files", where=files[1], hint="settings besides a file are KEY=VALUE")
    return (files[0] if files else ""), pairs


def configuration(options: dict[str, Any], *, said: Sequence[str], isolated: bool) -> Config:
    """The configuration of the current command, with what its command line says."""
    # Imported late: most runs have no configuration.
    from cleaner.config.keys import KEYS, LISTS
    from cleaner.config.resolve import resolve

    file, pairs = said_config(said)
    context = click.get_current_context()
    line = {}
    for key in KEYS:
        if context.get_parameter_source(key.option) == click.core.ParameterSource.COMMANDLINE:
            value = options[key.option]
            as_list = key.kind in LISTS and isinstance(value, str)
            line[key.name] = tuple(filter(None, map(str.strip, value.split(",")))) if as_list else value
    return resolve(line, file=file, pairs=pairs, isolated=isolated)


def _merged(options: dict[str, Any], config: Config) -> dict[str, Any]:
    from cleaner.config.keys import KEYS
    from cleaner.config.resolve import BUILT_IN, COMMAND_LINE

    context = click.get_current_context()
    parameters = {parameter.name: parameter for parameter in context.command.params}
    merged = dict(options)
    for key in KEYS:
        given, parameter = config.values[key.name], parameters.get(key.option)
        if given.origin in (BUILT_IN, COMMAND_LINE) or not (parameter or key.name in _ONLY_CONFIGURED):
            continue
        merged[key.option] = given.value
        if parameter and parameter.callback:
            try:
                merged[key.option] = parameter.callback(context, parameter, given.value)
            except click.BadParameter as error:
                raise ConfigError(f"`{key.name}`: {error.message}", where=given.origin) from error
    merged["overrides"] = tuple(override for override, _ in config.overrides)
    return merged


def _origin(error: SelectionError, config: Config) -> str:
    """Where the name stands that an error is about; empty for the command line."""
    from cleaner.config.resolve import COMMAND_LINE

    for given in config.values.values():
        if isinstance(given.value, tuple) and any(f"`{name}`" in error.message for name in given.value):
            return "" if given.origin == COMMAND_LINE else given.origin
    for override, origin in config.overrides:
        if any(f"`{name}`" in error.message for name in (*override.select, *override.ignore, *override.extend_select)):
            return origin
    return ""
