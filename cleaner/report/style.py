"""The colours of the categories, the same in every view."""

from __future__ import annotations

_STYLES = {
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


def category_style(category: str) -> str:
    """A rich style for a category."""
    return _STYLES.get(category, "green")
