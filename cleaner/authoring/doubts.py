"""Find what only a person can decide: what unsafe rules find, what a veto spared, what was too much at once."""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleaner.clean import KNOWN, OVER_BUDGET, Cleaner
from cleaner.engine import edit
from cleaner.engine.keep import REASON
from cleaner.model import Cleaned, Document, Removal, Span, Spared
from cleaner.text.fingerprint import fingerprint
from cleaner.text.segment import split_lines

CONTEXT_LINES = 3
UNSAFE = "its rule is unsafe: right often, but not always"
BESIDE = "it would go only beside what an unsafe rule finds"
_KEPT = re.compile(r"kept by (\S+)")
_ROW = re.compile(r"(.+):[1-9][0-9]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece of a document that may be clutter: whole lines, or with `piece` a part of one line.

    `rules` are the ids of those that claim it, the first of them speaks in `category`, `kind`, `message`, `cues`
    and `score`; `reason` says why the piece stays. `place` is a name that outlives edits elsewhere in the text,
    `fingerprints` are what findings of these rules and words have in common wherever they stand. `lines` are those
    of the piece, of which `index` is the first in the text, `above` and `below` those around it; `columns` is the
    range of a piece in its line.
    """

    document: str
    line: int
    span: Span
    text: str
    piece: bool
    rules: tuple[str, ...]
    category: str
    kind: str
    message: str
    reason: str
    score: float
    cues: tuple[str, ...]
    place: str
    lines: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    columns: Span
    index: int
    fingerprints: tuple[str, ...]

    @property
    def file(self) -> str:
        """The file that the document is in."""
        return file_of(self.document)

    @property
    def words(self) -> str:
        """The text as far as it matters: the same for texts that differ in case, quotes or white space only."""
        return fingerprint("any/text", self.text)


class Doubting(Cleaner):
    """A cleaner that removes what another one does, and names as spared what only a person can decide."""

    def __init__(self, cleaner: Cleaner) -> None:
        vars(self).update(vars(cleaner))
        self.plain = cleaner
        self.wide = None if cleaner.settings.unsafe else cleaner.with_unsafe()
        # What the user's own packs keep is decided.
        own = (pack for pack in cleaner.packs if not pack.path.startswith("rules/"))
        self.settled = frozenset(rule.id for pack in own for rule in pack.rules if rule.keep)

    def clean(self, document: Document) -> Cleaned:
        """The document without its clutter; in `spared` each piece in doubt, once, by position."""
        cleaned = self.plain.clean(document)
        wide = self.wide.clean(document) if self.wide else cleaned
        return replace(cleaned, spared=tuple(self._open(cleaned, wide)))

    def _open(self, cleaned: Cleaned, wide: Cleaned) -> Iterator[Spared]:
        gone = edit.union(removal.span for removal in cleaned.removals)
        found = [spared for spared in cleaned.spared if spared.reason != "unsafe" and not self._decided(spared)]
        found += [_spared(removal) for removal in wide.removals]
        if wide.over_budget:
            found += [replace(spared, reason=OVER_BUDGET) for spared in wide.spared]
        known = self.plain.settings.keep
        seen: set[tuple[str, Span]] = set()
        for one in sorted(found, key=lambda s: (s.span.start, -s.span.end, s.reason != OVER_BUDGET)):
            key = (one.rule_id, one.span)
            if key in seen or _inside(one.span, gone) or fingerprint(one.rule_id, one.text) in known:
                continue
            seen.add(key)
            yield one

    def _decided(self, spared: Spared) -> bool:
        kept = _KEPT.match(spared.reason)
        return spared.reason == KNOWN or REASON in spared.reason or bool(kept and kept[1] in self.settled)


def _spared(removal: Removal) -> Spared:
    reason = UNSAFE if removal.safety == "unsafe" else BESIDE
    return Spared(
        removal.rule_id,
        removal.category,
        reason,
        removal.span,
        removal.line,
        removal.text,
        removal.kind,
        removal.message,
        removal.score,
        removal.cues,
    )


def _inside(span: Span, ranges: Sequence[Span]) -> bool:
    """Whether one of the ranges, which are sorted and disjoint, holds the span."""
    number = bisect_right(ranges, span.start, key=lambda one: one.start) - 1
    return number >= 0 and span.end <= ranges[number].end


@dataclass(slots=True)
class Doubts:
    """Collects the doubts of the documents that a `Doubting` cleaner has read."""

    found: list[Doubt] = field(default_factory=list)
    documents: int = 0

    def add(self, cleaned: Cleaned) -> None:
        """Take in one document."""
        self.documents += cleaned.before is None
        if cleaned.spared:
            self.found += _doubts(cleaned)


def _doubts(cleaned: Cleaned) -> Iterator[Doubt]:
    document = cleaned.document
    lines = split_lines(document.text)
    texts = [document.text[line.start : line.end] for line in lines]
    starts = [line.start for line in lines]
    seen: Counter[str] = Counter()
    for group in _grouped(cleaned.spared):
        first = group[0]
        # The span of an element may begin or end with blank lines.
        blank = len(first.text) - len(first.text.lstrip())
        start, end = first.span.start + blank, first.span.start + len(first.text.rstrip())
        if start >= end:
            continue
        top, bottom = _line_at(starts, start), _line_at(starts, end - 1)
        before = document.text[starts[top] : start].strip()
        piece = bool(before or document.text[end : lines[bottom].end].strip())
        if piece and top != bottom:
            # Half lines at both ends: an element of a page that holds more than lines.
            continue
        rules = tuple(dict.fromkeys(one.rule_id for one in group))
        key = fingerprint(rules[0], first.text)
        place = "\0".join((*_home(document), key, str(seen[key])))
        seen[key] += 1
        # A page in parts counts its lines from the first part on.
        shift = first.line - _line_at(starts, first.span.start) - 1
        yield Doubt(
            document.path,
            top + shift + 1,
            Span(start, end),
            document.text[start:end],
            piece,
            rules,
            first.category,
            first.kind,
            first.message,
            first.reason,
            first.score,
            first.cues,
            hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:24],
            tuple(texts[top : bottom + 1]),
            tuple(texts[max(top - CONTEXT_LINES, 0) : top]),
            tuple(texts[bottom + 1 : bottom + 1 + CONTEXT_LINES]),
            Span(start - starts[top], end - starts[top]) if piece else Span(0, 0),
            top,
            tuple(dict.fromkeys(fingerprint(one.rule_id, one.text) for one in group)),
        )


def file_of(path: str) -> str:
    """The file in the path of a document, which ends with a number if the file has rows."""
    row = _ROW.fullmatch(path)
    return row[1] if row else path


def _home(document: Document) -> tuple[str, str]:
    """What names a document however the path is written; one with an id may become another row."""
    path = file_of(document.path) if document.doc_id else document.path
    return os.path.relpath(path), document.doc_id


def _line_at(starts: list[int], offset: int) -> int:
    return bisect_right(starts, offset) - 1


def _grouped(spared: Iterable[Spared]) -> Iterator[list[Spared]]:
    """Claims on one place together, the widest first: what is decided of it is decided of all."""
    group: list[Spared] = []
    for one in sorted(spared, key=lambda s: (s.span.start, -s.span.end)):
        if group and one.span.end <= group[0].span.end and one.text.strip():
            group.append(one)
            continue
        if group:
            yield _ranked(group)
        group = [one]
    if group:
        yield _ranked(group)


def _ranked(group: list[Spared]) -> list[Spared]:
    """Of the widest claims the one with the most to say comes first."""
    return sorted(group, key=lambda s: (s.span != group[0].span, -s.score, not s.cues))
