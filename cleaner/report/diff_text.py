"""What the views of a diff have in common: how a line, a label and a heading read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from cleaner.model import Cleaned, Removal, Span
from cleaner.packs.pack import STRUCTURE
from cleaner.report.diff import Row
from cleaner.report.look import Look
from cleaner.report.style import GONE, category_style
from cleaner.report.visible import visible
from cleaner.text.count import counted
from cleaner.text.segment import count_words

# What is shown of a long line that stays, and of what stays of a line on either side of a cut.
_CONTEXT_CHARS = 160
_SIDE_CHARS = 120
_RTL = ("\u0590", "\u08ff"), ("\ufb1d", "\ufefc")


def heading(cleaned: Cleaned, look: Look) -> Iterator[Text]:
    """The name of a document and what it loses; of a part of one also where that begins."""
    document, before = cleaned.document, cleaned.before
    title = Text.assemble((visible(document.path or document.doc_id or "-"), "bold"))
    if before:
        title.append(f" from line {before.lines + 1:,}", "dim")
    title.append(f"  {_told(cleaned)}", GONE if cleaned.over_budget else "dim")
    lines = look.wrapped(title, look.width)
    rest = look.width - lines[-1].cell_len - 1
    if rest > 0:
        lines[-1].append(f" {look.signs.line * rest}", "dim")
    yield from lines


def _told(cleaned: Cleaned) -> str:
    if cleaned.over_budget:
        return "left whole: too much of it would go"
    count = len(cleaned.removals)
    words = sum(count_words(removal.text) for removal in cleaned.removals)
    share = sum(cut.end - cut.start for cut in cleaned.cuts) / max(len(cleaned.document.text), 1)
    return f"{counted('removal', count)}, {counted('word', words)}, {100 * share:.1f} %"


def label(removal: Removal) -> Text:
    """The rule of a removal, what it removes, and the cues that spoke for it."""
    out = Text.assemble((removal.rule_id, f"bold {category_style(removal.category)}"))
    if removal.message:
        out.append(f"  {visible(removal.message)}", "dim")
    if removal.cues and removal.kind == "evidence":
        out.append(f"  [{', '.join(_cues(removal))}]", "dim italic")
    return out


def _cues(removal: Removal) -> Iterator[str]:
    """The cues, with those of place and form as one sum: `cleaner why` tells them apart."""
    place, any_place = 0.0, False
    for cue in removal.cues:
        name, _, weight = cue.rpartition(" ")
        if name in STRUCTURE:
            place, any_place = place + float(weight), True
        else:
            yield visible(cue)
    if any_place:
        yield f"place {place:+.1f}"


def fold_mark(row: Row, look: Look) -> Text:
    """In place of the lines that are left out."""
    return Text(f"{look.signs.more} {counted('line', row.folded)}", "dim")


def before(row: Row, look: Look) -> Text:
    """A line of the original, with what goes marked."""
    if row.sign == "~":
        return _marked(row, look)
    if row.sign == "-":
        return Text(visible(row.text), GONE)
    return Text(visible(_shortened(row.text, look)))


def after(row: Row, look: Look) -> Text:
    """What is left of a line."""
    if row.sign == " ":
        return before(row, look)
    sides = _sides([piece for piece, gone in pieces(row) if not gone], look)
    return Text("".join(visible(side) for side in sides))


def pieces(row: Row) -> Iterator[tuple[str, bool]]:
    """The text of a line in pieces, each with whether it goes."""
    at = 0
    for cut in (*row.cuts, Span(len(row.text), len(row.text))):
        yield row.text[at : cut.start], False
        if cut.start < cut.end:
            yield row.text[cut.start : cut.end], True
        at = max(at, cut.end)


def _marked(row: Row, look: Look) -> Text:
    parts = list(pieces(row))
    sides = iter(_sides([piece for piece, gone in parts if not gone], look))
    out = Text()
    for piece, gone in parts:
        if gone:
            out.append(f"[-{visible(piece)}-]", f"bold {GONE}")
        else:
            out.append(visible(next(sides)))
    return out


def _sides(kept: list[str], look: Look) -> list[str]:
    """What stays of a line, without the parts that are far from any cut."""
    out = []
    for number, piece in enumerate(kept):
        head = _SIDE_CHARS if number else 0
        tail = _SIDE_CHARS if number < len(kept) - 1 else 0
        if len(piece) > head + tail + _SIDE_CHARS:
            # The beginning of a line tells where one is.
            start = _head(piece, head or _SIDE_CHARS // 2)
            end = piece[len(piece) - tail :].partition(" ")[2] or piece[len(piece) - tail :] if tail else ""
            piece = f"{start} {look.signs.more} {end}"
        out.append(piece)
    return out


def _shortened(text: str, look: Look) -> str:
    if len(text) <= _CONTEXT_CHARS:
        return text
    return f"{_head(text, _CONTEXT_CHARS - 2)} {look.signs.more}"


def _head(text: str, most: int) -> str:
    """The first characters of a text, up to the end of a word if there is one near."""
    words = text[:most].rpartition(" ")[0].rstrip()
    return words if len(words) > most - 24 else text[:most].rstrip()


def runs_left(text: str) -> bool:
    """Whether a text holds letters that are written from right to left."""
    return not text.isascii() and any(low <= char <= high for char in text for low, high in _RTL)
