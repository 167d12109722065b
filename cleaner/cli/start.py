"""The entry point of the command `cleaner`."""

from __future__ import annotations

from cleaner.runs.garbage import look_less_often


def main() -> None:
    """Run the command line and exit."""
    # Before anything large is imported: a start is mostly objects that stay.
    look_less_often()
    from cleaner.cli.main import main as run

    run()
