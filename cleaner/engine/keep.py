"""Lines that the text itself protects: from `<!-- cleaner: keep -->` to `<!-- cleaner: end -->`, and fenced code."""

from __future__ import annotations

import regex

from cleaner.engine.view import View
from cleaner.text.late import late

_MARK = late(r"<!--\s*cleaner:\s*(keep|end)\s*-->", regex.IGNORECASE)
# As CommonMark has them: at most three spaces before, and no mark of the fence in what follows the opening one.
_FENCE = late(r" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})(.*)")
REASON = "the mark `cleaner: keep`"
CODE = "the fences of code around it"


def marked_lines(view: View) -> dict[int, str]:
    """The protected lines, with those of the marks, and why they stay."""
    out: dict[int, str] = {}
    if "```" in view.text or "~~~" in view.text:
        out |= _fenced(view)
    if "<!--" in view.text:
        out |= _kept(view)
    return out


def _kept(view: View) -> dict[int, str]:
    """The lines between marks. Without an end the mark holds to the last line."""
    out: dict[int, str] = {}
    open_ = False
    for line in view.lines:
        marks = _MARK.findall(view.text, line.start, line.end)
        if open_ or marks:
            out[line.index] = REASON
        if marks:
            open_ = marks[-1].lower() == "keep"
    return out


def _fenced(view: View) -> dict[int, str]:
    """The lines of blocks of code between fences; one that is never closed protects nothing."""
    out: dict[int, str] = {}
    first, opening = -1, ""
    for index, raw in enumerate(view.raws):
        fence = _FENCE.fullmatch(raw)
        if not fence:
            continue
        if first < 0:
            first, opening = index, fence[1]
        elif fence[1].startswith(opening) and not fence[2].strip():
            out |= dict.fromkeys(range(first, index + 1), CODE)
            first = -1
    return out
