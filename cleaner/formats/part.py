"""A large document that is cleaned in parts: what is recorded of each, in places of the whole."""

from __future__ import annotations

from dataclasses import replace

from cleaner.model import Before, Cleaned, Span
from cleaner.text.segment import line_ends
from cleaner.text.size import utf8_size


def with_part(before: Before, cleaned: Cleaned) -> Before:
    """What came before the part that follows on `cleaned`."""
    text = cleaned.document.text
    return Before(
        before.part + 1,
        before.lines + line_ends(text),
        before.chars + len(text),
        before.bytes + utf8_size(text),
        before.gone + sum(cut.end - cut.start for cut in cleaned.cuts),
        before.changed or cleaned.changed,
        before.spared or bool(cleaned.spared),
        before.over_budget or cleaned.over_budget,
    )


def further_on(cleaned: Cleaned, lines: int, chars: int = 0) -> Cleaned:
    """A record of which everything stands so many lines and characters further on."""
    if not lines and not chars:
        return cleaned

    def moved(span: Span) -> Span:
        return Span(span.start + chars, span.end + chars)

    return replace(
        cleaned,
        removals=tuple(
            replace(r, span=moved(r.span), line=r.line + lines, end_line=r.end_line + lines) for r in cleaned.removals
        ),
        spared=tuple(replace(s, span=moved(s.span), line=s.line + lines) for s in cleaned.spared),
        cuts=tuple(moved(cut) for cut in cleaned.cuts),
    )
