"""How much room a text takes."""

from __future__ import annotations


def utf8_size(text: str) -> int:
    """The bytes of `text` as UTF-8."""
    # A lone surrogate of this range stands for one byte that is no UTF-8; others are counted as they would be written.
    escaped = 0 if text.isascii() else sum("\udc80" <= char <= "\udcff" for char in text)
    return len(text.encode("utf-8", "surrogatepass")) - 2 * escaped
