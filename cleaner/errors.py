"""The errors a caller can meet. Each says what is wrong, where, and what to do about it."""

from __future__ import annotations


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


class PackErrors(CleanerError):  # noqa: N818 (a group of errors)
    """All faults of all packs found in one run; `errors` keeps their order of path and line."""

    def __init__(self, errors: list[PackError]) -> None:
        self.errors = errors
        count = len(errors)
        super().__init__(f"{count} error{'s' if count != 1 else ''} in rule packs")


class SelectionError(CleanerError):
    """A rule id, category or prefix that selects nothing."""


class InputError(CleanerError):
    """An input that cannot be read, or an output that cannot be written."""
