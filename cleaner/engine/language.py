"""Tell which languages a text may be in, by the commonest words the packs name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import regex

from cleaner.packs.words import CJK
from cleaner.text.normalise import lower_letters

SAMPLE_CHARS = 20_000
# With fewer common words than this a text is too short to tell.
LEAST_WORDS = 12
# Languages near the leader are kept: neighbours share many words, and pages mix languages.
SHARE = 0.35
_WORD = regex.compile(r"\w+")


def likely(text: str, common: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
    """The languages whose common words a text shows; None when it is too short to tell.

    The beginning, the middle and the end of the text are looked at.
    """
    third = SAMPLE_CHARS // 3
    if len(text) > SAMPLE_CHARS:
        middle = len(text) // 2
        text = "\n".join((text[:third], text[middle : middle + third], text[-third:]))
    lowered = lower_letters(text)
    words = Counter(_WORD.findall(lowered))
    scores = {
        lang: sum(lowered.count(word) if CJK.match(word) else words[word] for word in entries)
        for lang, entries in common.items()
    }
    most = max(scores.values(), default=0)
    if most < LEAST_WORDS:
        return None
    return frozenset(lang for lang, score in scores.items() if score >= SHARE * most)
