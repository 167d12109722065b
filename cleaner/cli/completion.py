"""`cleaner completion`: what a shell needs to complete commands, options and rules."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_WHERE = {
    "bash": 'eval "$(cleaner completion bash)"  # in ~/.bashrc',
    "zsh": 'eval "$(cleaner completion zsh)"  # in ~/.zshrc',
    "fish": "cleaner completion fish | source  # in ~/.config/fish/config.fish",
}


@click.command(
    name="completion",
    short_help="Print the script that completes commands in a shell.",
    epilog="\b\n" + "\n".join(_WHERE.values()),
)
@click.argument("shell", type=click.Choice(list(_WHERE)))
def command(shell: str) -> None:
    """Print what makes a shell complete commands, options and rules."""
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"click cannot complete in {shell}.")
    click.echo(made(click.get_current_context().find_root().command, {}, "cleaner", "_CLEANER_COMPLETE").source())
