"""Count what a cleaner takes of labelled texts: clutter found, and article text lost."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleaner.authoring.gold import CATEGORIES, CLUTTER, CORE, NEIGHBOURS, TEXT, UNLABELLED, GoldLine, GoldText
from cleaner.authoring.survival import squashed, survival, words_of
from cleaner.authoring.tongue import language_of
from cleaner.model import Cleaned, Document, Removal
from cleaner.text.normalise import fold

# A clutter line of which more than this share is left was missed.
GONE_SHARE = 0.34


@dataclass(slots=True)
class Recall:
    """Clutter lines found, of all there are. A line counts once a page, as the mean over the page's texts."""

    gone: float = 0.0
    lines: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; 1 without any line."""
        return self.gone / self.lines if self.lines else 1.0

    def __add__(self, other: Recall) -> Recall:
        return Recall(self.gone + other.gone, self.lines + other.lines)


@dataclass(slots=True)
class Harm:
    """Words of article text lost, and the texts that lost any."""

    lost: float = 0.0
    words: int = 0
    hurt: int = 0
    texts: int = 0

    @property
    def share(self) -> float:
        """The part of the article's words that is lost, from 0 to 1."""
        return self.lost / self.words if self.words else 0.0


@dataclass(slots=True)
class LanguageScore:
    """The figures of the texts in one language; recall by code."""

    harm: Harm = field(default_factory=Harm)
    recall: dict[str, Recall] = field(default_factory=lambda: defaultdict(Recall))


@dataclass(slots=True)
class RuleScore:
    """What one rule took: distinct clutter lines by code, and words of article text."""

    taken: Counter[str] = field(default_factory=Counter)
    lost: float = 0.0


@dataclass(frozen=True, slots=True)
class FalseRemoval:
    """Article text that went; `lost` counts words, over all texts of the page."""

    text_id: str
    rule: str
    cues: tuple[str, ...]
    text: str
    lost: float


@dataclass(frozen=True, slots=True)
class Miss:
    """A clutter line that stayed, with the number of pages on which it did."""

    code: str
    text: str
    pages: int
    text_id: str


@dataclass(slots=True)
class Score:
    """All figures of a run over labelled texts."""

    harm: Harm
    recall: dict[str, Recall]
    languages: dict[str, LanguageScore]
    rules: dict[str, RuleScore]
    false_removals: list[FalseRemoval]
    misses: list[Miss]

    def group(self, codes: str) -> Recall:
        """The recall of several codes together."""
        return group(self.recall, codes)


def group(recall: Mapping[str, Recall], codes: str) -> Recall:
    """The recall of several codes together."""
    return sum((recall[code] for code in codes if code in recall), Recall())


@dataclass(slots=True)
class _Seen:
    """A clutter line of a page, in all its texts."""

    code: str
    language: str
    text: str
    text_id: str
    gone: list[bool] = field(default_factory=list)
    rule: str = ""


class Scorer:
    """Takes in cleaned texts one by one. `common` are the words by which languages are told."""

    def __init__(self, common: Mapping[str, Sequence[str]]) -> None:
        self.common = common
        self.harm = Harm()
        self.languages: dict[str, LanguageScore] = defaultdict(LanguageScore)
        self.rules: dict[str, RuleScore] = defaultdict(RuleScore)
        self.seen: dict[tuple[str, str], _Seen] = {}
        self.false: dict[tuple[str, str], FalseRemoval] = {}

    def add(self, gold: GoldText, cleaned: Cleaned) -> None:
        """Count one text."""
        language = gold.language or language_of(gold.text, self.common)
        words, lost = 0, 0.0
        for line, share, removal in _judged(gold, cleaned):
            size, article = len(words_of(line.text)), len(words_of(line.keep))
            if not size or line.code in UNLABELLED:
                continue
            left = share * size
            if line.code == TEXT:
                words += article
            if line.code == TEXT and left < article:
                lost += article - left
                self._false(gold, line, article - left, removal)
            if article < size:
                # Of a line that loses only a piece, the piece is the clutter.
                gone = left - article <= GONE_SHARE * (size - article)
                self._clutter(gold, language, line, gone, removal)
        for harm in (self.harm, self.languages[language].harm):
            harm.texts += 1
            harm.words += words
            harm.lost += lost
            harm.hurt += lost > 0

    def _false(self, gold: GoldText, line: GoldLine, lost: float, removal: Removal | None) -> None:
        rule, cues = (removal.rule_id, removal.cues) if removal else ("?", ())
        self.rules[rule].lost += lost
        key = gold.page, squashed(line.text)
        so_far = self.false[key].lost if key in self.false else 0.0
        self.false[key] = FalseRemoval(gold.text_id, rule, cues, line.text.strip(), so_far + lost)

    def _clutter(self, gold: GoldText, language: str, line: GoldLine, gone: bool, removal: Removal | None) -> None:
        code = CLUTTER if line.code == TEXT else line.code
        first = _Seen(code, language, line.text.strip(), gold.text_id)
        seen = self.seen.setdefault((gold.page, squashed(line.text)), first)
        seen.gone.append(gone)
        if removal and not seen.rule:
            seen.rule = removal.rule_id

    def finish(self) -> Score:
        """The figures of all texts so far."""
        recall: dict[str, Recall] = {code: Recall() for code in CATEGORIES}
        languages = {name: LanguageScore(score.harm) for name, score in self.languages.items()}
        rules = {name: RuleScore(lost=score.lost) for name, score in self.rules.items()}
        for seen in self.seen.values():
            found = Recall(sum(seen.gone) / len(seen.gone), 1)
            recall[seen.code] += found
            languages[seen.language].recall[seen.code] += found
            if seen.rule:
                rules.setdefault(seen.rule, RuleScore()).taken[seen.code] += 1
        worst = sorted(self.false.values(), key=lambda false: (-false.lost, false.text_id, false.text))
        return Score(self.harm, recall, languages, rules, worst, list(_misses(self.seen.values())))


def _misses(seen: Iterable[_Seen]) -> Iterator[Miss]:
    """The lines that stayed in each text of their page, those on most pages first."""
    wanted = CORE + NEIGHBOURS
    same: dict[tuple[str, str], list[_Seen]] = defaultdict(list)
    for one in seen:
        if one.code in wanted and not any(one.gone):
            same[one.code, fold(one.text)].append(one)
    ranked = sorted(same.items(), key=lambda item: (-len(item[1]), wanted.index(item[0][0]), item[0][1]))
    for (code, _), ones in ranked:
        yield Miss(code, ones[0].text, len(ones), ones[0].text_id)


def _judged(gold: GoldText, cleaned: Cleaned) -> Iterator[tuple[GoldLine, float, Removal | None]]:
    """The lines that are not blank, with the share of each that is left, and the removal that touched it."""
    starts, at = [], 0
    for line in gold.lines:
        starts.append(at)
        at += len(line.text) + 1
    touched: dict[int, Removal] = {}
    for removal in cleaned.removals:
        first = bisect_right(starts, removal.span.start) - 1
        last = bisect_right(starts, max(removal.span.end - 1, removal.span.start)) - 1
        for index in range(first, last + 1):
            touched.setdefault(index, removal)
    filled = [(index, line) for index, line in enumerate(gold.lines) if line.text.strip()]
    shares = survival([line.text for _, line in filled], cleaned.text)
    for (index, line), share in zip(filled, shares, strict=True):
        yield line, share, touched.get(index)


def score(
    texts: Iterable[GoldText], clean: Callable[[Document], Cleaned], common: Mapping[str, Sequence[str]]
) -> Score:
    """Clean labelled texts and count."""
    scorer = Scorer(common)
    for gold in texts:
        scorer.add(gold, clean(Document(gold.text, url=gold.url, doc_id=gold.text_id)))
    return scorer.finish()
