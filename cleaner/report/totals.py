"""Count what a run did: documents, removals and words, by rule and by category."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cleaner.model import Cleaned
from cleaner.text.count import counted
from cleaner.text.segment import count_words


@dataclass(slots=True)
class Totals:
    """Sums over the documents observed so far."""

    documents: int = 0
    changed: int = 0
    over_budget: int = 0
    spared: int = 0
    characters: int = 0
    removed_characters: int = 0
    removals: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    category: dict[str, str] = field(default_factory=dict)

    def add(self, cleaned: Cleaned) -> None:
        """Count one document, or a part of one: all its parts are one document."""
        before = cleaned.before
        self.documents += before is None
        self.changed += cleaned.changed and not (before and before.changed)
        self.over_budget += cleaned.over_budget and not (before and before.over_budget)
        self.spared += len(cleaned.spared)
        self.characters += len(cleaned.document.text)
        self.removed_characters += sum(cut.end - cut.start for cut in cleaned.cuts)
        for removal in cleaned.removals:
            self.removals[removal.rule_id] += 1
            self.words[removal.rule_id] += count_words(removal.text)
            self.category[removal.rule_id] = removal.category

    def merge(self, other: Totals) -> None:
        """Count all that another has counted."""
        self.documents += other.documents
        self.changed += other.changed
        self.over_budget += other.over_budget
        self.spared += other.spared
        self.characters += other.characters
        self.removed_characters += other.removed_characters
        self.removals += other.removals
        self.words += other.words
        self.category |= other.category

    @property
    def share(self) -> float:
        """The part of all characters that went, from 0 to 1."""
        return self.removed_characters / self.characters if self.characters else 0.0

    def summary(self, done: str = "Removed") -> str:
        """One line for people; `done` is what was done to the pieces."""
        count, words = self.removals.total(), self.words.total()
        if not count:
            text = f"Nothing to remove in {counted('document', self.documents)}"
        else:
            where = "" if self.documents == 1 else f" in {self.changed} of {counted('document', self.documents)}"
            text = (
                f"{done} {counted('piece', count)}, {counted('word', words)}, {counted('rule', len(self.removals))},"
                f" {100 * self.share:.1f} % of the text{where}"
            )
        if self.over_budget:
            text += f"; left {counted('document', self.over_budget)} whole: too much would have gone"
        return text + "."
