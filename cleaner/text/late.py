"""Regular expressions that are compiled when they are first used: most runs need few of those that modules name."""

from __future__ import annotations

from typing import Any, AnyStr, cast

import regex


class _Late:
    def __init__(self, source: Any, flags: int) -> None:
        self._made = source, flags

    def __getattr__(self, name: str) -> Any:
        # Asked only once for each name.
        value = getattr(regex.compile(*self._made), name)
        setattr(self, name, value)
        return value


def late(source: AnyStr, flags: int = 0) -> regex.Pattern[AnyStr]:
    """A regular expression, not compiled yet."""
    return cast("regex.Pattern[AnyStr]", _Late(source, flags))
