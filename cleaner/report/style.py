"""The colours of the categories, the same in every view, and the signs that views are drawn with."""

from __future__ import annotations

from dataclasses import dataclass

_HUES = {
    "donation": "magenta",
    "payment": "magenta",
    "advert": "yellow",
    "affiliate": "yellow",
    "read-more": "cyan",
    "related": "cyan",
    "paywall": "red",
    "registration": "red",
    "newsletter": "blue",
}
# Of the 256 colours those that stand out from black and from white alike, which the plain sixteen do not.
_SHADES = {
    "magenta": "color(133)",
    "yellow": "color(136)",
    "cyan": "color(30)",
    "red": "color(167)",
    "blue": "color(68)",
    "green": "color(65)",
}
GONE = "red"


def category_hue(category: str) -> str:
    """The name of the colour of a category."""
    return _HUES.get(category, "green")


def category_style(category: str) -> str:
    """A rich style for a category, readable on dark and on light."""
    return _SHADES[category_hue(category)]


@dataclass(frozen=True, slots=True)
class Signs:
    """What lines, bars and marks are drawn with."""

    line: str = "─"
    wall: str = "│"
    corner: str = "┌"
    bar: str = "━"
    more: str = "…"
    at_least: str = "≥"
    newline: str = "⏎"


_ASCII = Signs("-", "|", "+", "=", "...", ">=", "/")


def signs(*, ascii_only: bool) -> Signs:
    """The signs for a terminal, which may know no others than those of ASCII."""
    return _ASCII if ascii_only else Signs()
