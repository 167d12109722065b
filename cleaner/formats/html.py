"""HTML: the page without its clutter, every other byte as it was, or its clean text.

Node rules take elements, all other rules see the visible text with a line for each block. What goes is cut from the
source; nothing is written anew. Lines, columns and spans of records are those of this text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from io import BytesIO
from typing import BinaryIO

from cleaner.clean import Nodes
from cleaner.engine import decide, edit
from cleaner.formats.html_cut import removable, source_cuts
from cleaner.formats.html_links import link_runs, link_shares
from cleaner.formats.html_parts import MOST_CHARS, Part, parts
from cleaner.formats.html_source import Element, Source
from cleaner.formats.html_text import Lines, lines
from cleaner.formats.part import further_on, with_part
from cleaner.formats.stream import Clean, Observe, Problem, Reading, Report
from cleaner.model import Before, Cleaned, Document, Removal, Span, Spared
from cleaner.packs.pack import Rule
from cleaner.text.normalise import fold
from cleaner.text.place import place_at
from cleaner.text.segment import PROSE_WORDS, count_words, is_prose

# A slot or a form with more paragraphs than this has been closed in the wrong place, or is a class's other meaning.
# Lists of other articles may have a teaser for each, and threads and cookies any number.
MOST_PROSE_LINES = 4
MOST_TEASERS = 12
_LINE_END = re.compile(r"\n(?=.)", re.DOTALL)
_WORDY = frozenset({"comments", "consent"})


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean one page from `source` to `sink`. Raises InputError for one that its character set does not fit."""
    before = Before()
    for part in parts(source, path=reading.path):
        if part.first and not part.last:
            message = f"a page of more than {MOST_CHARS >> 20} MB is cleaned in parts; elements that span them stay"
            report(Problem(reading.path, message, fatal=False))
        made, cleaned = _cleaned(
            part, url=reading.url, clean=clean, nodes=reading.nodes, to=reading.to, path=reading.path
        )
        if not (part.first and part.last):
            cleaned = replace(further_on(cleaned, before.lines), before=None if part.first else before)
            before = with_part(before, cleaned)
        observe(cleaned)
        if sink:
            sink.write(made)
        # Two parts need not be in memory at once.
        del part, made, cleaned


def clean_html(
    data: bytes, *, url: str, clean: Clean, nodes: Nodes, to: str = "same", charset: str = "", path: str = ""
) -> tuple[bytes, Cleaned]:
    """A page, cleaned, and the record, whose document is the page's text.

    `to` is `same` for the page or `text` for its text in UTF-8; `charset` is what headers say. Raises InputError for
    a page that cannot be written in its own character set.
    """
    done = [
        _cleaned(part, url=url, clean=clean, nodes=nodes, to=to, path=path)
        for part in parts(BytesIO(data), charset=charset, path=path)
    ]
    if len(done) == 1:
        return done[0]
    return b"".join(made for made, _ in done), _joined([cleaned for _, cleaned in done])


def _cleaned(part: Part, *, url: str, clean: Clean, nodes: Nodes, to: str, path: str) -> tuple[bytes, Cleaned]:
    page = part.page
    if part.source is None:
        return b"" if to == "text" else page.encode(page.text), Cleaned(Document("", url=url, path=path), "")
    found = lines(part.source)
    work = _Page(found, Document(found.text, url=url, path=path), nodes)
    cleaned = work.clean(clean)
    if to == "text":
        return cleaned.text.encode("utf-8", "replace"), cleaned
    if not cleaned.removals:
        return page.encode(page.text), cleaned
    cuts = source_cuts(found, work.taken, work.text_cuts)
    return page.encode(edit.without(page.text, cuts)), cleaned


def _joined(parts: list[Cleaned]) -> Cleaned:
    """The record of a page from those of its parts."""
    lines = chars = 0
    moved: list[Cleaned] = []
    for part in parts:
        moved.append(further_on(part, lines, chars))
        lines += part.document.text.count("\n")
        chars += len(part.document.text)
    return Cleaned(
        replace(parts[0].document, text="".join(part.document.text for part in parts)),
        "".join(part.text for part in parts),
        tuple(removal for part in moved for removal in part.removals),
        tuple(spared for part in moved for spared in part.spared),
        tuple(edit.union(cut for part in moved for cut in part.cuts)),
        any(part.over_budget for part in parts),
    )


def _is_wordy(category: str, element: Element) -> bool:
    """Whether an element may hold any amount of prose: a form is none of them, for it may be around a whole page."""
    return category in _WORDY and element.name != "form"


class _Page:
    """One page on its way: what its elements lose first, then what the engine finds in the text that is left."""

    def __init__(self, found: Lines, document: Document, nodes: Nodes) -> None:
        self.lines, self.document = found, document
        self.source: Source = found.source
        self.taken: dict[int, Rule] = {}
        self.text_cuts: list[Span] = []
        self.spared: list[Spared] = []
        self.budget = nodes.budget
        self.starts = [0, *(end.end() for end in _LINE_END.finditer(found.text))]
        for number, rule in self.found_nodes(nodes).items():
            self.judge(number, rule)

    def found_nodes(self, nodes: Nodes) -> dict[int, Rule]:
        if not nodes.rules:
            return {}
        # Imported late: pages without a rule for elements need no tree.
        from cleaner.formats.html_nodes import find_nodes

        return find_nodes(self.source, nodes.rules, self.document.url)

    def judge(self, number: int, rule: Rule) -> None:
        element = self.source.element(number)
        span = self.lines.in_text(element.start, element.end)
        reason = ""
        if self.source.is_kept(element.start, element.end):
            reason = "in a protected region"
        elif not removable(element):
            reason = "the element is never closed"
        elif not _is_wordy(rule.category, element) and self.shows_article(element):
            reason = "prose: a hidden text that may be the article"
        elif self.over_budget(rule.category, span):
            reason = "over budget: too much of the document would go"
        elif self.has_too_much_prose(rule.category, span, element):
            reason = "prose: more of it than such an element holds"
        if reason:
            text = self.document.text[span.start : span.end].strip()
            place = self.at(span.start)[0]
            self.spared.append(Spared(rule.id, rule.category, reason, span, place, text, rule.kind, rule.message))
        else:
            self.taken[number] = rule

    def over_budget(self, category: str, span: Span) -> bool:
        if span.end - span.start <= 2 * decide.FREE_WORDS:
            return False
        taken = count_words(self.document.text[span.start : span.end])
        share = max(self.budget, decide.THREAD_BUDGET) if category == "comments" else self.budget
        return taken > decide.FREE_WORDS and taken > share * self.words

    @cached_property
    def words(self) -> int:
        return count_words(self.document.text)

    def has_too_much_prose(self, category: str, span: Span, element: Element) -> bool:
        most = MOST_TEASERS if category == "related" else MOST_PROSE_LINES
        return not _is_wordy(category, element) and self.prose_lines(span) + self.hidden_prose(element) > most

    def prose_lines(self, span: Span) -> int:
        rows = self.document.text[span.start : span.end].split("\n")
        return sum(is_prose(fold(row), count_words(row)) for row in rows if len(row) > PROSE_WORDS)

    def shows_article(self, element: Element) -> bool:
        k = bisect_left(self.source.shown, element.start)
        return k < len(self.source.shown) and self.source.shown[k] < element.end

    def hidden_prose(self, element: Element) -> int:
        veiled, text = self.source.veiled, self.source.text
        first = bisect_left(veiled, (element.start, 0))
        inside = veiled[first : bisect_left(veiled, (element.end, 0))]
        return sum(count_words(text[start:end]) >= PROSE_WORDS for start, end in inside)

    def under_headings(self, removals: list[Removal], cuts: list[Span]) -> Iterator[Removal]:
        """The lines of links that go with the headings that announce them."""
        for run in link_runs(self.lines, removals, cuts):
            span = run.span
            kept = any(span.start < other.end and other.start < span.end for other in self.kept_text())
            if not kept and not self.over_budget(run.heading.category, span):
                text = self.document.text[span.start : span.end - 1]
                yield self.moved(replace(run.heading, text=text), Span(span.start, span.end - 1))

    def kept_text(self) -> list[Span]:
        return [self.lines.in_text(*kept) for kept in self.source.kept]

    def clean(self, clean: Clean) -> Cleaned:
        """What goes of the text, all of it in places of the page's text."""
        text = self.document.text
        spans = {n: self.lines.in_text(*self.range(n)) for n in self.taken}
        by_nodes = self.whole_lines(edit.union(spans.values()))
        # The engine does not see what is gone already, nor what it must not touch.
        unseen = edit.union([*by_nodes, *self.kept_text()])
        origin = edit.Origin(len(text))
        origin.delete(unseen)
        left = edit.without(text, unseen)
        known = replace(self.document, links=link_shares(self.lines))
        inner = clean(replace(known, text=left, links=edit.link_shares(known, left, origin)))
        self.text_cuts = [piece for cut in inner.cuts for piece in origin.pieces(cut)]
        removals = [self.moved(removal, origin.span(removal.span)) for removal in inner.removals]
        links = list(self.under_headings(removals, edit.union([*by_nodes, *self.text_cuts])))
        self.text_cuts += [Span(removal.span.start, removal.span.end + 1) for removal in links]
        cuts = edit.union([*by_nodes, *self.text_cuts])
        removals += [*links, *(self.node_removal(rule, spans[n]) for n, rule in self.taken.items())]
        removals.sort(key=lambda r: (r.span.start, r.span.end, r.rule_id))
        for spared in inner.spared:
            span = origin.span(spared.span)
            self.spared.append(replace(spared, span=span, line=self.at(span.start)[0]))
        return Cleaned(
            self.document,
            edit.without(text, cuts),
            tuple(removals),
            tuple(self.spared),
            tuple(cuts),
            inner.over_budget,
        )

    def range(self, number: int) -> tuple[int, int]:
        element = self.source.element(number)
        return element.start, element.end

    def whole_lines(self, spans: list[Span]) -> list[Span]:
        """The spans, and with them the line end of each line of which they leave nothing."""
        out = list(spans)
        touched = {number for span in spans for number in (self.lines.at(span.start), self.lines.at(span.end - 1))}
        for number in touched:
            start, end = self.lines.block(number)
            at, left = start, []
            for span in spans[bisect_right(spans, start, key=lambda s: s.end) :]:
                if span.start >= end:
                    break
                left.append(self.document.text[at : span.start])
                at = span.end
            left.append(self.document.text[at:end])
            if not "".join(left).strip():
                out.append(Span(start, end + 1))
        return edit.union(out)

    def at(self, offset: int) -> tuple[int, int]:
        return place_at(self.starts, offset)

    def node_removal(self, rule: Rule, span: Span) -> Removal:
        text = self.document.text[span.start : span.end].rstrip("\n")
        blank = Removal(rule.id, rule.category, rule.kind, rule.message, rule.safety, span, 1, 1, 1, 1, text)
        return self.moved(blank, Span(span.start, span.start + len(text)))

    def moved(self, removal: Removal, span: Span) -> Removal:
        line, column = self.at(span.start)
        end_line, end_column = self.at(max(span.end - 1, span.start))
        return replace(
            removal,
            span=span,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column + (span.end > span.start),
        )
