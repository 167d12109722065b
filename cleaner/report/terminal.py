"""The diff on a terminal: signs carry the meaning, colour only helps."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cleaner.model import Cleaned, Removal, Span
from cleaner.report.diff import Row, diff_rows
from cleaner.report.style import category_style
from cleaner.report.visible import visible
from cleaner.text.segment import count_words

SIDE_BY_SIDE_COLUMNS = 140
_CONTEXT_CHARS = 160


def document_diff(cleaned: Cleaned, *, width: int) -> RenderableType:
    """The diff of one document for a terminal of `width` columns, with the rule at each removal."""
    rows = list(diff_rows(cleaned))
    body = _side_by_side(rows) if width >= SIDE_BY_SIDE_COLUMNS else _unified(rows)
    return Group(_heading(cleaned), body, Text(""))


def _heading(cleaned: Cleaned) -> RenderableType:
    document = cleaned.document
    words = sum(count_words(removal.text) for removal in cleaned.removals)
    name = document.path or document.doc_id or "-"
    share = sum(c.end - c.start for c in cleaned.cuts) / max(len(document.text), 1)
    title = Text(visible(name), "bold")
    count = len(cleaned.removals)
    pieces = f"{count} removal{'s' if count != 1 else ''}, {words} word{'s' if words != 1 else ''}, {100 * share:.1f} %"
    title.append(f"  {pieces}", "dim not bold")
    return Rule(title, align="left", characters="─", style="dim")


def _unified(rows: list[Row]) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for row in rows:
        if row.folded:
            table.add_row("", "", _fold_mark(row))
            continue
        for removal in row.removals:
            table.add_row("", Text("┌", category_style(removal.category)), _label(removal))
        table.add_row(str(row.number), _sign(row), _text(row))
    return table


def _side_by_side(rows: list[Row]) -> RenderableType:
    table = Table(box=box.MINIMAL, show_header=False, show_edge=False, expand=True, pad_edge=False, border_style="dim")
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    digits = max((len(str(row.number)) for row in rows), default=1)
    for row in rows:
        if row.folded:
            table.add_row(_numbered(digits, "", Text(""), _fold_mark(row)), _fold_mark(row))
            continue
        after: list[RenderableType] = [_label(removal) for removal in row.removals]
        if row.sign != "-":
            after.append(_kept(row))
        table.add_row(_numbered(digits, str(row.number), _sign(row), _text(row)), Group(*after))
    return table


def _numbered(digits: int, number: str, sign: Text, text: Text) -> RenderableType:
    line = Table.grid(padding=(0, 1), expand=True)
    line.add_column(justify="right", style="dim", no_wrap=True, width=digits)
    line.add_column(no_wrap=True, width=1)
    line.add_column(ratio=1, overflow="fold")
    line.add_row(number, sign, text)
    return line


def _sign(row: Row) -> Text:
    return Text(row.sign, "bold red" if row.sign in "-~" else "")


def _label(removal: Removal) -> Text:
    label = Text(removal.rule_id, f"bold {category_style(removal.category)}")
    if removal.message:
        label.append(f"  {visible(removal.message)}", "dim not bold")
    if removal.cues and removal.kind == "evidence":
        label.append(f"  [{', '.join(visible(cue) for cue in removal.cues)}]", "dim not bold italic")
    return label


def _fold_mark(row: Row) -> Text:
    return Text(f"⋮ {row.folded} unchanged line{'s' if row.folded != 1 else ''}", "dim")


def _text(row: Row) -> Text:
    if row.sign == "~":
        return _marked(row)
    if row.sign == " ":
        return Text(visible(_shortened(row.text)), "dim")
    return Text(visible(row.text), "red")


def _shortened(text: str) -> str:
    return text if len(text) <= _CONTEXT_CHARS else f"{text[: _CONTEXT_CHARS - 2].rstrip()} …"


def _pieces(row: Row) -> Iterator[tuple[str, bool]]:
    at = 0
    for cut in (*row.cuts, Span(len(row.text), len(row.text))):
        yield row.text[at : cut.start], False
        if cut.start < cut.end:
            yield row.text[cut.start : cut.end], True
        at = max(at, cut.end)


def _marked(row: Row) -> Text:
    out = Text()
    for piece, gone in _pieces(row):
        if gone:
            out.append(f"[-{visible(piece)}-]", "bold red")
        else:
            out.append(visible(piece))
    return out


def _kept(row: Row) -> Text:
    if row.sign == "~":
        return Text("".join(visible(piece) for piece, gone in _pieces(row) if not gone))
    return Text(visible(_shortened(row.text)), "dim")
