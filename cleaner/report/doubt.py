"""A doubt on a terminal, with the text around it: signs carry the meaning, colour only helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from cleaner.authoring.doubts import Doubt
from cleaner.report.look import Drawn, Look
from cleaner.report.style import category_style
from cleaner.report.visible import visible

_SHOWN_LINES = 12
_CONTEXT_CHARS = 160
# Of a long line so much is shown on each side of the piece in question.
_SIDE_CHARS = 120


def doubt_view(doubt: Doubt, *, progress: str, said: str = "") -> Drawn:
    """Where it is, what is around it, which rule claims it and why it stays; `said` is what was decided before."""

    def draw(look: Look) -> Iterator[Text]:
        yield from _heading(doubt, look, progress)
        digits = len(str(doubt.line + len(doubt.lines) + len(doubt.below)))
        for number, sign, text in _rows(doubt, look):
            for count, line in enumerate(look.wrapped(text, look.width - digits - 3)):
                margin = Text((number if not count else "").rjust(digits), "dim")
                mark = Text(sign if not count else "", f"bold {category_style(doubt.category)}")
                row = Text.assemble(margin, " ", mark, " " * (2 - len(mark)), line)
                row.rstrip()
                yield row
        for text in _reasons(doubt, said):
            yield from look.hung(text, indent=2)

    return Drawn(draw)


def _heading(doubt: Doubt, look: Look, progress: str) -> Iterator[Text]:
    title = Text.assemble((progress, "bold"), f"  {visible(doubt.document or '-')}:{doubt.line}")
    lines = look.wrapped(title, look.width)
    rest = look.width - lines[-1].cell_len - 1
    if rest > 0:
        lines[-1].append(f" {look.signs.line * rest}", "dim")
    yield from lines


def _rows(doubt: Doubt, look: Look) -> Iterator[tuple[str, str, Text]]:
    """Lines with number and sign: `?` for those in question, with [-…-] around a piece of one."""
    style = category_style(doubt.category)
    yield from _context(doubt.line - len(doubt.above), doubt.above, look)
    if doubt.piece:
        yield str(doubt.line), "?", _marked(doubt, look)
    else:
        half, count = _SHOWN_LINES // 2, len(doubt.lines)
        for number, line in enumerate(doubt.lines):
            if count <= _SHOWN_LINES or not half <= number < count - half:
                yield str(doubt.line + number), "?" if line.strip() else "", Text(visible(line), style)
            elif number == half:
                yield "", "", Text(f"{look.signs.more} {count - 2 * half} lines", "dim")
    yield from _context(doubt.line + len(doubt.lines), doubt.below, look)


def _context(first: int, lines: Sequence[str], look: Look) -> Iterator[tuple[str, str, Text]]:
    for number, line in enumerate(lines, first):
        short = line if len(line) <= _CONTEXT_CHARS else f"{line[:_CONTEXT_CHARS].rstrip()} {look.signs.more}"
        yield str(number), "", Text(visible(short), "dim")


def _marked(doubt: Doubt, look: Look) -> Text:
    line, columns, more = doubt.lines[0], doubt.columns, look.signs.more
    before, after = line[: columns.start], line[columns.end :]
    if len(before) > _SIDE_CHARS:
        before = f"{more} {before[-_SIDE_CHARS:].lstrip()}"
    if len(after) > _SIDE_CHARS:
        after = f"{after[:_SIDE_CHARS].rstrip()} {more}"
    out = Text(visible(before))
    out.append(f"[-{visible(doubt.text)}-]", f"bold {category_style(doubt.category)}")
    return out.append(visible(after))


def _reasons(doubt: Doubt, said: str) -> Iterator[Text]:
    label = Text.assemble((doubt.rules[0], f"bold {category_style(doubt.category)}"))
    yield label.append(f"  {visible(doubt.message)}") if doubt.message else label
    yield Text(f"stays: {visible(doubt.reason)}")
    if doubt.cues:
        score = f", {doubt.score:g} in all" if doubt.kind == "evidence" else ""
        yield Text(f"cues: {', '.join(visible(cue) for cue in doubt.cues)}{score}")
    if len(doubt.rules) > 1:
        yield Text(f"claimed also by {', '.join(doubt.rules[1:])}", "dim")
    if said:
        yield Text(f"decided: {said}", "bold")


def key_lines(keys: Iterable[tuple[str, str]]) -> Drawn:
    """The keys and what they do, in lines that break between them."""
    rows = list(keys)

    def draw(look: Look) -> Iterator[Text]:
        line = Text()
        for key, word in rows:
            one = Text.assemble((key, "bold"), f" {word}")
            if line and line.cell_len + 2 + one.cell_len > look.width:
                yield line
                line = Text()
            line = Text.assemble(line, "  ", one) if line else one
        yield line

    return Drawn(draw)


def key_table(keys: Iterable[tuple[str, str, str]]) -> Drawn:
    """The keys, what they do, and more of it."""
    rows = list(keys)

    def draw(look: Look) -> Iterator[Text]:
        for key, word, about in rows:
            yield from look.hung(Text(about), first=f"{key}  {word:<14} ", indent=2)

    return Drawn(draw)
