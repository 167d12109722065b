"""The command `cleaner`: one group, and the policy for errors, closed pipes and exit codes."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys

import click

from cleaner.errors import CleanerError, ManyErrors

_COMMANDS = {
    "check": "cleaner.cli.check",
    "clean": "cleaner.cli.clean",
    "completion": "cleaner.cli.completion",
    "config": "cleaner.cli.config",
    "diff": "cleaner.cli.diff",
    "restore": "cleaner.cli.restore",
    "review": "cleaner.cli.review",
    "rule": "cleaner.cli.rule",
    "rules": "cleaner.cli.rules",
    "score": "cleaner.cli.score",
    "why": "cleaner.cli.why",
}


class _LazyGroup(click.Group):
    """Imports a command only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(_COMMANDS[name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            # Imported late: hardly anybody mistypes a command.
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from error

    def invoke(self, ctx: click.Context) -> object:
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            # click would end with 1, which here means "found something".
            raise _ClosedPipeError from error
        return result


class _ClosedPipeError(Exception):
    """The reader of our output has gone."""


def _version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked:
        # Imported late: only this wants to know all packs.
        from cleaner import __version__
        from cleaner.packs.loader import digest, pack_sources

        click.echo(f"cleaner, version {__version__}, packs {digest(pack_sources())}")
        context.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def cli() -> None:
    """Remove donation appeals, ad notices, "Read more" pointers, paywall widgets and their like from
    scraped news text.

    \b
    cleaner clean < article.txt                          filter a text
    cleaner diff article.txt                             see what would go, and why
    cat rows.jsonl | cleaner clean --from jsonl          filter JSON Lines
    cleaner clean -w corpus/*.txt                        clean files in place
    cleaner rule donation/en-appeal                      read about a rule

    Text goes to standard output, everything else to standard error. Exit codes: 0 done; 1 check or diff
    found something to remove; 2 a bad option, pack or input.
    """


def main() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of a narrow encoding must not stop a report.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(standalone_mode=False)
    except _ClosedPipeError:
        # The reader has gone: end quietly.
        _give_up_output()
        code = 0
    except Exception as error:
        code = _told(error)
    # A full disk was told of already: Python would fail over it once more, with an exit code of its own.
    try:
        sys.stdout.flush()
    except OSError:
        _give_up_output()
    sys.exit(code if isinstance(code, int) else 0)


def _give_up_output() -> None:
    """Keep Python from complaining when it closes the stream; what is left unwritten is lost."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: Exception) -> int:
    """Say what went wrong on standard error; the exit code for it."""
    # Imported late: most runs end well.
    from cleaner.report.visible import visible, visible_lines

    match error:
        case click.exceptions.Abort():
            return 130
        case click.ClickException():
            shown = io.StringIO()
            error.show(shown)
            click.echo(visible_lines(shown.getvalue()), err=True, nl=False)
        case ManyErrors():
            for fault in error.errors:
                click.echo(f"error: {visible_lines(str(fault))}", err=True)
            click.echo(f"{error.message}; nothing was cleaned", err=True)
        case CleanerError():
            click.echo(f"error: {visible_lines(str(error))}", err=True)
        case OSError():
            click.echo(f"error: {visible(str(error.filename or 'output'))}: {error.strerror}", err=True)
        case _:
            # An unforeseen fault must not look like findings, which is what Python's own exit code 1 means here.
            import traceback

            click.echo(visible_lines("".join(traceback.format_exception(error))), err=True, nl=False)
            click.echo(f"error: a fault of cleaner itself: {visible_lines(str(error))}", err=True)
    return 2
