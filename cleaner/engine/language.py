"""Tell which languages a text may be in, by the commonest words the packs name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cleaner.packs.words import CJK
from cleaner.text.late import late
from cleaner.text.normalise import lower_letters

SAMPLE_CHARS = 20_000
# With fewer common words than this a text is too short to tell.
LEAST_WORDS = 12
# Languages near the leader are kept: neighbours share many words, and pages mix languages.
SHARE = 0.35
# Words whose languages are kept in mind.
MOST_WORDS = 200_000
_WORD = late(r"\w+")


class Tongues:
    """Counts the common words of each language, given by language."""

    def __init__(self, common: Mapping[str, Sequence[str]]) -> None:
        self._words: dict[str, list[str]] = {}
        self._letters: list[tuple[str, str]] = []
        for lang, entries in common.items():
            for word in entries:
                if CJK.match(word):
                    self._letters.append((word, lang))
                else:
                    self._words.setdefault(word, []).append(lang)
        self.known = _Known(self._words)

    def of_words(self, words: Iterable[str], line: str) -> dict[str, int]:
        """The counts for the words of a line whose words can be told without folding it."""
        counts: dict[str, int] = {}
        for langs in filter(None, map(self.known.__getitem__, words)):
            for lang in langs:
                counts[lang] = counts.get(lang, 0) + 1
        if not line.isascii():
            self.count_letters(line, counts)
        return counts

    def of_text(self, text: str) -> dict[str, int]:
        """The counts for any text."""
        lowered = lower_letters(text)
        counts: dict[str, int] = {}
        for word in _WORD.findall(lowered):
            for lang in self._words.get(word, ()):
                counts[lang] = counts.get(lang, 0) + 1
        self.count_letters(text, counts)
        return counts

    def count_letters(self, text: str, counts: dict[str, int]) -> None:
        """Add the counts for words that stand against others without a space."""
        if self._letters and CJK.search(text):
            lowered = lower_letters(text)
            for word, lang in self._letters:
                counts[lang] = counts.get(lang, 0) + lowered.count(word)


class _Known(dict[str, tuple[str, ...]]):
    """For each word, as it is written, the languages in which it is common."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) > MOST_WORDS:
            self.clear()
        found = self[word] = tuple(self._words.get(lower_letters(word), ()))
        return found


def sampled(text: str) -> str:
    """As much of a text as its languages are told by: all of it, or its beginning, its middle and its end."""
    if len(text) <= SAMPLE_CHARS:
        return text
    third, middle = SAMPLE_CHARS // 3, len(text) // 2
    return "\n".join((text[:third], text[middle : middle + third], text[-third:]))


def chosen(counts: Mapping[str, int]) -> frozenset[str] | None:
    """The languages whose common words are counted most; None when there are too few to tell."""
    most = max(counts.values(), default=0)
    if most < LEAST_WORDS:
        return None
    return frozenset(lang for lang, count in counts.items() if count >= SHARE * most)


def likely(text: str, common: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
    """The languages whose common words a text shows; None when it is too short to tell."""
    return chosen(Tongues(common).of_text(sampled(text)))
