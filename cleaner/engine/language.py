"""Tell which languages a text may be in, by the commonest words the packs name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cleaner.packs.words import CJK
from cleaner.text.late import late
from cleaner.text.normalise import lower_letters

# As much of a text as its languages are told by.
SAMPLE_CHARS = 9_000
# With fewer common words than this a text is too short to tell.
LEAST_WORDS = 6
# Languages near the leader are kept: neighbours share many words, and pages mix languages.
SHARE = 0.35
# Words whose languages are kept in mind.
MOST_WORDS = 25_000
_WORD = late(r"\w+")


class Tongues:
    """Tells languages by their `common` words."""

    def __init__(self, common: Mapping[str, Sequence[str]]) -> None:
        words: dict[str, list[str]] = {}
        # Words that stand against others without a space.
        self._letters: list[tuple[str, str]] = []
        for lang, entries in common.items():
            for word in entries:
                if CJK.match(word):
                    self._letters.append((word, lang))
                else:
                    words.setdefault(word, []).append(lang)
        self._known = _Known(words)

    def of(self, text: str) -> frozenset[str] | None:
        """The languages whose common words a text shows; None when it is too short to tell."""
        counts = self.counts(_sampled(text))
        most = max(counts.values(), default=0)
        if most < LEAST_WORDS:
            return None
        return frozenset(lang for lang, count in counts.items() if count >= SHARE * most)

    def counts(self, text: str) -> Counter[str]:
        """How many common words of each language a text has."""
        counts: Counter[str] = Counter()
        for langs, count in Counter(filter(None, map(self._known.__getitem__, _WORD.findall(text)))).items():
            for lang in langs:
                counts[lang] += count
        if self._letters and CJK.search(text):
            lowered = lower_letters(text)
            for word, lang in self._letters:
                counts[lang] += lowered.count(word)
        return counts


class _Known(dict[str, tuple[str, ...]]):
    """For each word, as it is written, the languages in which it is common."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._words = words
        self._longest = max(map(len, words), default=0)

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(word) > self._longest:
            # Such words are many, and need no place among those that are kept.
            return ()
        if len(self) > MOST_WORDS:
            self.clear()
        found = self[word] = tuple(self._words.get(lower_letters(word), ()))
        return found


def _sampled(text: str) -> str:
    """All of a text, or its beginning, its middle and its end."""
    if len(text) <= SAMPLE_CHARS:
        return text
    third, middle = SAMPLE_CHARS // 3, len(text) // 2
    return "\n".join((text[:third], text[middle : middle + third], text[-third:]))
