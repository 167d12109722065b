"""A doubt on a terminal, with the text around it: signs carry the meaning, colour only helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cleaner.authoring.doubts import Doubt
from cleaner.report.style import category_style
from cleaner.report.visible import visible

_SHOWN_LINES = 12
_CONTEXT_CHARS = 160
# Of a long line so much is shown around the piece in question.
_AROUND_CHARS = 120


def doubt_view(doubt: Doubt, *, progress: str, said: str = "") -> RenderableType:
    """Where it is, what is around it, which rule claims it and why it stays; `said` is what was decided before."""
    title = Text(progress, "bold")
    title.append(f"  {visible(doubt.document or '-')}:{doubt.line}", "not bold")
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    style = category_style(doubt.category)
    for number, sign, text in _rows(doubt, style):
        table.add_row(number, Text(sign, f"bold {style}"), text)
    return Group(Rule(title, align="left", characters="─", style="dim"), table, *_reasons(doubt, style, said))


def _rows(doubt: Doubt, style: str) -> Iterator[tuple[str, str, Text]]:
    first = doubt.line - len(doubt.above)
    yield from _context(first, doubt.above)
    if doubt.piece:
        yield str(doubt.line), "?", _marked(doubt, style)
    else:
        half = _SHOWN_LINES // 2
        last = len(doubt.lines) - 1
        for number, line in enumerate(doubt.lines):
            if last >= _SHOWN_LINES and half <= number <= last - half:
                if number == half:
                    yield "", "", Text(f"⋮ {len(doubt.lines) - 2 * half} more lines", "dim")
                continue
            blank = not line.strip()
            yield str(doubt.line + number), "" if blank else "?", Text(visible(line), style)
    yield from _context(doubt.line + len(doubt.lines), doubt.below)


def _context(first: int, lines: Sequence[str]) -> Iterator[tuple[str, str, Text]]:
    for number, line in enumerate(lines, first):
        short = line if len(line) <= _CONTEXT_CHARS else f"{line[: _CONTEXT_CHARS - 2].rstrip()} …"
        yield str(number), "", Text(visible(short), "dim")


def _marked(doubt: Doubt, style: str) -> Text:
    line, columns = doubt.lines[0], doubt.columns
    before, after = line[: columns.start], line[columns.end :]
    if len(before) > _AROUND_CHARS:
        before = f"… {before[-_AROUND_CHARS:].lstrip()}"
    if len(after) > _AROUND_CHARS:
        after = f"{after[:_AROUND_CHARS].rstrip()} …"
    out = Text(visible(before))
    out.append(f"[-{visible(doubt.text)}-]", f"bold {style}")
    return out.append(visible(after))


def _reasons(doubt: Doubt, style: str, said: str) -> Iterator[RenderableType]:
    label = Text(doubt.rules[0], f"bold {style}")
    if doubt.message:
        label.append(f"  {visible(doubt.message)}", "not bold default")
    rows = [label, Text(f"stays: {visible(doubt.reason)}")]
    if doubt.cues:
        score = f", {doubt.score:g} in all" if doubt.kind == "evidence" else ""
        rows.append(Text(f"cues: {', '.join(visible(cue) for cue in doubt.cues)}{score}"))
    if len(doubt.rules) > 1:
        rows.append(Text(f"claimed also by {', '.join(doubt.rules[1:])}", "dim"))
    if said:
        rows.append(Text(f"decided: {said}", "bold"))
    return (Padding(row, (0, 0, 0, 2), expand=False) for row in rows)


def key_lines(keys: Iterable[tuple[str, str]], width: int) -> Text:
    """The keys and what they do, in lines of a terminal of `width` columns."""
    out, used = Text(), 0
    for key, word in keys:
        size = len(key) + 1 + len(word)
        if used and used + 2 + size > width:
            out.append("\n")
            used = 0
        elif used:
            out.append("  ")
            used += 2
        out.append(key, "bold").append(f" {word}")
        used += size
    return out
