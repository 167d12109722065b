"""Name the one language of a labelled text, for tables by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import regex

from cleaner.engine.language import likely
from cleaner.packs.words import CJK
from cleaner.text.normalise import lower_letters

UNKNOWN = "?"
_WORD = regex.compile(r"\w+")


def language_of(text: str, common: Mapping[str, Sequence[str]]) -> str:
    """The language with the most of its common words in the text; `?` when the text is too short to tell."""
    candidates = likely(text, common)
    if not candidates:
        return UNKNOWN
    lowered = lower_letters(text)
    words = Counter(_WORD.findall(lowered))

    def hits(language: str) -> int:
        return sum(lowered.count(word) if CJK.match(word) else words[word] for word in common[language])

    return max(sorted(candidates), key=hits)
