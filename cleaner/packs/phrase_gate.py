"""What every match of a phrase must contain: cheap tests that spare most lines a regular expression."""

from __future__ import annotations

from typing import NamedTuple

import regex

from cleaner.packs.phrase import FUZZY_LETTERS, Atom, Class, Group, Sequence_, Token, Wildcard, Word, is_wide
from cleaner.packs.words import CJK


class Literal(NamedTuple):
    """A substring to look for; `word` when it must stand as a whole word."""

    text: str
    word: bool


def requirements(tokens: Sequence_, *, fuzzy: int = 0, whole_words: bool = False) -> list[frozenset[Literal]]:
    """Sets of substrings; every match contains at least one of each set. The rarest set comes first.

    In scripts without spaces no substring is asked for as a whole word, unless `whole_words` says so.
    """
    sets = [g for token in tokens for g in _token_gates(token, fuzzy, whole_words) if g]
    if not whole_words and is_wide(tokens):
        # Foreign words stand against the letters of the script without a space.
        sets = [frozenset(Literal(x.text, False) for x in g) for g in sets]
    return sorted(sets, key=_cost)


def longest(tokens: Sequence_) -> int:
    """An upper bound of the words that a match can have."""
    return sum(_atom_words(atom) for token in tokens for atom in token)


_CLASS_WORDS = {"num": 8, "money": 10, "name": 24, "email": 12, "url": 60, "date": 3}


def _atom_words(atom: Atom) -> int:
    match atom:
        case Word(text, _):
            # Scripts without spaces count two characters as a word.
            return 1 + len(text) if CJK.search(text) else 1 + sum(not c.isalnum() and c != "_" for c in text)
        case Class(name):
            return _CLASS_WORDS[name]
        case Wildcard(most):
            return 4 * most
        case Group(options):
            words = atom.memo.get("words")
            if not isinstance(words, int):
                words = atom.memo["words"] = max(longest(option) for option in options)
            return words


def needs_digit(tokens: Sequence_) -> bool:
    """Whether every match contains a digit."""
    return any(_digit(atom) for token in tokens for atom in token)


def _digit(atom: Atom) -> bool:
    if isinstance(atom, Group):
        return not atom.optional and all(needs_digit(option) for option in atom.options)
    return isinstance(atom, Class) and atom.name in ("num", "money", "date")


def _cost(literals: frozenset[Literal]) -> tuple[float, int]:
    # A short literal is found everywhere; many literals are found more often than few.
    return (sum(40.0 ** -min(len(x.text) + x.word, 6) for x in literals), len(literals))


_SAFE_RUN = regex.compile(r"[^\W_]+")


def _token_gates(token: Token, fuzzy: int, whole_words: bool) -> list[frozenset[Literal]]:
    gates: list[frozenset[Literal]] = []
    alone = len(token) == 1
    for atom in token:
        if isinstance(atom, Word):
            # Only runs of letters and digits: what stands between them may vary.
            runs = [r for r in _SAFE_RUN.findall(atom.text) if len(r) > 1 or CJK.match(r)]
            if runs:
                best = max(runs, key=len)
                if fuzzy and len(best) >= FUZZY_LETTERS:
                    gates.append(frozenset(Literal(part, False) for part in parts(best, fuzzy + 1)))
                else:
                    word = alone and not atom.stem and best == atom.text and not CJK.search(best)
                    gates.append(frozenset([Literal(best, word)]))
        elif isinstance(atom, Group) and not atom.optional:
            literals = _group_gate(atom, fuzzy, whole_words)
            if literals:
                whole = alone and not atom.stem
                gates.append(literals if whole else frozenset(Literal(x.text, False) for x in literals))
    return gates


def _group_gate(group: Group, fuzzy: int, whole_words: bool) -> frozenset[Literal]:
    key = ("gate", fuzzy, whole_words)
    known = group.memo.get(key)
    if not isinstance(known, frozenset):
        options = [
            next(iter(requirements(option, fuzzy=fuzzy, whole_words=whole_words)), frozenset())
            for option in group.options
        ]
        known = frozenset().union(*options) if all(options) else frozenset()
        group.memo[key] = known
    return known


def steadiest(text: str) -> str:
    """The part of a gate word that looks the same in every dress of a line: its longest run of letters."""
    longest_run = max(_SAFE_RUN.findall(text), key=len, default="")
    return longest_run if len(longest_run) > 2 else text


def parts(word: str, count: int) -> list[str]:
    """A word cut into pieces, of which at least one is right when fewer letters than pieces are wrong."""
    size = max(len(word) // count, 1)
    return [word[size * n : size * (n + 1) if n < count - 1 else None] for n in range(count)]
