"""Make text from the web harmless on a terminal: control and direction characters are shown, not obeyed."""

from __future__ import annotations

import regex

from cleaner.text.late import late

_UNSAFE = late(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u2028\u2029]")

# Of these JSON itself escapes only those below the space: here are DEL, C1, direction marks, and line separators.
_UNSAFE_BYTES = late(rb"\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]")


def visible(text: str) -> str:
    """`text` with each control, direction or undecodable character written as an escape such as `\\x1b`."""
    return _UNSAFE.sub(_escape, text.expandtabs(4))


def visible_lines(text: str) -> str:
    """The same, but for the ends of lines."""
    return "\n".join(map(visible, text.split("\n")))


def harmless_json(data: bytes) -> bytes:
    """JSON that means the same, with what a terminal would obey as escapes: it stands only inside strings."""
    return _UNSAFE_BYTES.sub(lambda found: b"\\u%04x" % ord(found[0].decode()), data)


def _escape(match: regex.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
