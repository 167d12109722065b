"""Count what totals leave out: the strings that go most often, and where. The memory it takes is bounded."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from cleaner.model import Cleaned, Document, Removal
from cleaner.report.frequent import Frequent
from cleaner.report.overview import site_of
from cleaner.text.normalise import fold
from cleaner.text.segment import count_words

_TEXT_CHARS = 200
_WORD = re.compile(r"\w+")
_ROW = re.compile(r"(.+):[1-9][0-9]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A string that was removed, as it was first seen and cut to its beginning."""

    rule_id: str
    category: str
    text: str


@dataclass(slots=True)
class Site:
    """What was counted at a site, or in a folder."""

    documents: int = 0
    changed: int = 0
    removals: int = 0
    words: int = 0


class Tally:
    """Sums over the documents observed so far, for `--statistics`; the order of documents is the order of the input."""

    # It asks for no more than what was removed: see `runs.telling`.
    slim = True
    # The strings and the sites that are kept in mind.
    capacity = 10_000

    def __init__(self) -> None:
        self.pieces: Frequent[Piece] = Frequent(self.capacity)
        self.sites: Frequent[Site] = Frequent(self.capacity)
        self.with_spared = 0

    def __call__(self, cleaned: Cleaned) -> None:
        """Take in one document."""
        words = [count_words(removal.text) for removal in cleaned.removals]
        before = cleaned.before
        self.with_spared += bool(cleaned.spared) and not (before and before.spared)
        site = self.sites.add(place_of(cleaned.document), Site, weight=(before is None) + sum(words))
        site.documents += before is None
        site.changed += bool(cleaned.removals) and not (before and before.changed)
        site.removals += len(words)
        site.words += sum(words)
        for removal in cleaned.removals:
            if removal.text.strip():
                piece = Piece(removal.rule_id, removal.category, removal.text.strip()[:_TEXT_CHARS])
                self.pieces.add(_key(removal), partial(_same, piece))


def _same(piece: Piece) -> Piece:
    return piece


def _key(removal: Removal) -> str:
    """The rule and a digest of the words: case, accents, quotes, arrows and the like make no difference."""
    words = " ".join(_WORD.findall(fold(removal.text))) or removal.text
    return f"{removal.rule_id} {blake2b(words.encode('utf-8', 'surrogatepass'), digest_size=12).hexdigest()}"


def place_of(document: Document) -> str:
    """The site of a document; without an address its folder, or the file that a row stands in."""
    site = site_of(document.url)
    if site:
        return site
    row = _ROW.fullmatch(document.path)
    return row[1] if row else os.path.normpath(os.path.dirname(document.path) or ".")
