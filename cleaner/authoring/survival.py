"""How much of each line of a text is still there after cleaning, judged by the two texts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import regex

_WORD = regex.compile(r"\w+")
_CJK = regex.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# A remainder this short is a coincidence, unless the line itself is short.
_LEAST_WORDS = 3
_SHORT_WORDS = 4


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; of a word in a script without spaces each character."""
    words: list[str] = []
    for word in _WORD.findall(text.lower()):
        if _CJK.search(word):
            words.extend(word)
        else:
            words.append(word)
    return words


def squashed(text: str) -> str:
    """A line with its runs of white space as single spaces."""
    return " ".join(text.split())


def _in_order(part: Iterable[str], whole: Iterable[str]) -> bool:
    left = iter(whole)
    return all(word in left for word in part)


def is_cut_of(part: str, whole: str) -> bool:
    """Whether `part` is what a cut may have left of `whole`: fewer words, in the same order."""
    words, have = words_of(part), words_of(whole)
    if not words or len(part) >= len(whole) or (len(words) < _LEAST_WORDS and len(have) > _SHORT_WORDS):
        return False
    return _in_order(words, have)


def survival(lines: Sequence[str], cleaned: str) -> list[float]:
    """For each line the share of its words that `cleaned` still has: whole lines first, then shortened ones."""
    out = [line for line in map(squashed, cleaned.split("\n")) if line]
    left = Counter(out)
    words: dict[str, list[str]] = {}
    shares: list[float] = []
    for line in map(squashed, lines):
        if left[line] > 0:
            left[line] -= 1
            shares.append(1.0)
            continue
        have, best = words_of(line), 0.0
        for other in out:
            if left[other] <= 0 or len(other) >= len(line):
                continue
            part = words.get(other)
            if part is None:
                part = words[other] = words_of(other)
            long_enough = len(part) >= _LEAST_WORDS or len(have) <= _SHORT_WORDS
            if part and long_enough and _in_order(part, have):
                best = max(best, len(part) / len(have))
        shares.append(best)
    return shares
