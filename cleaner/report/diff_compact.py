"""The diff in one line for each removal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from cleaner.model import Cleaned, Removal
from cleaner.report.look import Look
from cleaner.report.style import GONE, category_style

# The words around a removal get this part of the room, on either side.
_CONTEXT_SHARE = 0.22
_CONTEXT_CHARS = 200
_RULE_COLUMNS = 28


def compact(cleaned: Cleaned, look: Look) -> Iterator[Text]:
    """Line number, sign, rule, and the removed text with a few words of what stands around it."""
    removals = cleaned.removals
    digits = max((len(str(removal.line)) for removal in removals), default=1)
    rules = min(max((len(removal.rule_id) for removal in removals), default=1), _rule_columns(look))
    for removal in removals:
        name = f"{_sign(cleaned, removal)} {removal.rule_id:<{rules}}  "
        style = f"bold {category_style(removal.category)}"
        line = Text.assemble((f"{removal.line:>{digits}} ", "dim"), (name, style))
        line.append_text(_in_context(cleaned, removal, look, look.width - line.cell_len))
        line.rstrip()
        yield line


def _rule_columns(look: Look) -> int:
    return max(look.width // 3, _RULE_COLUMNS)


def _sign(cleaned: Cleaned, removal: Removal) -> str:
    """`~` for a piece of a line, as in the other views."""
    text, span = cleaned.document.text, removal.span
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    ends = [at for at in (text.find("\n", span.end), text.find("\r", span.end)) if at >= 0]
    rest = text[start : span.start] + text[span.end : min(ends, default=len(text))]
    return "~" if rest.strip() else "-"


def _in_context(cleaned: Cleaned, removal: Removal, look: Look, room: int) -> Text:
    if not removal.text.strip():
        return Text("(no text)", "dim")
    text, span = cleaned.document.text, removal.span
    gone = look.one_line(removal.text)
    room -= len("[--]")
    side = min(int(room * _CONTEXT_SHARE), (room - min(cell_len(gone), room // 2)) // 2)
    start = text[max(span.start - _CONTEXT_CHARS, 0) : span.start]
    end = text[span.end : span.end + _CONTEXT_CHARS]
    joint, other = _joint(start[len(start.rstrip()) :], look), _joint(end[: len(end) - len(end.lstrip())], look)
    start = _last_words(look.one_line(start), side - cell_len(joint), look)
    end = _first_words(look.one_line(end), side - cell_len(other), look)
    start, end = f"{start}{joint}" if start else "", f"{other}{end}" if end else ""
    gone = _middle_out(gone, room - cell_len(start) - cell_len(end), look)
    return Text.assemble(start, (f"[-{gone}-]", GONE), end)


def _joint(space: str, look: Look) -> str:
    """What stands for the white space between a removal and the text beside it."""
    if "\n" in space or "\r" in space:
        return f" {look.signs.newline} "
    return " " if space else ""


def _last_words(text: str, cells: int, look: Look) -> str:
    """As many of the last words as fit; none unless one does."""
    if cell_len(text) <= cells:
        return text
    words, kept = text.split(" "), 0
    room = cells - cell_len(look.signs.more) - 1
    while kept < len(words) and cell_len(" ".join(words[-kept - 1 :])) <= room:
        kept += 1
    out = " ".join(words[len(words) - kept :]).removeprefix(look.signs.newline).lstrip()
    return f"{look.signs.more} {out}" if any(map(str.isalnum, out)) else ""


def _first_words(text: str, cells: int, look: Look) -> str:
    """As many of the first words as fit; none unless one does."""
    if cell_len(text) <= cells:
        return text
    words, kept = text.split(" "), 0
    room = cells - cell_len(look.signs.more) - 1
    while kept < len(words) and cell_len(" ".join(words[: kept + 1])) <= room:
        kept += 1
    out = " ".join(words[:kept]).removesuffix(look.signs.newline).rstrip()
    return f"{out} {look.signs.more}" if any(map(str.isalnum, out)) else ""


def _middle_out(text: str, cells: int, look: Look) -> str:
    """A text of at most so many columns: what does not fit goes from its middle, by words if they are short enough."""
    if cell_len(text) <= cells:
        return text
    more = f" {look.signs.more} "
    room = max(cells - cell_len(more), 2)
    # An ellipsis comes with each half, and one of them is in `more`.
    spare = cell_len(look.signs.more) + 1
    head = _first_words(text, room - room // 3 + spare, look).removesuffix(look.signs.more).rstrip()
    tail = _last_words(text, room // 3 + spare, look).removeprefix(look.signs.more).lstrip()
    if cell_len(head) < room // 3:
        head = set_cell_size(text, room - room // 3).rstrip()
    if not tail:
        tail = _from_end(text, room // 3).lstrip()
    return f"{head}{more}{tail}"


def _from_end(text: str, cells: int) -> str:
    at = len(text)
    while at and cell_len(text[at - 1 :]) <= cells:
        at -= 1
    return text[at:]
