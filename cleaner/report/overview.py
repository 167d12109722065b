"""What a page draws besides the totals: shares by document and by site, and along the run."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cleaner.model import Before, Cleaned, Document

# Upper bounds of the shares by which documents are counted, in percent.
BOUNDS = (0, 1, 2, 5, 10, 20, 50, 100)
TOP_DOCUMENTS = 10
_BINS = 240


@dataclass(slots=True)
class Overview:
    """Sums over the documents observed so far, of bounded size but for one entry a site."""

    histogram: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))
    most: list[tuple[float, int, int, str]] = field(default_factory=list)
    site_documents: Counter[str] = field(default_factory=Counter)
    site_characters: Counter[str] = field(default_factory=Counter)
    site_removed: Counter[str] = field(default_factory=Counter)
    whole: list[tuple[str, int]] = field(default_factory=list)
    bins: list[tuple[int, int]] = field(default_factory=list)
    per_bin: int = 1
    count: int = 0

    def add(self, cleaned: Cleaned) -> None:
        """Count one document, or a part of one: all its parts are one document."""
        document, before = cleaned.document, cleaned.before
        size, gone = len(document.text), sum(cut.end - cut.start for cut in cleaned.cuts)
        self._share(document, size, gone, before)
        site = site_of(document.url)
        self.site_documents[site] += before is None
        self.site_characters[site] += size
        self.site_removed[site] += gone
        self._along(size, gone, goes_on=before is not None)

    def _share(self, document: Document, size: int, gone: int, before: Before | None) -> None:
        number = self.count
        if before:
            # What was said of the parts before is taken back.
            number -= 1
            self.histogram[_bar(before.gone, before.chars)] -= 1
            self.most = [entry for entry in self.most if entry[1] != -number]
            heapq.heapify(self.most)
            size, gone = before.chars + size, before.gone + gone
        self.histogram[_bar(gone, size)] += 1
        if gone:
            entry = (gone / size, -number, gone, document.path or document.doc_id or "-")
            (heapq.heappushpop if len(self.most) >= TOP_DOCUMENTS else heapq.heappush)(self.most, entry)

    def _along(self, size: int, gone: int, *, goes_on: bool) -> None:
        if self.count % self.per_bin == 0 and not goes_on:
            if len(self.bins) == _BINS:
                pairs = zip(self.bins[::2], self.bins[1::2], strict=True)
                self.bins = [(a + c, b + d) for (a, b), (c, d) in pairs]
                self.per_bin *= 2
            self.bins.append((0, 0))
        characters, removed = self.bins[-1]
        self.bins[-1] = (characters + size, removed + gone)
        self.count += not goes_on


def _bar(gone: int, size: int) -> int:
    """Where a document is counted that lost so many of its characters."""
    return bisect_left(BOUNDS, 100 * (gone / size if size else 0.0))


def site_of(url: str) -> str:
    """The host of an address without `www.`; empty when there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
