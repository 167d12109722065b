"""Marks in place of what goes: the text keeps its lines, and says where something was."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace

from cleaner.errors import InputError
from cleaner.formats.stream import Clean
from cleaner.model import Cleaned, Document, Removal
from cleaner.text.segment import split_lines

_NAMES = ("category", "rule", "n")


def check_template(template: str) -> str:
    """The template, if it has no faults. Raises InputError for unknown placeholders, stray braces and line ends."""
    example = "such as '[{category}]'"
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise InputError(f"--mark: {error}", hint=f"write {{{{ for a brace; {example}") from error
    for _, name, form, conversion in parts:
        if name in _NAMES and (form or conversion):
            raise InputError(f"--mark: {{{name}}} takes no format", hint=f"write just {{{name}}}")
        if name is not None and name not in _NAMES:
            known = ", ".join(f"{{{known}}}" for known in _NAMES)
            raise InputError(f"--mark: unknown placeholder {{{name}}}", hint=f"known are {known}; {example}")
    if len(f"{template}x".splitlines()) > 1:
        raise InputError("--mark: a mark is part of one line", hint="leave out the line end")
    return template


def marking(clean: Clean, template: str) -> Clean:
    """A `clean` that puts a mark where each removal was, and leaves every line end where it is."""
    check_template(template)

    def mark(document: Document) -> Cleaned:
        cleaned = clean(document)
        if not cleaned.changed:
            return cleaned
        return replace(cleaned, text=marked(cleaned, lambda removal, n: _filled(template, removal, n)))

    return mark


def _filled(template: str, removal: Removal, number: int) -> str:
    return template.format(category=removal.category, rule=removal.rule_id, n=number)


def marked(cleaned: Cleaned, mark: Callable[[Removal, int], str]) -> str:
    """The document's text in which the first line of each removal is its mark, and its other lines are empty.

    Of removals that overlap the first and longest gives the mark.
    """
    source, out, at, number = cleaned.document.text, [], 0, 0
    for removal in sorted(cleaned.removals, key=lambda r: (r.span.start, -r.span.end)):
        start, end = max(removal.span.start, at), removal.span.end
        if start >= end:
            continue
        out.append(source[at:start])
        piece = source[start:end]
        if removal.span.start == start:
            number += 1
            out.append(mark(removal, number))
        lines = split_lines(piece)
        out += [piece[line.end : line.next] for line in lines]
        at = end
    return "".join([*out, source[at:]])
