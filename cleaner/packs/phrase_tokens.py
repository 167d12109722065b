"""What a phrase asks of a line's words: pieces that an automaton over words can find.

A piece may be found where the phrase is not, never the other way round. Where a phrase lets anything stand
(wildcards, names, addresses) it is cut into several pieces, all of which must be on the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

from cleaner.packs.phrase import Atom, Class, Group, Sequence_, Token, Wildcard, Word, is_wide

# The words of a line, and those marks that no gap between two words may hold.
WORD = r"[^\W\p{So}]+"
MARK = r"[^\w\s,:;\-|/(\"')\]>·•]|\p{So}"
_PARTS = regex.compile(rf"({WORD})|({MARK})")
# Marks that a line may leave out, so that the words beside them become one.
_LOOSE = "'-"
_MOST_VARIANTS = 24

DIGIT, MONEY = "#digit", "#money"
_POINT = "."


@dataclass(frozen=True, slots=True)
class One:
    """One word out of several; `prefixes` stand for words that begin with them."""

    words: frozenset[str]
    prefixes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts that follow each other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Parts of which one stands there."""

    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A part that may be absent; with `again` it may also be repeated."""

    part: Part
    again: bool = False


Part = One | Chain | Choice | Maybe


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that must be on the line; at its start or its end when so marked."""

    part: Part
    starts: bool
    ends: bool


class _OpenError(Exception):
    """Anything may stand here."""


_NUMBER = Chain((One(frozenset([DIGIT])), Maybe(One(frozenset([DIGIT, _POINT])), again=True)))
_AMOUNT = Chain((One(frozenset([MONEY])), Maybe(One(frozenset([MONEY, _POINT])), again=True)))
_CLASSES = {"num": _NUMBER, "date": _NUMBER, "money": _AMOUNT}
_NOTHING = Chain(())


def pieces(tokens: Sequence_, *, starts: bool, ends: bool) -> tuple[Piece, ...]:
    """The pieces of a phrase that stands at the start or the end of a line, when so told; none if there are none."""
    if is_wide(tokens):
        return ()
    runs: list[list[Part]] = [[]]
    for n, token in enumerate(tokens):
        try:
            if (n == 0 and _loose_edge(token[0], 0)) or (n == len(tokens) - 1 and _loose_edge(token[-1], -1)):
                raise _OpenError
            runs[-1].append(_token(token))
        except _OpenError:
            runs.append([])
    out = []
    for n, run in enumerate(runs):
        at_start, at_end = starts and n == 0, ends and n == len(runs) - 1
        part = _simple(_trimmed(run, at_start, at_end))
        if part != _NOTHING:
            out.append(Piece(part, at_start, at_end))
    return tuple(out)


def _trimmed(run: list[Part], starts: bool, ends: bool) -> list[Part]:
    first, last = 0, len(run)
    while not starts and first < last and isinstance(run[first], Maybe):
        first += 1
    while not ends and first < last and isinstance(run[last - 1], Maybe):
        last -= 1
    return run[first:last]


def _loose_edge(atom: Atom, side: int) -> bool:
    return isinstance(atom, Word) and atom.text[side] in _LOOSE


def _simple(parts: Iterable[Part]) -> Part:
    flat: list[Part] = []
    for part in parts:
        flat += part.parts if isinstance(part, Chain) else [part]
    return flat[0] if len(flat) == 1 else Chain(tuple(flat))


def _choice(options: Iterable[Part]) -> Part:
    kept = list(dict.fromkeys(options))
    ones = [option for option in kept if isinstance(option, One)]
    rest: list[Part] = [option for option in kept if not isinstance(option, One)]
    if ones:
        merged = One(
            frozenset().union(*(one.words for one in ones)), frozenset().union(*(one.prefixes for one in ones))
        )
        rest.insert(0, merged)
    return rest[0] if len(rest) == 1 else Choice(tuple(rest))


def _sequence(tokens: Sequence_) -> Part:
    return _simple(_token(token) for token in tokens)


def _token(token: Token) -> Part:
    if len(token) == 1:
        return _atom(token[0])
    strings = list(_strings(token))
    if strings:
        return _choice(_word(text, stem) for text, stem in strings)
    first, *rest = token
    if isinstance(first, Class) and first.name in _CLASSES:
        # `{num}k`: the rest may have become one with the number.
        return Chain((_CLASSES[first.name], *(Maybe(_atom(atom)) for atom in rest)))
    raise _OpenError


def _atom(atom: Atom) -> Part:
    match atom:
        case Word(text, stem):
            return _word(text, stem)
        case Class(name):
            if name not in _CLASSES:
                raise _OpenError
            return _CLASSES[name]
        case Wildcard():
            raise _OpenError
        case Group(options, optional, stem):
            key = ("words", stem)
            part = atom.memo.get(key)
            if part is None:
                try:
                    part = _choice(_option(option, stem) for option in options)
                except _OpenError:
                    part = _OpenError
                atom.memo[key] = part
            if part is _OpenError:
                raise _OpenError
            assert isinstance(part, Part)
            return Maybe(part) if optional else part


def _option(tokens: Sequence_, stem: bool) -> Part:
    if not stem:
        return _sequence(tokens)
    *before, last = tokens
    if len(last) != 1 or not isinstance(last[0], Word):
        raise _OpenError
    return _sequence((*before, (Word(last[0].text, True),)))


def _strings(token: Token) -> Iterator[tuple[str, bool]]:
    """The strings that the atoms of a token make together, if they are few and plain."""
    made = [("", False)]
    for atom in token:
        match atom:
            case Word(text, stem):
                ends = [(text, stem)]
            case Group(options, optional, stem):
                ends = [("", False)] if optional else []
                for option in options:
                    words = [found for part in option for found in [list(_strings(part))]]
                    if len(words) != 1 or not words[0]:
                        return
                    ends += [(text, inner or stem) for text, inner in words[0]]
            case _:
                return
        if any(stem for _, stem in made) or len(made) * len(ends) > _MOST_VARIANTS:
            return
        made = [(text + more, stem) for text, _ in made for more, stem in ends]
    yield from made


def _word(text: str, stem: bool) -> Part:
    if text.isalpha() or (text.isascii() and text.isalnum()):
        return _one(text, stem)
    if stem and not regex.fullmatch(WORD, text[-1]):
        raise _OpenError
    variants: list[list[str]] = [[]]
    at, joined = 0, False
    for found in _PARTS.finditer(text):
        between, at = text[at : found.start()], found.end()
        part = bare_word(found[0])
        loose = joined and bool(found[1]) and len(between) == 1 and between in _LOOSE
        joined = bool(found[1])
        longer = [[*variant, part] for variant in variants]
        if loose:
            longer += [[*variant[:-1], variant[-1] + part] for variant in variants]
        variants = longer
        if len(variants) > _MOST_VARIANTS:
            raise _OpenError
    return _choice(_line_of(variant, stem) for variant in variants)


def _line_of(words: list[str], stem: bool) -> Part:
    last = len(words) - 1
    return _simple(_one(word, stem and n == last) for n, word in enumerate(words))


@cache
def _one(word: str, stem: bool) -> One:
    return One(frozenset(), frozenset([word])) if stem else One(frozenset([word]))


def bare_word(word: str) -> str:
    """A word without the underscores around it, which count as edges of a line."""
    return word.strip("_") or word


def weight(piece: Piece) -> float:
    """How often a piece may be expected on a line, roughly; less is rarer."""
    return _often(piece.part) / (4 if piece.starts or piece.ends else 1)


def _often(part: Part) -> float:
    match part:
        case One(words, prefixes):
            return sum(0.3 / len(word) ** 2 for word in words) + sum(1 / len(word) ** 2 for word in prefixes)
        case Chain(parts):
            often = 1.0
            for inner in parts:
                often *= 1.0 if isinstance(inner, Maybe) else _often(inner)
            return often
        case Choice(options):
            return sum(_often(option) for option in options)
        case Maybe():
            return 1.0
