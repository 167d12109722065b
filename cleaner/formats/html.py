"""HTML: the page without its clutter, every other byte as it was, or its clean text.

Node rules take elements, all other rules see the visible text with a line for each block. What goes is cut from the
source; nothing is written anew. Lines, columns and spans of records are those of this text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import BinaryIO

from cleaner.clean import Nodes
from cleaner.engine import decide, edit
from cleaner.errors import InputError
from cleaner.formats.charset import decoded
from cleaner.formats.html_cut import removable, source_cuts
from cleaner.formats.html_source import Source, read
from cleaner.formats.html_text import Lines, lines
from cleaner.formats.stream import Clean, Observe, Reading, Report
from cleaner.model import Cleaned, Document, Removal, Span, Spared
from cleaner.packs.pack import Rule
from cleaner.text.normalise import fold
from cleaner.text.segment import PROSE_WORDS, count_words, is_prose

# Pages take some fifty times their size in memory; real ones have at most a few million bytes.
MOST_BYTES = 1 << 24
# A slot or a form with more paragraphs than this has been closed in the wrong place, or is a class's other meaning.
MOST_PROSE_LINES = 4
_WORDY = frozenset({"comments", "consent", "related"})


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean one page from `source` to `sink`. Raises InputError for one that is too large."""
    data = source.read(MOST_BYTES + 1)
    made, cleaned = clean_html(
        data, url=reading.url, clean=clean, nodes=reading.nodes, to=reading.to, path=reading.path
    )
    observe(cleaned)
    if sink:
        sink.write(made)


def clean_html(
    data: bytes, *, url: str, clean: Clean, nodes: Nodes, to: str = "same", charset: str = "", path: str = ""
) -> tuple[bytes, Cleaned]:
    """A page, cleaned, and the record, whose document is the page's text.

    `to` is `same` for the page or `text` for its text in UTF-8; `charset` is what headers say. Raises InputError for
    a page that is too large or cannot be written in its own character set.
    """
    if len(data) > MOST_BYTES:
        hint = "clean its text instead: --from text"
        raise InputError(f"a page of more than {MOST_BYTES >> 20} MB", where=path, hint=hint)
    page = decoded(data, charset=charset)
    if page is None:
        hint = "convert it to UTF-8"
        raise InputError("its bytes do not fit the character set it declares", where=path, hint=hint)
    found = lines(read(page.text))
    work = _Page(found, Document(found.text, url=url, path=path), nodes)
    cleaned = work.clean(clean)
    if to == "text":
        return cleaned.text.encode("utf-8", "replace"), cleaned
    if not cleaned.removals:
        return data, cleaned
    cuts = source_cuts(found, work.taken, work.text_cuts)
    return page.encode(edit.without(page.text, cuts)), cleaned


class _Page:
    """One page on its way: what its elements lose first, then what the engine finds in the text that is left."""

    def __init__(self, found: Lines, document: Document, nodes: Nodes) -> None:
        self.lines, self.document = found, document
        self.source: Source = found.source
        self.taken: dict[int, Rule] = {}
        self.text_cuts: list[Span] = []
        self.spared: list[Spared] = []
        self.starts = [block.start for block in found.blocks]
        for number, rule in self.found_nodes(nodes).items():
            self.judge(number, rule, nodes.budget)

    def found_nodes(self, nodes: Nodes) -> dict[int, Rule]:
        if not nodes.rules:
            return {}
        # Imported late: pages without a rule for elements need no tree.
        from cleaner.formats.html_nodes import find_nodes

        return find_nodes(self.source, nodes.rules, self.document.url)

    def judge(self, number: int, rule: Rule, budget: float) -> None:
        element = self.source.elements[number]
        span = self.lines.in_text(element.start, element.end)
        reason = ""
        if self.source.is_kept(element.start, element.end):
            reason = "in a protected region"
        elif not removable(element):
            reason = "the element is never closed"
        elif decide.over_budget(self.document.text, [(rule.category, span)], budget):
            reason = "over budget: too much of the document would go"
        elif rule.category not in _WORDY and self.prose_lines(span) > MOST_PROSE_LINES:
            reason = "prose: more of it than such an element holds"
        if reason:
            text = self.document.text[span.start : span.end].strip()
            place = self.at(span.start)[0]
            self.spared.append(Spared(rule.id, rule.category, reason, span, place, text, rule.kind, rule.message))
        else:
            self.taken[number] = rule

    def prose_lines(self, span: Span) -> int:
        rows = self.document.text[span.start : span.end].split("\n")
        return sum(is_prose(fold(row), count_words(row)) for row in rows if len(row) > PROSE_WORDS)

    def clean(self, clean: Clean) -> Cleaned:
        """What goes of the text, all of it in places of the page's text."""
        text = self.document.text
        spans = {n: self.lines.in_text(*self.range(n)) for n in self.taken}
        by_nodes = self.whole_lines(edit.union(spans.values()))
        # The engine does not see what is gone already, nor what it must not touch.
        unseen = edit.union([*by_nodes, *(self.lines.in_text(*kept) for kept in self.source.kept)])
        origin = edit.Origin(len(text))
        origin.delete(unseen)
        inner = clean(replace(self.document, text=edit.without(text, unseen)))
        self.text_cuts = [piece for cut in inner.cuts for piece in origin.pieces(cut)]
        cuts = edit.union([*by_nodes, *self.text_cuts])
        removals = [self.node_removal(rule, spans[n]) for n, rule in self.taken.items()]
        removals += [self.moved(removal, origin.span(removal.span)) for removal in inner.removals]
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
        element = self.source.elements[number]
        return element.start, element.end

    def whole_lines(self, spans: list[Span]) -> list[Span]:
        """The spans, and with them the line end of each line of which they leave nothing."""
        out = list(spans)
        touched = {number for span in spans for number in (self.lines.at(span.start), self.lines.at(span.end - 1))}
        for number in touched:
            block = self.lines.blocks[number]
            at, left = block.start, []
            for span in spans[bisect_right(spans, block.start, key=lambda s: s.end) :]:
                if span.start >= block.end:
                    break
                left.append(self.document.text[at : span.start])
                at = span.end
            left.append(self.document.text[at : block.end])
            if not "".join(left).strip():
                out.append(Span(block.start, block.end + 1))
        return edit.union(out)

    def at(self, offset: int) -> tuple[int, int]:
        line = max(bisect_right(self.starts, offset) - 1, 0)
        return line + 1, offset - (self.starts[line] if self.starts else 0) + 1

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
