"""What a phrase asks of a line's words: pieces that an automaton over words can find.

A piece may be found where the phrase is not, never the other way round. Where a phrase lets anything stand
(wildcards, names, addresses) it is cut into several pieces, all of which must be on the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

from cleaner.packs import phrase_gate
from cleaner.packs.phrase import (
    FUZZY_LETTERS,
    Atom,
    Class,
    Group,
    Sequence_,
    Token,
    Wildcard,
    Word,
    is_optional,
    is_wide,
)
from cleaner.packs.words import (
    DIGIT,
    DIGITS,
    EXACT,
    INSIDE,
    KIND,
    MARK,
    MARKS,
    MONEY,
    NEAR,
    PREFIX,
    RUN,
    WORD,
    bare_word,
)

_PARTS = regex.compile(rf"({WORD})|({MARK})")
# Marks that a line may leave out, so that the words beside them become one.
_LOOSE = "'-"
_MOST_VARIANTS = 24

_POINT = EXACT + "."


@dataclass(frozen=True, slots=True)
class One:
    """One word that answers to any of `wanted`."""

    wanted: frozenset[str]


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
    starts: bool = False
    ends: bool = False


class _OpenError(Exception):
    """Anything may stand here; `piece` must be on the line nevertheless."""

    def __init__(self, piece: Part | None = None) -> None:
        super().__init__()
        self.piece = piece


def _one(*wanted: str) -> One:
    return One(frozenset(wanted))


_NUMBER = Chain((_one(DIGIT), Maybe(_one(DIGIT, _POINT), again=True)))
_AMOUNT = Chain((_one(MONEY), Maybe(_one(MONEY, _POINT), again=True)))
_CLASSES = {"num": _NUMBER, "date": _NUMBER, "money": _AMOUNT}
_OPEN_CLASSES = {"email": _one(EXACT + "@"), "url": _one(_POINT, EXACT + "http", EXACT + "https")}
_NOTHING = Chain(())


def pieces(tokens: Sequence_, *, starts: bool = False, ends: bool = False, fuzzy: int = 0) -> tuple[Piece, ...]:
    """The pieces of a phrase that stands at the start or the end of a line, when so told; none if there are none."""
    if is_wide(tokens) or fuzzy > 1:
        return _substrings(tokens, fuzzy)
    runs: list[list[Part]] = [[]]
    apart: list[Part] = []
    for n, token in enumerate(tokens):
        try:
            if (n == 0 and _loose_edge(token[0], 0)) or (n == len(tokens) - 1 and _loose_edge(token[-1], -1)):
                raise _OpenError
            runs[-1].append(_token(token, fuzzy))
        except _OpenError as error:
            runs.append([])
            if error.piece and not is_optional(token):
                apart.append(error.piece)
    out = [Piece(part) for part in apart]
    for n, run in enumerate(runs):
        at_start, at_end = starts and n == 0, ends and n == len(runs) - 1
        part = _simple(_trimmed(run, at_start, at_end))
        if part != _NOTHING:
            out.append(Piece(part, at_start, at_end))
    return tuple(sorted(out, key=_weight)) or _substrings(tokens, fuzzy)


def is_exact(tokens: Sequence_, *, fuzzy: int = 0) -> bool:
    """Whether a phrase is found wherever its piece is, as long as no gap is too wide."""
    return not fuzzy and not is_wide(tokens) and _is_simple(tokens)


def _is_simple(tokens: Sequence_) -> bool:
    return any(not is_optional(token) for token in tokens) and all(
        len(token) == 1 and _is_simple_atom(token[0]) for token in tokens
    )


def _is_simple_atom(atom: Atom) -> bool:
    if isinstance(atom, Group):
        known = atom.memo.get("simple")
        if not isinstance(known, bool):
            known = atom.memo["simple"] = not atom.stem and all(_is_simple(option) for option in atom.options)
        return known
    return isinstance(atom, Word) and _is_plain(atom.text)


def substring_piece(texts: Iterable[str]) -> Piece | None:
    """A piece for lines that contain one of these texts; None when that cannot be told from their words."""
    options = [_substring(text) for text in texts]
    return Piece(_choice(options)) if options and _NOTHING not in options else None


def _substring(text: str) -> Part:
    parts: list[Part] = []
    for found in _PARTS.finditer(text):
        # A word at the edge of the text may be part of a longer one.
        opens, closes = found.start() == 0, found.end() == len(text)
        kind = EXACT if found[2] or not (opens or closes) else PREFIX if not opens else INSIDE
        parts.append(_one(kind + bare_word(found[0])))
    return _simple(parts)


def _substrings(tokens: Sequence_, fuzzy: int) -> tuple[Piece, ...]:
    """Pieces for scripts without spaces, where words are found inside words, but for those in Latin letters."""
    out = []
    for literals in phrase_gate.requirements(tokens, fuzzy=fuzzy, whole_words=True):
        wanted = (((RUN if x.word and x.text.isascii() else INSIDE) + x.text) for x in literals)
        out.append(Piece(One(frozenset(wanted))))
    if phrase_gate.needs_digit(tokens):
        out.append(Piece(_one(DIGITS)))
    return tuple(sorted(dict.fromkeys(out), key=_weight))


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
    ones = [option.wanted for option in kept if isinstance(option, One)]
    rest: list[Part] = [option for option in kept if not isinstance(option, One)]
    if ones:
        rest.insert(0, One(frozenset().union(*ones)))
    return rest[0] if len(rest) == 1 else Choice(tuple(rest))


def _token(token: Token, fuzzy: int) -> Part:
    if len(token) == 1:
        return _atom(token[0], fuzzy)
    strings = list(_strings(token))
    if strings:
        if fuzzy:
            raise _OpenError
        return _choice(_word(text, stem) for text, stem in strings)
    first, *rest = token
    if isinstance(first, Class) and first.name in _CLASSES:
        # `{num}k`: the rest may have become one with the number.
        return Chain((_CLASSES[first.name], *(Maybe(_atom(atom, fuzzy)) for atom in rest)))
    if all(_keeps_apart(one, other) for one, other in zip(token, rest, strict=False)):
        return _simple(_atom(atom, fuzzy) for atom in token)
    raise _OpenError(_one(DIGITS) if phrase_gate.needs_digit((token,)) else None)


def _keeps_apart(one: Atom, other: Atom) -> bool:
    """Whether two atoms of a token cannot become one word, since a mark stands between them."""

    def is_mark(atom: Atom, side: int) -> bool:
        return isinstance(atom, Word) and not atom.stem and not regex.match(rf"{WORD}|[{_LOOSE}]", atom.text[side])

    return is_mark(one, -1) or is_mark(other, 0)


def _atom(atom: Atom, fuzzy: int) -> Part:
    match atom:
        case Word(text, stem):
            return _fuzzy_word(text, stem) if fuzzy and len(text) >= FUZZY_LETTERS else _word(text, stem)
        case Class(name):
            if name not in _CLASSES:
                raise _OpenError(_OPEN_CLASSES.get(name))
            return _CLASSES[name]
        case Wildcard():
            raise _OpenError
        case Group():
            key = ("words", fuzzy)
            known = atom.memo.get(key)
            if not isinstance(known, _Options):
                known = atom.memo[key] = _group(atom, fuzzy)
            if known.part is None:
                raise _OpenError(known.apart)
            return Maybe(known.part) if atom.optional else known.part


@dataclass(frozen=True, slots=True)
class _Options:
    """A group as a part; or, when something in it is open, what must be on the line apart from the rest."""

    part: Part | None = None
    apart: Part | None = None


def _group(group: Group, fuzzy: int) -> _Options:
    try:
        return _Options(_choice(_option(option, group.stem, fuzzy) for option in group.options))
    except _OpenError:
        found = [pieces(option, fuzzy=fuzzy) for option in group.options]
        if group.stem or not all(found):
            return _Options()
        return _Options(apart=_choice(some[0].part for some in found))


def _option(tokens: Sequence_, stem: bool, fuzzy: int) -> Part:
    if stem:
        *before, last = tokens
        if len(last) != 1 or not isinstance(last[0], Word):
            raise _OpenError
        tokens = (*before, (Word(last[0].text, True),))
    return _simple(_token(token, fuzzy) for token in tokens)


def _strings(token: Token) -> Iterator[tuple[str, bool]]:
    """The strings that the atoms of a token make together, if they are few and plain."""
    made = [("", False)]
    for atom in token:
        ends = list(_ends(atom))
        if not ends or any(stem for _, stem in made) or len(made) * len(ends) > _MOST_VARIANTS:
            return
        made = [(text + more, stem) for text, _ in made for more, stem in ends]
    yield from made


def _ends(atom: Atom) -> Iterator[tuple[str, bool]]:
    match atom:
        case Word(text, stem):
            yield text, stem
        case Group(options, optional, stem):
            found = []
            for option in options:
                strings = [("", False)]
                for token in option:
                    words = list(_strings(token))
                    if not words or is_optional(token) or len(strings) * len(words) > _MOST_VARIANTS:
                        return
                    strings = [(f"{a} {b}" if a else b, inner) for a, _ in strings for b, inner in words]
                found += strings
            if optional:
                yield "", False
            yield from ((text, inner or stem) for text, inner in found)


def _word(text: str, stem: bool) -> Part:
    if _is_plain(text):
        return _plain_word(text, stem)
    if stem and not regex.fullmatch(WORD, text[-1]):
        # Whatever follows the mark, what stands before it is there, if it cannot become one with a word.
        firm = regex.fullmatch(MARK, text[-1]) and not any(char in text for char in _LOOSE)
        raise _OpenError(_simple(_one(EXACT + bare_word(part[0])) for part in _PARTS.finditer(text)) if firm else None)
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


def _is_plain(text: str) -> bool:
    return text.isalpha() or (text.isascii() and text.isalnum())


def _line_of(words: list[str], stem: bool) -> Part:
    last = len(words) - 1
    return _simple(_plain_word(word, stem and n == last) for n, word in enumerate(words))


@cache
def _plain_word(word: str, stem: bool) -> One:
    return _one((PREFIX if stem else EXACT) + word)


def _fuzzy_word(text: str, stem: bool) -> Part:
    """A word with one letter wrong: changed, too many, missing, or become something that is no letter."""
    if not text.isalpha():
        return _word(text, stem)
    if stem:
        raise _OpenError(_one(*(INSIDE + part for part in phrase_gate.parts(text, 2))))
    halves = {(text[:n], text[n + skipped :]) for n in range(len(text)) for skipped in (0, 1)}
    mark = Maybe(_one(MARKS))
    split = [
        Chain((*((_one(EXACT + one),) if one else ()), mark, *((_one(EXACT + other),) if other else ())))
        for one, other in sorted(halves)
        if one or other
    ]
    return Chain((mark, _choice((_one(NEAR + text), *split)), mark))


def _weight(piece: Piece) -> float:
    """How often a piece may be expected on a line, roughly; less is rarer."""
    return _often(piece.part) / (4 if piece.starts or piece.ends else 1)


_OFTEN = {EXACT: 0.3, RUN: 0.3, NEAR: 0.6, KIND: 3.0}


def _often(part: Part) -> float:
    match part:
        case One(wanted):
            return sum(_OFTEN.get(text[0], 1.0) / (len(text) - 1) ** 2 for text in wanted)
        case Chain(parts):
            often = 1.0
            for inner in parts:
                often *= 1.0 if isinstance(inner, Maybe) else _often(inner)
            return often
        case Choice(options):
            return sum(_often(option) for option in options)
        case Maybe():
            return 1.0
