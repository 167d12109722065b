"""Make text from the web harmless on a terminal: control and direction characters are shown, not obeyed."""

from __future__ import annotations

import regex

_UNSAFE = regex.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u2028\u2029]"
)


def visible(text: str) -> str:
    """`text` with each control, direction or undecodable character written as an escape such as `\\x1b`."""
    return _UNSAFE.sub(_escape, text.expandtabs(4))


def _escape(match: regex.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
