"""Name the one language of a labelled text, for tables by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleaner.engine.language import Tongues

UNKNOWN = "?"


def language_of(text: str, common: Mapping[str, Sequence[str]]) -> str:
    """The language with the most of its common words in the text; `?` when the text is too short to tell."""
    tongues = Tongues(common)
    candidates, counts = tongues.of(text), tongues.counts(text)
    return max(sorted(candidates), key=counts.__getitem__) if candidates else UNKNOWN
