"""How many words a phrase can have, and what it says apart from its spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import regex

from cleaner.packs.phrase import Atom, Class, Group, Sequence_, Token, Wildcard, Word, bare, is_wide
from cleaner.packs.words import CJK


def most_words(tokens: Sequence_) -> int:
    """The words of a phrase with all its optional parts filled in; a wildcard or a class such as `{name}` is one."""
    return _words(tokens, max)


def least_words(tokens: Sequence_) -> int:
    """The words that every match of a phrase has."""
    return _words(tokens, min)


def _words(tokens: Sequence_, pick: Callable[[Iterable[int]], int]) -> int:
    wide = is_wide(tokens)
    size = sum(_token_size(token, pick, wide) for token in tokens)
    # In scripts without spaces two characters count as one word.
    return (size + 1) // 2 if wide else size


def _token_size(token: Token, pick: Callable[[Iterable[int]], int], wide: bool) -> int:
    sizes = [size for size in (_atom_size(atom, pick, wide) for atom in token) if size]
    # What is written together shares a word at each seam: news(letter|paper) is one.
    return sum(sizes) if wide else sum(sizes) - max(len(sizes) - 1, 0)


def _atom_size(atom: Atom, pick: Callable[[Iterable[int]], int], wide: bool) -> int:
    match atom:
        case Word(text):
            return (len(CJK.findall(text)) or 2) if wide else int(any(char.isalnum() for char in text))
        case Wildcard() if pick is min:
            return 0
        case Class() | Wildcard():
            return 2 if wide else 1
        case Group(options, optional):
            if optional and pick is min:
                return 0
            return pick(sum(_token_size(token, pick, wide) for token in option) for option in options)


def meaning(tokens: Sequence_) -> object:
    """A value that is equal for two spellings of one phrase: other case, accents, edges or order of alternatives."""
    return _sequence_meaning(bare(tokens, start=True, end=True))


def _sequence_meaning(tokens: Sequence_) -> object:
    return tuple(tuple(_atom_meaning(atom) for atom in token) for token in tokens)


def _atom_meaning(atom: Atom) -> object:
    if isinstance(atom, Group):
        options = frozenset(_sequence_meaning(option) for option in atom.options)
        if len(options) == 1 and not atom.optional and not atom.stem:
            return next(iter(options))
        return (options, atom.optional, atom.stem)
    return atom


_PLAIN = regex.compile(r"[^()\[\]{}|*\\]+")


def is_plain(phrase: str) -> bool:
    """Whether a phrase as written is mere words."""
    return _PLAIN.fullmatch(phrase) is not None
