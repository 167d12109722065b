"""Write lines as a search for many texts wants them: lower-case words and marks between single spaces, and edges."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cleaner.engine.literals import whole_words
from cleaner.packs.words import END, START, bare_word
from cleaner.text.normalise import lower_letters

# Words that are kept as a search wants them.
MOST_WORDS = 40_000
# Units are searched for on the lines that have at most as many words as their rules allow: in these steps.
STEPS = (14, 40)
# Letters in lines of which words cannot be counted at a glance.
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U0001f130-\U0001f189]")
# All characters but these may hide a word from a search in the raw text.
_CLEAR = re.compile(
    r"[^\n\t -~\xa1-\xa7\xa9\xab\xac\xae\xb0\xb1\xb6\xb7\xbb\xbf-\u012f\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    r"\u0180-\u01c3\u0386-\u03ce\u0400-\u0482\u048a-\u052f\u2010\u2012-\u2015\u2018-\u201f\u2022\u2039\u203a\u20ac\u3001\u3002"
    r"\u3040-\u3096\u30a0-\u30fe\u4e00-\u9fff\uac00-\ud7a3]|&[#A-Za-z]"
)
_DECIMAL = re.compile(r"[^\D0-9]")


class Written(dict[str, str]):
    """Words as a search wants them, by how they are written."""

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_WORDS:
            self.clear()
        text = bare_word(lower_letters(word)) if word != "\n" else word
        if not text.isascii():
            text = _DECIMAL.sub(lambda m: str(unicodedata.decimal(m[0])), text)
        self[word] = text = "\x03" if text in (START, END) else text
        return text


class Line:
    """A line as a search wants it, and its words."""

    __slots__ = ("_words", "written")

    def __init__(self, written: str) -> None:
        self.written = written
        self._words: frozenset[str] | None = None

    @property
    def words(self) -> frozenset[str]:
        """Its words, without their order."""
        if self._words is None:
            self._words = frozenset(self.written.split(" "))
        return self._words

    def has(self, wanted: TextSet) -> bool:
        """Whether one of some texts is in it."""
        written = self.written
        for word in wanted.words & self.words:
            for text in wanted.by_word[word]:
                if text in written:
                    return True
        return any(text in written for text in wanted.loose)


class TextSet:
    """Some texts, by the longest of their whole words, and those without one."""

    __slots__ = ("by_word", "loose", "words")

    def __init__(self, texts: Iterable[str]) -> None:
        self.by_word: dict[str, list[str]] = {}
        self.loose: list[str] = []
        for text in texts:
            words = whole_words(text)
            (self.by_word.setdefault(max(words, key=len), []) if words else self.loose).append(text)
        self.words = frozenset(self.by_word)


def clear(text: str) -> bool:
    """Whether the words of a text can be told without folding any of its lines."""
    return not _CLEAR.search(text) and unicodedata.is_normalized("NFKC", text)


def step_of(line: str) -> int:
    """The step that a line has passed by its words, if not by more."""
    if line.count(" ") < STEPS[0]:
        return 0
    if not line.isascii() and _WIDE.search(line):
        return 0
    count = sum(map(str.isalnum, line.split()))
    return sum(count > step for step in STEPS)


def edged(line: str) -> str:
    """A line as a search wants it, with its edges inside the marks around it."""
    line = line.strip(" ")
    if line[:1].isalnum() and line[-1:].isalnum():
        return f" {START} {line} {END} "
    found = line.split()
    first, last = 0, len(found)
    while first < last and not found[first][0].isalnum():
        first += 1
    while first < last and not found[last - 1][0].isalnum():
        last -= 1
    return f" {' '.join([*found[:first], START, *found[first:last], END, *found[last:]])} "
