"""Take out of files what was accepted in a review, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial

from cleaner.authoring.doubts import Doubt
from cleaner.clean import Cleaner, Nodes
from cleaner.engine import edit
from cleaner.engine.view import View
from cleaner.formats.stream import Problem, Report
from cleaner.model import Cleaned, Document, Match, Removal, Span
from cleaner.report.totals import Totals
from cleaner.runs.batch import Job
from cleaner.runs.journal import JournalWriter
from cleaner.runs.piece import clean_piece
from cleaner.runs.state import NoState
from cleaner.runs.tree import Batch, TreeRun
from cleaner.runs.walk import Found


class Accepting(Cleaner):
    """Removes the given pieces of documents, wherever lines have moved to since they were found.

    `done` has by place the files of those that were there, once.
    """

    def __init__(self, cleaner: Cleaner, doubts: Iterable[Doubt]) -> None:
        vars(self).update(vars(cleaner))
        vars(self).pop("nodes", None)
        self._wanted: dict[str, list[Doubt]] = {}
        for doubt in doubts:
            self._wanted.setdefault(doubt.document, []).append(doubt)
        self.done: dict[str, str] = {}

    @cached_property
    def nodes(self) -> Nodes:
        """No elements of pages go."""
        return Nodes()

    def clean(self, document: Document) -> Cleaned:
        """The document without what was accepted of it."""
        # A large page comes in parts.
        wanted = [doubt for doubt in self._wanted.get(document.path, ()) if doubt.place not in self.done]
        if not wanted:
            return Cleaned(document, document.text)
        view = View(document.text)
        found = [(doubt, match) for doubt in wanted if (match := self._match(view, doubt))]
        cuts = edit.cuts(view, [match for _, match in found])
        removals = [_removal(view, doubt, match) for doubt, match in found]
        removals.sort(key=lambda r: (r.span.start, r.span.end, r.rule_id))
        return Cleaned(document, edit.without(document.text, cuts), tuple(removals), (), tuple(cuts))

    def _match(self, view: View, doubt: Doubt) -> Match | None:
        first = _first_line(view.raws, doubt)
        if first is None:
            return None
        self.done[doubt.place] = doubt.file
        start, columns = view.lines[first].start, doubt.columns
        span = Span(start + columns.start, start + columns.end) if doubt.piece else None
        last = first + len(doubt.lines) - 1
        return Match(doubt.rules[0], doubt.category, doubt.kind, first, last, span, doubt.score, doubt.cues, "unsafe")


def _first_line(raws: Sequence[str], doubt: Doubt) -> int | None:
    """Where the lines of a doubt are: at their old place, or at the only one that is the same."""
    size = len(doubt.lines)

    def around(first: int) -> bool:
        last = first + size
        above, below = raws[max(first - len(doubt.above), 0) : first], raws[last : last + len(doubt.below)]
        return tuple(above) == doubt.above and tuple(below) == doubt.below

    def there(first: int) -> bool:
        return raws[first] == doubt.lines[0] and tuple(raws[first : first + size]) == doubt.lines

    if doubt.index + size <= len(raws) and there(doubt.index) and around(doubt.index):
        return doubt.index
    found = [n for n in range(len(raws) - size + 1) if there(n)]
    close = [n for n in found if around(n)]
    return close[0] if len(close) == 1 else found[0] if len(found) == 1 else None


def _removal(view: View, doubt: Doubt, match: Match) -> Removal:
    first, last = view.lines[match.first], view.lines[match.last]
    span = match.span or Span(first.start, last.end)
    text = view.text[span.start : span.end]
    column, end = span.start - first.start + 1, span.end - last.start + 1
    places = (match.first + 1, column, match.last + 1, end)
    return Removal(
        match.rule_id,
        match.category,
        match.kind,
        doubt.message,
        "unsafe",
        span,
        *places,
        text,
        match.score,
        match.cues,
    )


def remove_accepted(
    doubts: Sequence[Doubt],
    job: Job,
    cleaner: Cleaner,
    totals: Totals,
    report: Report,
    *,
    journal: JournalWriter | None = None,
    backup: str = "",
) -> set[str]:
    """Remove pieces from their files, in place and each file at once. Returns the places that are done with.

    Faults go to `report`, and what they concern stays to be done. Raises InputError when nothing can be written.
    """
    accepting = Accepting(cleaner, doubts)
    state = NoState()
    run = TreeRun(Batch(job, "", state, journal, backup), totals, (), report)
    try:
        run.run(_files(doubts), partial(map, partial(clean_piece, accepting)))
    finally:
        state.close(leave=False)
    failed = set(run.counts.failed)
    for doubt in doubts:
        if doubt.place in accepting.done or doubt.file in failed:
            continue
        message = "not removed: this text is not there any more, or more than once"
        report(Problem(f"{doubt.document}:{doubt.line}", message, fatal=False))
    return {place for place, file in accepting.done.items() if file not in failed}


def _files(doubts: Iterable[Doubt]) -> Iterator[Found]:
    for path in dict.fromkeys(doubt.file for doubt in doubts):
        yield Found(path, os.path.basename(path))
