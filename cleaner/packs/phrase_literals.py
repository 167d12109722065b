"""Plain texts of which one stands on every line that has a piece: what a search for many texts at once can look for.

They are written as the engine writes a line for such a search: lower-case words and marks between single spaces, all
digits as those of ASCII, with `START` after the marks at its beginning and `END` before those at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.packs.everyday import sum_of
from cleaner.packs.phrase_gate import parts
from cleaner.packs.phrase_tokens import Chain, Choice, Maybe, One, Part, Piece
from cleaner.packs.words import (
    CURRENCY_CODES,
    CURRENCY_NAMES,
    CURRENCY_SIGNS,
    DIGIT,
    DIGITS,
    END,
    EXACT,
    INSIDE,
    MONEY,
    NEAR,
    PREFIX,
    RUN,
    START,
    is_mark,
)

# So many texts may say the whole of a piece, and so many a stretch of it.
MOST_WHOLE, MOST_PART, MOST_WORDS = 64, 64, 400
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Found:
    """Texts of which each line with the piece has one; `whole` if each line that has one has the piece, too."""

    texts: frozenset[str]
    whole: bool
    often: float


class _ManyError(Exception):
    """Too many texts, or words that no text can stand for."""


def _amounts() -> frozenset[str]:
    """What stands on every line with an amount of money: a sign, the code of a currency, or its name beside a digit."""
    out = {*CURRENCY_SIGNS, "руб", *(f" {code} " for code in CURRENCY_CODES)}
    for digit in _DIGITS:
        out |= {f"{digit}{code} " for code in CURRENCY_CODES}
        for word in CURRENCY_NAMES:
            out |= {f"{digit} {word} ", f"{digit}{word} ", f"{digit} . {word} ", f"{word} {digit}"}
        out |= {f"{digit} р . ", f"{digit}р . ", f"р . {digit}"}
    return frozenset(out)


AMOUNTS = _amounts()


def literals(piece: Piece) -> Found | None:
    """The best texts for a piece; None if there are none."""
    whole = _chain(piece.part)
    best: Found | None = None
    for first, start in enumerate(whole):
        # What may be absent begins or ends no text, unless the edge of the line stands for it.
        if isinstance(start, Maybe) and not (piece.starts and first == 0):
            continue
        for last in range(first, len(whole)):
            starts, ends = piece.starts and first == 0, piece.ends and last == len(whole) - 1
            if isinstance(whole[last], Maybe) and not ends:
                continue
            is_whole = first == 0 and last == len(whole) - 1
            try:
                most = MOST_WHOLE if is_whole else MOST_WORDS if first == last else MOST_PART
                texts = _texts(whole[first : last + 1], starts, ends, most)
            except _ManyError:
                break
            if texts:
                best = _better(best, Found(texts, is_whole, sum_of(texts)))
    if best is None or not best.whole:
        for part in whole:
            if not isinstance(part, Maybe):
                best = _better(best, _apart(part))
    return best


def besides(piece: Piece) -> list[frozenset[str]]:
    """More sets of texts, each with one that stands on every line with the piece."""
    parts = [part for part in _chain(piece.part) if not isinstance(part, Maybe)]
    found = [literals(Piece(part)) if isinstance(part, One) else _apart(part) for part in parts]
    return [some.texts for some in found if some]


def _chain(part: Part) -> tuple[Part, ...]:
    return part.parts if isinstance(part, Chain) else (part,)


def _better(one: Found | None, other: Found | None) -> Found | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda found: (not found.whole, found.often, sorted(found.texts)))


def _apart(part: Part) -> Found | None:
    """Texts for a part that is more than words which follow each other."""
    match part:
        case One(wanted):
            each_word = [_apart_word(text) for text in wanted]
            if not all(each_word):
                return None
            texts = frozenset().union(*each_word)
            return Found(texts, False, sum_of(texts))
        case Choice(options):
            each = [literals(Piece(option)) for option in options]
            if not all(each):
                return None
            together = frozenset().union(*(found.texts for found in each if found))
            return Found(together, False, sum_of(together))
        case Chain():
            return literals(Piece(part))
        case Maybe():
            return None


def _apart_word(text: str) -> frozenset[str]:
    if text == MONEY:
        return AMOUNTS
    if text[0] == NEAR:
        # With one letter wrong one half is right.
        return frozenset(parts(text[1:], 2))
    if text[0] == RUN:
        return frozenset({text[1:]})
    try:
        ways = _sequences(One(frozenset({text})), MOST_PART)
        return frozenset(made for words in ways for made in _written(words, False, False))
    except _ManyError:
        return frozenset()


def _texts(some: tuple[Part, ...], starts: bool, ends: bool, most: int) -> frozenset[str]:
    out: set[str] = set()
    for words in _sequences(Chain(some), most):
        out.update(_written(words, starts, ends))
        if len(out) > most or not words:
            raise _ManyError
    return frozenset(out)


def _sequences(part: Part, most: int) -> list[tuple[str, ...]]:
    """All the ways to say a part, each word with its kind."""
    match part:
        case One(wanted):
            out: list[tuple[str, ...]] = [(way,) for text in sorted(wanted) for way in _ways(text)]
        case Chain(inner):
            out = _product((_sequences(some, most) for some in inner), most)
        case Choice(options):
            out = [way for option in options for way in _sequences(option, most)]
        case Maybe(some, again):
            if again:
                raise _ManyError
            out = [(), *_sequences(some, most)]
    if len(out) > most:
        raise _ManyError
    return out


def _product(parts_: Iterable[list[tuple[str, ...]]], most: int) -> list[tuple[str, ...]]:
    out: list[tuple[str, ...]] = [()]
    for more in parts_:
        if len(out) * len(more) > most:
            raise _ManyError
        out = [(*one, *other) for one in out for other in more]
    return out


def _ways(text: str) -> list[str]:
    """What is asked of a word, in kinds that a text can stand for."""
    if text == DIGIT:
        return [PREFIX + digit for digit in _DIGITS]
    if text == DIGITS:
        return [INSIDE + digit for digit in _DIGITS]
    if text[0] not in (EXACT, PREFIX, INSIDE):
        raise _ManyError
    return [text]


def _written(words: tuple[str, ...], starts: bool, ends: bool) -> Iterator[str]:
    """The texts of some words, wherever in a line its edges may be."""
    kinds, texts = [word[0] for word in words], [word[1:] for word in words]
    if any(" " in text or not text for text in texts):
        raise _ManyError
    if INSIDE in kinds:
        if len(words) != 1 or starts or ends:
            raise _ManyError
        yield texts[0]
        return
    if PREFIX in kinds and (ends or kinds.index(PREFIX) < len(kinds) - 1):
        raise _ManyError
    marks = [is_mark(text) for text in texts]
    if all(marks):
        if starts or ends:
            raise _ManyError
        yield f" {' '.join(texts)} "
        return
    before = marks.index(False)
    after = len(marks) - marks[::-1].index(False)
    close = "" if kinds[-1] == PREFIX else " "
    # Marks at the edges of a line stand outside it.
    for opened in (True,) if starts else (False, True) if before else (False,):
        for closed in (True,) if ends else (False, True) if after < len(texts) else (False,):
            out = texts[:before] + [START] * opened + texts[before:after] + [END] * closed + texts[after:]
            yield f" {' '.join(out)}{close}"
