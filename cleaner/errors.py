"""The errors a caller can meet. Each says what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence


class CleanerError(Exception):
    """Base of all errors raised on purpose.

    `where` is a place such as `rules/en/donation.toml:12`; `hint` is the cure. Both may be empty.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{cure}"


class PackError(CleanerError):
    """One fault in a pack file."""


class ConfigError(CleanerError):
    """One fault in the configuration."""


class ManyErrors(CleanerError):  # noqa: N818 (a group of errors)
    """All faults found in one run; `errors` keeps their order of path and line."""

    place = "in what was read"

    def __init__(self, errors: Sequence[CleanerError]) -> None:
        self.errors = list(errors)
        count = len(errors)
        super().__init__(f"{count} error{'s' if count != 1 else ''} {self.place}")


class PackErrors(ManyErrors):
    """All faults of all packs."""

    place = "in rule packs"


class ConfigErrors(ManyErrors):
    """All faults of a configuration file."""

    place = "in the configuration"


class SelectionError(CleanerError):
    """A rule id, category or prefix that selects nothing."""


class InputError(CleanerError):
    """An input that cannot be read, or an output that cannot be written."""
