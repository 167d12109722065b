"""What a word is, and how a phrase may ask for one. Kept apart from the reading of phrases, which few runs need."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.text.late import late

CJK = late(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
# What may stand between two words of a phrase.
GAP = r"""[\s,:;\-|/("')\]>·•]"""
# The words of a line, and those marks that no gap between two words may hold.
WORD = r"[^\W\p{So}]+"
MARK = r"[^\w\s,:;\-|/(\"')\]>·•]|\p{So}"

# A word is asked for by a kind, which is one letter, and a text.
EXACT, PREFIX, INSIDE, RUN, NEAR, KIND = "=", "^", "@", "%", "~", "#"
# A word that begins with a digit, that has one, that begins like an amount, and a mark.
DIGIT, DIGITS, MONEY, MARKS = KIND + "digit", KIND + "digits", KIND + "money", KIND + "mark"
# Signs of currencies, and what a folded line calls them: by words that hardly mean anything else, and by others.
CURRENCY_SIGNS = "$€£¥₽₴₺₹₩₪₫฿円元원"
CURRENCY_CODES = (
    "usd", "eur", "gbp", "chf", "cad", "aud", "sek", "nok", "dkk", "pln", "czk", "huf", "uah", "inr", "jpy", "vnd",
    "idr", "aed", "egp", "kroner", "kronor", "zlotych", "forint", "грн", "гривень", "гривні", "ευρω", "دولار",
)  # fmt: skip
CURRENCY_NAMES = (
    "euro", "euros", "dollar", "dollars", "pound", "pounds", "cent", "cents", "kr", "zl", "kc", "lei", "leu", "ron",
    "tl", "try", "lira", "rs", "yen", "won", "rp", "sar",
)  # fmt: skip
CURRENCIES = (*CURRENCY_CODES, *CURRENCY_NAMES)

# The edges of a line that is written for a search.
START, END = "\x01", "\x02"


def bare_word(word: str) -> str:
    """A word without the underscores around it, which count as edges of a line."""
    return word.strip("_") or word


def shorter(word: str) -> Iterator[str]:
    """The word, and the word without one of its letters: two words a letter apart share one of these."""
    yield word
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]


def is_mark(word: str) -> bool:
    """Whether a word of a line is a mark, which is none of the line at its edges."""
    return not word.strip("_")[:1].isalnum()
