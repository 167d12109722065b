"""Lines of nothing but links: under a heading that goes, such as "Related articles", they are what it announces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.engine.evidence import LINKED_SHARE
from cleaner.formats.html_tags import attributes
from cleaner.formats.html_text import Lines
from cleaner.model import Removal, Span
from cleaner.text.segment import PROSE_WORDS, count_words, split_lines

# The share of a heading's characters that may be in links.
HEADING_SHARE = 0.5
ANNOUNCES = frozenset({"related", "read-more"})
# Between two links there may be such lines: a date, a section, an author.
BETWEEN_LINES, BETWEEN_WORDS = 2, 4
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class LinkRun:
    """The lines of links, as a range of the text, that a removed heading announces."""

    heading: Removal
    span: Span


def link_runs(found: Lines, removals: Iterable[Removal], gone: list[Span]) -> Iterator[LinkRun]:
    """The runs of links under the headings among `removals`; `gone` are the ranges of the text that go already."""
    taken = {found.at(span.start) for span in gone} | {found.at(span.end - 1) for span in gone}
    for heading in removals:
        if heading.category not in ANNOUNCES or heading.kind not in ("line", "block"):
            continue
        if link_share(found, found.at(heading.span.start)) > HEADING_SHARE:
            continue
        first = found.at(max(heading.span.end - 1, heading.span.start)) + 1
        while first in taken:
            first += 1
        last = _last_link(found, first, taken)
        if last >= first:
            yield LinkRun(heading, Span(found.starts[first], found.starts[last + 1]))


def _last_link(found: Lines, first: int, taken: set[int]) -> int:
    """The last line of a run of links that begins with `first`; the line before it if it is none."""
    last, between = first - 1, 0
    for number in range(first, min(first + MOST_LINES, len(found))):
        start, end = found.block(number)
        if number in taken or _is_link(found, number):
            last, between = number, 0
            continue
        between += 1
        if between > BETWEEN_LINES or count_words(found.text[start:end]) > BETWEEN_WORDS:
            break
    while last >= first and last in taken:
        last -= 1
    return last


def _is_link(found: Lines, number: int) -> bool:
    start, end = found.block(number)
    text = found.text[start:end]
    # A link may be long, but a paragraph that is all one link is a paragraph.
    return link_share(found, number) >= LINKED_SHARE and 2 <= count_words(text) <= 2 * PROSE_WORDS


def link_shares(found: Lines) -> tuple[float, ...]:
    """The share of each line of a page's text; empty if there is no line of links."""
    if not any(piece[4] for piece in found.pieces):
        return ()
    shares = [link_share(found, number) for number in range(len(found))]
    if max(shares) < LINKED_SHARE:
        return ()
    if len(found) == found.text.count("\n") and "\r" not in found.text:
        return tuple(shares)
    # A block of preformatted text has several lines.
    return tuple(shares[found.at(line.start)] for line in split_lines(found.text))


def link_share(found: Lines, number: int) -> float:
    """The share of a line's characters, as they are written, that is in links."""
    pieces = found.of(number)
    linked = sum(piece[1] - piece[0] for piece in pieces if piece[4] and _leads(found, piece[2]))
    return linked / max(sum(piece[1] - piece[0] for piece in pieces), 1)


def _leads(found: Lines, number: int) -> bool:
    """Whether an element is or lies in a link that leads elsewhere.

    A mere anchor does not, nor does a link to a place of the page, and of one that is never closed it is not known
    what is in it.
    """
    opened, endings = found.source.opened, found.source.endings
    while number >= 0:
        name, _, _, parent, tag = opened[number]
        if name == "a" and endings[number][2]:
            address = attributes(tag).get("href", "#top").strip()
            # One that is nothing else is for a script.
            return address == "#" or not address.startswith("#")
        number = parent
    return False
