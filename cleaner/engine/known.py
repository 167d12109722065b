"""What is known of a line whatever document it stands in. Pages repeat their lines, so it is kept for a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cleaner.engine.gate import Gate, folded_words, is_open, words
from cleaner.engine.language import Tongues
from cleaner.engine.view import LineView, line_view
from cleaner.text.segment import LONG_LINE_CHARS

# Characters of the lines that are kept before the older half of them is forgotten.
MOST_CHARS = 3_000_000
LONGEST_KEPT = 2_000


class Known:
    """One line: which units a gate announces for it, which matchers match it, and the common words it has by
    language."""

    __slots__ = ("_line", "announced", "matched", "raw", "tongues")

    def __init__(self, raw: str, announced: frozenset[int], tongues: dict[str, int]) -> None:
        self.raw, self.announced, self.tongues = raw, announced, tongues
        self.matched: set[int] = set()
        self._line: LineView | None = None

    @property
    def line(self) -> LineView:
        """The folded line with its measures; made when it is first asked for."""
        if self._line is None:
            self._line = line_view(self.raw, self.announced if len(self.raw) <= LONG_LINE_CHARS else None)
        return self._line


class KnownLines:
    """Lines seen lately, with what is known of them."""

    def __init__(self, gate: Gate, common_words: Mapping[str, Sequence[str]]) -> None:
        self.gate = gate
        self._tongues = Tongues(common_words)
        self._young: dict[str, Known] = {}
        self._old: dict[str, Known] = {}
        self._size = 0

    def look_up(self, raws: Iterable[str]) -> list[Known]:
        """What is known of each line."""
        young = self._young
        return [young.get(raw) or self._older(raw) for raw in raws]

    def _older(self, raw: str) -> Known:
        known = self._old.get(raw) or self._learn(raw)
        if len(raw) <= LONGEST_KEPT:
            self._size += len(raw) + 100
            if self._size > MOST_CHARS // 2:
                self._old, self._young, self._size = self._young, {}, 0
            self._young[raw] = known
        return known

    def _learn(self, raw: str) -> Known:
        gate, owner = self.gate, self.gate.announcements.owner
        leading = len(owner)
        if len(raw) > LONG_LINE_CHARS:
            # Of such a line only the end is looked at, and only by rules that cut there; they look for themselves.
            known = Known(raw, frozenset(gate.announced(raw)), {})
            known.matched = {owner[n] for n in known.announced if n < leading}
            return known
        if is_open(raw):
            found = words(raw)
            known = Known(raw, frozenset(gate.announced_by(found, len(raw))), self._tongues.of_words(found, raw))
        else:
            known = Known(raw, frozenset(gate.announced_by(folded_words(raw), len(raw))), self._tongues.of_text(raw))
        units, matched = gate.units, known.matched
        for n in known.announced:
            if n < leading and owner[n] not in matched and units[n].confirms(known.line):
                matched.add(owner[n])
        return known
