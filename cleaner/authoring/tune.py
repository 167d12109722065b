"""Fit the weights of evidence rules on labelled texts, and tell honestly what that gains.

`examples` says which lines count for which rule, `fit` how weights are found. What is gained is measured by cleaning:
on the texts that the weights were fitted on, and, fold by fold, on pages that their weights have not seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cleaner.authoring.examples import Examiner, Example, shared_out
from cleaner.authoring.fit import fit
from cleaner.authoring.gold import GoldText
from cleaner.authoring.score import Score, Scorer
from cleaner.authoring.weights import Key, changed, reweighted, rounded, weights_of
from cleaner.clean import Cleaner
from cleaner.errors import InputError
from cleaner.model import Cleaned, Document

LEAST_MOVE = 0.15


@dataclass(frozen=True, slots=True)
class Change:
    """A weight before and after, with the examples that have its cue: lines that should go, lines that should stay."""

    key: Key
    before: float
    after: float
    wanted: int
    unwanted: int


@dataclass(frozen=True, slots=True)
class Tuned:
    """Fitted weights, and the scores before, after on the same texts, and after on pages not fitted on."""

    weights: dict[Key, float]
    changes: list[Change]
    examples: int
    before: Score
    after: Score
    held_out: Score | None


@dataclass(frozen=True, slots=True)
class Terms:
    """How to fit: what a false removal costs in misses, how hard present weights hold, and the folds."""

    harm_cost: float = 20.0
    prior: float = 100.0
    folds: int = 5


def tune(
    texts: Sequence[GoldText],
    cleaner: Cleaner,
    terms: Terms = Terms(),
    *,
    step: Callable[[], None] = lambda: None,
) -> Tuned:
    """Fit on all texts, and by cross-validation over pages; `step` is called once a text and pass (three passes).

    Raises InputError when there is nothing to learn from, or no scipy.
    """
    return _Run(texts, cleaner, terms, step).tuned()


def changed_weights(tuned: Tuned) -> dict[Key, float]:
    """The weights that moved."""
    return {change.key: change.after for change in tuned.changes}


def steps(texts: Sequence[GoldText], terms: Terms) -> int:
    """How often `tune` calls `step`."""
    return len(texts) * (3 if terms.folds > 1 else 2)


def fold_of(page: str, folds: int) -> int:
    """The fold of a page, by its name alone."""
    return int.from_bytes(hashlib.sha256(f"fold {page}".encode("utf-8", "surrogateescape")).digest()[:4]) % folds


class _Run:
    def __init__(self, texts: Sequence[GoldText], cleaner: Cleaner, terms: Terms, step: Callable[[], None]) -> None:
        self.texts, self.cleaner, self.terms, self.step = texts, cleaner, terms, step
        self.present = weights_of(cleaner)
        self.cleaned: list[Cleaned] = []
        self.suspected: list[bool] = []

    def tuned(self) -> Tuned:
        before = Scorer(self.cleaner.rules.common_words)
        examiner = Examiner(self.cleaner)
        found: list[Example] = []
        for gold in self.texts:
            cleaned = self.cleaner.clean(Document(gold.text, url=gold.url))
            before.add(gold, cleaned)
            examples, suspected = examiner.examine(gold)
            found += examples
            self.cleaned.append(cleaned)
            self.suspected.append(suspected)
            self.step()
        examples = shared_out(found)
        if not any(one.wanted for one in examples):
            raise InputError("no line here is clutter that a rule of weights suspects", hint="give more labelled texts")
        weights = self._fit(examples)
        after = Scorer(self.cleaner.rules.common_words)
        self._clean(weights, range(len(self.texts)), after)
        return Tuned(
            weights,
            _changes(self.present, weights, examples),
            len(examples),
            before.finish(),
            after.finish(),
            self._cross_validated(examples) if self.terms.folds > 1 else None,
        )

    def _fit(self, examples: Sequence[Example]) -> dict[Key, float]:
        terms = self.terms
        weights = rounded(fit(examples, self.present, harm_cost=terms.harm_cost, prior=terms.prior))
        # Small moves are noise: such a weight stays as its author wrote it.
        return {
            key: self.present[key] if _same(weight, self.present[key]) else weight for key, weight in weights.items()
        }

    def _clean(self, weights: dict[Key, float], which: Sequence[int], scorer: Scorer) -> None:
        cleaner = reweighted(self.cleaner, changed(self.present, weights))
        for n in which:
            gold = self.texts[n]
            # Where nothing is suspected no weight matters.
            again = cleaner.clean(Document(gold.text, url=gold.url)) if self.suspected[n] else self.cleaned[n]
            scorer.add(gold, again)
            self.step()

    def _cross_validated(self, examples: Sequence[Example]) -> Score:
        """The score of all texts, each cleaned with weights that were fitted without its page."""
        folds = self.terms.folds
        scorer = Scorer(self.cleaner.rules.common_words)
        for fold in range(folds):
            which = [n for n, gold in enumerate(self.texts) if fold_of(gold.page, folds) == fold]
            if which:
                weights = self._fit([one for one in examples if fold_of(one.page, folds) != fold])
                self._clean(weights, which, scorer)
        return scorer.finish()


def _same(one: float, other: float) -> bool:
    return round(abs(one - other), 9) < LEAST_MOVE


def _changes(before: dict[Key, float], after: dict[Key, float], examples: Sequence[Example]) -> list[Change]:
    """The weights that moved, those that moved most first."""
    seen: dict[Key, list[int]] = {}
    for one in examples:
        for key in {*one.words, *one.place}:
            seen.setdefault(key, [0, 0])[not one.wanted] += 1
    moved = [Change(key, before[key], new, *seen.get(key, [0, 0])) for key, new in changed(before, after).items()]
    return sorted(moved, key=lambda change: (-abs(change.after - change.before), change.key))
