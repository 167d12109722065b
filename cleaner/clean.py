"""The whole engine in one sentence: find what the rules claim, decide what goes, cut it, look again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cleaner.engine import decide, edit
from cleaner.engine.claims import Veto
from cleaner.engine.find import find
from cleaner.engine.ready import ready
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.stored import StoredRuleSet
from cleaner.engine.view import View
from cleaner.model import Cleaned, Document, Match, Removal, Span, Spared
from cleaner.packs.loader import select_rules
from cleaner.settings import Override, Settings
from cleaner.text.fingerprint import fingerprint
from cleaner.text.place import place_at

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.packs.pack import Pack, Rule

KNOWN = "its fingerprint is listed as one to keep"
OVER_BUDGET = "over budget: too much of the document would go"


class Nodes(NamedTuple):
    """The node rules of a run, and the share of a page's words that one of them may take with an element."""

    rules: tuple[Rule, ...] = ()
    budget: float = 1.0


class Cleaner:
    """Cleans documents with one selection of rules. Safe to use from several threads.

    `packs` defaults to those that come with the tool and those at `paths` (files or folders), which are read
    once and kept ready in the user's cache folder; `settings` to the safe defaults. Raises PackErrors,
    InputError and SelectionError. Make one and use it for many documents:

    >>> cleaner = Cleaner(settings=Settings(ignore=("social",)))
    >>> result = cleaner.clean(Document("It rained in Verrin.\\n\\nADVERTISEMENT\\n\\nThe bridge held."))
    >>> result.text
    'It rained in Verrin.\\n\\nThe bridge held.'
    >>> [(removal.rule_id, removal.line, removal.text) for removal in result.removals]
    [('advert/en-label', 3, 'ADVERTISEMENT')]
    """

    def __init__(
        self,
        packs: Sequence[Pack] | None = None,
        settings: Settings | None = None,
        *,
        paths: Sequence[str | Path] = (),
    ) -> None:
        self.settings = settings or Settings()
        self._keep = frozenset(self.settings.keep)
        self._all: StoredRuleSet | None = None
        self._tailored: dict[tuple[Override, ...], Cleaner] = {}
        if packs is None:
            self._all = ready(paths)
        else:
            self.packs = tuple(packs)
        self.rules = self._chosen(self.settings)

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The packs; those that were kept ready are without their phrases."""
        return self._all.packs if self._all else ()

    @property
    def all_rules(self) -> RuleSet:
        """The rules of the packs, also those that are not selected, as far as they are at hand."""
        return self._all or self.rules

    def _chosen(self, settings: Settings) -> RuleSet:
        if self._all:
            return self._all.selected(settings)
        return RuleSet(select_rules(self.packs, settings), self.packs)

    def for_document(self, document: Document) -> Cleaner:
        """The cleaner with the rules that the settings want for a document."""
        # Imported late: few runs have other settings for some documents.
        from copy import copy

        from cleaner.engine import tailor

        overrides = tailor.overrides_for(self.settings, document.path, document.url)
        if overrides not in self._tailored:
            made = copy(self)
            made.settings = tailor.tailored(self.settings, overrides)
            made.rules = self._chosen(made.settings) if overrides else self.rules
            self._tailored[overrides] = made
        return self._tailored[overrides]

    def with_unsafe(self) -> Cleaner:
        """The same cleaner with what unsafe rules find."""
        # Imported late: hardly any run asks for both.
        from copy import copy
        from dataclasses import replace

        made = copy(self)
        made.settings = replace(self.settings, unsafe=True)
        made._tailored = {}
        made.__dict__.pop("nodes", None)
        return made

    @cached_property
    def nodes(self) -> Nodes:
        """The chosen rules that name elements of a page; only formats with elements ask for them."""
        chosen = [c.rule for c in self.rules.rules if c.rule.kind == "node"]
        allowed = [rule for rule in chosen if rule.safety == "safe" or self.settings.unsafe]
        return Nodes(tuple(allowed), self.settings.budget)

    def clean(self, document: Document) -> Cleaned:
        """The document without its clutter. Cleaning the result again changes nothing."""
        if self.settings.overrides:
            return self.for_document(document).clean(document)
        text, origin = document.text, edit.Origin(len(document.text))
        if text.isspace():
            return Cleaned(document, text)
        removals: list[tuple[Match, Span]] = []
        # What prose rules found, whole lines of it, also where a sentence of the line stays.
        prose: list[tuple[str, Span]] = []
        deleted: list[Span] = []
        vetoes: list[tuple[Veto, Span]] = []
        while True:
            view = View(text, edit.link_shares(document, text, origin))
            found = find(self.rules, view, url=document.url, unsafe=self.settings.unsafe)
            matches = decide.merge(self.rules, found.matches)
            if self._keep:
                matches = self._without_known(view, matches, found.vetoes)
            vetoes += [(veto, origin.span(_claimed(view, veto.match))) for veto in found.vetoes]
            if not matches:
                break
            removals += [(match, origin.span(_claimed(view, match))) for match in matches]
            prose += [(m.category, origin.span(_lines(view, m))) for m in matches if m.kind in decide.PROSE_KINDS]
            cuts = edit.cuts(view, matches)
            deleted += [piece for cut in cuts for piece in origin.pieces(cut)]
            origin.delete(cuts)
            text = edit.without(text, cuts)
        if prose and decide.over_budget(document.text, prose, self.settings.budget):
            place = _Places(View(document.text))
            spared = [place.spared(m, s, OVER_BUDGET, self._message(m)) for m, s in removals]
            return Cleaned(document, document.text, spared=tuple(spared), over_budget=True)
        return self._finished(document, text, removals, edit.union(deleted), vetoes)

    def _without_known(self, view: View, matches: list[Match], vetoes: list[Veto]) -> list[Match]:
        """The matches but for those that the settings say are known and to be left alone."""
        left = []
        for match in matches:
            span = _claimed(view, match)
            if fingerprint(match.rule_id, view.text[span.start : span.end]) in self._keep:
                vetoes.append(Veto(match, KNOWN))
            else:
                left.append(match)
        return left

    def _finished(
        self,
        document: Document,
        text: str,
        removals: list[tuple[Match, Span]],
        deleted: list[Span],
        vetoes: list[tuple[Veto, Span]],
    ) -> Cleaned:
        if not removals and not vetoes:
            return Cleaned(document, document.text)
        place = _Places(View(document.text))
        removals.sort(key=lambda pair: (pair[1].start, pair[1].end, pair[0].rule_id))
        claimed = edit.union(span for _, span in removals)
        starts = [span.start for span in claimed]

        def taken(at: int) -> bool:
            k = bisect_right(starts, at) - 1
            return k >= 0 and at < claimed[k].end

        left = {(v.match.rule_id, s): v for v, s in vetoes if not taken(s.start)}
        return Cleaned(
            document,
            text,
            tuple(place.removal(match, span, self._message(match)) for match, span in removals),
            tuple(place.spared(v.match, span, v.reason, self._message(v.match)) for (_, span), v in left.items()),
            tuple(deleted),
        )

    def _message(self, match: Match) -> str:
        return self.rules.by_id[match.rule_id].rule.message


class _Places:
    """Lines and columns of spans in the original text."""

    def __init__(self, view: View) -> None:
        self.text = view.text
        self.starts = [line.start for line in view.lines]

    def at(self, offset: int) -> tuple[int, int]:
        return place_at(self.starts, offset)

    def removal(self, match: Match, span: Span, message: str) -> Removal:
        line, column = self.at(span.start)
        end_line, end_column = self.at(max(span.end - 1, span.start))
        return Removal(
            match.rule_id,
            match.category,
            match.kind,
            message,
            match.safety,
            span,
            line,
            column,
            end_line,
            end_column + 1,
            self.text[span.start : span.end],
            match.score,
            match.cues,
        )

    def spared(self, match: Match, span: Span, reason: str, message: str) -> Spared:
        return Spared(
            match.rule_id,
            match.category,
            reason,
            span,
            self.at(span.start)[0],
            self.text[span.start : span.end],
            match.kind,
            message,
            match.score,
            match.cues,
        )


def _claimed(view: View, match: Match) -> Span:
    return match.span or _lines(view, match)


def _lines(view: View, match: Match) -> Span:
    return Span(view.lines[match.first].start, view.lines[match.last].end)


@lru_cache(maxsize=4)
def _shared(settings: Settings) -> Cleaner:
    return Cleaner(settings=settings)


def clean_text(text: str, *, url: str = "", settings: Settings | None = None) -> str:
    """`text` without its clutter, with the packs that come with the tool, which are read at the first call only.

    `url` is the page's address, for rules of sites.

    >>> clean_text("The bridge opens in May.\\n\\nADVERTISEMENT\\n\\nIt cost nine million.")
    'The bridge opens in May.\\n\\nIt cost nine million.'
    """
    return _shared(settings or Settings()).clean(Document(text, url=url)).text
