"""Lines that a mark in the text itself protects: from `<!-- cleaner: keep -->` to `<!-- cleaner: end -->`."""

from __future__ import annotations

import regex

from cleaner.engine.view import View
from cleaner.text.late import late

_MARK = late(r"<!--\s*cleaner:\s*(keep|end)\s*-->", regex.IGNORECASE)
REASON = "the mark `cleaner: keep`"


def marked_lines(view: View) -> dict[int, str]:
    """The lines between the marks, with them, and why they stay. Without an end the mark holds to the last line."""
    if "<!--" not in view.text:
        return {}
    out: dict[int, str] = {}
    open_ = False
    for line in view.lines:
        marks = _MARK.findall(view.text, line.start, line.end)
        if open_ or marks:
            out[line.index] = REASON
        if marks:
            open_ = marks[-1].lower() == "keep"
    return out
