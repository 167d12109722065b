"""What is known of a line whatever document it stands in. Pages repeat their lines, so it is kept for a while."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from cleaner.engine.gate import Gate, folded_words, is_open, words
from cleaner.engine.view import LineView
from cleaner.text.segment import LONG_LINE_CHARS

# Characters of the lines that are kept before the older half of them is forgotten.
MOST_CHARS = 3_000_000
LONGEST_KEPT = 2_000


class Known:
    """One line, and which units a gate announces for it.

    `leading` are, by the language of their rules, the announced units that make the line a candidate.
    """

    __slots__ = ("_line", "_matched", "announced", "leading", "raw")

    def __init__(self, raw: str, announced: frozenset[int], leading: dict[str, list[int]]) -> None:
        self.raw, self.announced, self.leading = raw, announced, leading
        self._matched: dict[str, set[int]] = {}
        self._line: LineView | None = None

    @property
    def line(self) -> LineView:
        """The folded line with its measures; made when it is first asked for."""
        if self._line is None:
            told = (self.announced, frozenset[int](), bool)
            self._line = LineView(self.raw, (lambda: told) if len(self.raw) <= LONG_LINE_CHARS else None)
        return self._line

    def matched(self, gate: Gate, languages: Container[str] | None) -> set[int]:
        """The matchers of rules of these languages, or of all, that match the line. Not to be changed."""
        found = [
            self._matched.get(lang) or self._confirmed(gate, lang)
            for lang in tuple(self.leading)
            if languages is None or lang in languages
        ]
        return found[0] if len(found) == 1 else set().union(*found)

    def _confirmed(self, gate: Gate, lang: str) -> set[int]:
        units, owner, line = gate.units, gate.announcements.owner, self.line
        # Of a line that is too long only the end was looked at, for rules that cut there; they look for themselves.
        sure = len(self.raw) > LONG_LINE_CHARS
        matched: set[int] = set()
        for n in self.leading.get(lang, ()):
            if owner[n] not in matched and (sure or units[n].confirms(line)):
                matched.add(owner[n])
        self._matched[lang] = matched
        if not matched:
            self.leading.pop(lang, None)
        return matched


class KnownLines:
    """Lines seen lately, with what is known of them; `languages` are those of the matchers that count, by number."""

    def __init__(self, gate: Gate, languages: Mapping[int, str]) -> None:
        self.gate = gate
        self._languages = languages
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
        gate = self.gate
        if len(raw) > LONG_LINE_CHARS:
            return self._of(raw, gate.announced(raw))
        found = words(raw) if is_open(raw) else folded_words(raw)
        return self._of(raw, gate.announced_by(found, len(raw)))

    def _of(self, raw: str, announced: set[int]) -> Known:
        owner, languages = self.gate.announcements.owner, self._languages
        count = len(owner)
        leading: dict[str, list[int]] = {}
        for n in announced:
            if n < count and (lang := languages.get(owner[n])):
                leading.setdefault(lang, []).append(n)
        return Known(raw, frozenset(announced), leading)
