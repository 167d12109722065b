"""One finding as one line, for `check`."""

from __future__ import annotations

from rich.text import Text

from cleaner.model import Document, Removal
from cleaner.report.style import category_style
from cleaner.report.visible import visible

_TEXT_CHARS = 90


def finding_line(document: Document, removal: Removal) -> Text:
    """`path:line:column: rule text`, the text cut to about one line."""
    line = Text(f"{visible(document.path or '-')}:{removal.line}:{removal.column}: ")
    return line.append_text(finding_parts(removal))


def finding_parts(removal: Removal) -> Text:
    """`rule text`, the text cut to about one line."""
    text = " ⏎ ".join(part.strip() for part in removal.text.splitlines() if part.strip())
    if len(text) > _TEXT_CHARS:
        text = f"{text[: _TEXT_CHARS - 1].rstrip()}…"
    return Text(removal.rule_id, f"bold {category_style(removal.category)}").append(f" {visible(text)}", "default")
