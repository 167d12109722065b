"""The phrase language of the packs: read a phrase into its parts.

`[please] (support|back) us` reads as written; see `rules/README.md` for the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from cleaner.packs.words import CJK
from cleaner.text.normalise import EDGE, fold

CLASSES = ("num", "money", "name", "email", "url", "date")
_WILDCARDS = {"*": 3, "**": 8}
FUZZY_LETTERS = 6


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Word:
    """Literal characters, `stem` when any ending may follow."""

    text: str
    stem: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A token class such as `{money}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Up to `most` words of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, of which one must stand there, or none when `optional`."""

    options: tuple[tuple[tuple[Atom, ...], ...], ...]
    optional: bool = False
    stem: bool = False
    # What has been worked out of the options; a list is one group, shared by all phrases that name it.
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)


Atom = Word | Class | Wildcard | Group
Token = tuple[Atom, ...]
Sequence_ = tuple[Token, ...]


_RUN = regex.compile(r"(?:\\.|[^\s()\[\]{}|*\\])+")
_ESCAPED = regex.compile(r"\\(.)")


class Lists:
    """The named lists of a pack, each parsed once, when a phrase first names it."""

    def __init__(self, entries: Mapping[str, Sequence[str]] | None = None) -> None:
        self.entries = entries or {}
        self._groups: dict[str, Group] = {}
        self._open: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def group(self, name: str) -> Group:
        """The alternatives of a list. Raises PhraseError for a list that contains itself."""
        if name not in self._groups:
            if name in self._open:
                raise PhraseError(f"list `{name}` contains itself")
            self._open.append(name)
            try:
                parsed = tuple(_Parser(entry, self).parse() for entry in self.entries[name])
            finally:
                self._open.pop()
            self._groups[name] = Group(parsed)
        return self._groups[name]


class _Parser:
    def __init__(self, text: str, lists: Lists) -> None:
        self.text, self.at, self.lists = text, 0, lists

    def parse(self) -> Sequence_:
        tokens = self.sequence("")
        if self.at < len(self.text):
            raise PhraseError(f"`{self.text[self.at]}` without its opening bracket")
        return tokens

    def sequence(self, stops: str) -> Sequence_:
        tokens: list[Token] = []
        atoms: list[Atom] = []
        while self.at < len(self.text) and self.text[self.at] not in (stops or ")]"):
            char = self.text[self.at]
            if char.isspace():
                self.at += 1
                if atoms:
                    tokens.append(tuple(atoms))
                    atoms = []
            else:
                atoms.append(self.atom(stops, first=not atoms))
        if atoms:
            tokens.append(tuple(atoms))
        return tuple(tokens)

    def atom(self, stops: str, *, first: bool) -> Atom:
        char = self.text[self.at]
        if char in "([":
            return self.group(")" if char == "(" else "]")
        if char == "{":
            return self.named()
        if char == "*" and first:
            stars = "**" if self.text.startswith("**", self.at) else "*"
            self.at += len(stars)
            return Wildcard(_WILDCARDS[stars])
        if char == "|" and not stops:
            raise PhraseError("`|` outside brackets: write (a|b)")
        return self.word()

    def word(self) -> Word:
        found = _RUN.match(self.text, self.at)
        if not found:
            raise PhraseError(f"a stray `{self.text[self.at : self.at + 1] or self.text}`")
        self.at = found.end()
        stem = self.text.startswith("*", self.at)
        self.at += stem
        run = found[0]
        text = fold(_ESCAPED.sub(r"\1", run) if "\\" in run else run)
        if not text:
            raise PhraseError(f"nothing is left of {run!r} after folding")
        return Word(text, stem)

    def group(self, close: str) -> Atom:
        opened = self.at
        self.at += 1
        options: list[Sequence_] = []
        while True:
            options.append(self.sequence("|" + close))
            if self.at >= len(self.text):
                raise PhraseError(f"`{self.text[opened]}` without its closing bracket")
            self.at += 1
            if self.text[self.at - 1] == close:
                break
        optional = close == "]" or any(not option for option in options)
        filled = tuple(option for option in options if option)
        if not filled:
            raise PhraseError("empty brackets")
        stem = self.text.startswith("*", self.at)
        self.at += stem
        lone = filled[0][0][0] if len(filled) == 1 and len(filled[0]) == 1 and len(filled[0][0]) == 1 else None
        # Any number of words may be absent anyway: brackets around a wildcard say nothing new.
        return lone if isinstance(lone, Wildcard) else Group(filled, optional, stem)

    def named(self) -> Atom:
        close = self.text.find("}", self.at)
        if close < 0:
            raise PhraseError("`{` without its closing bracket")
        name = self.text[self.at + 1 : close]
        self.at = close + 1
        if name in self.lists:
            group = self.lists.group(name)
            if self.text.startswith("*", self.at):
                self.at += 1
                return Group(group.options, group.optional, stem=True)
            return group
        if name not in CLASSES:
            known = ", ".join([*sorted(self.lists.entries), *CLASSES])
            raise PhraseError(f"unknown list or class {{{name}}}; there are {known}")
        return Class(name)


def parse(text: str, lists: Lists | None = None) -> Sequence_:
    """The tokens of a phrase. Raises PhraseError."""
    tokens = _Parser(text, lists or Lists()).parse()
    if not tokens or all(is_optional(token) for token in tokens):
        raise PhraseError("a phrase that matches nothing at all")
    return tokens


def is_optional(token: Token) -> bool:
    """Whether a token may be absent."""
    return all(isinstance(a, Wildcard) or (isinstance(a, Group) and a.optional) for a in token)


def is_wide(tokens: Sequence_) -> bool:
    """Whether a phrase is in a script without spaces between words."""
    return any(CJK.search(text) for text in _texts(tokens))


def _texts(tokens: Sequence_) -> list[str]:
    out: list[str] = []
    for token in tokens:
        for atom in token:
            if isinstance(atom, Word):
                out.append(atom.text)
            elif isinstance(atom, Group):
                for option in atom.options:
                    out.extend(_texts(option))
    return out


def bare(tokens: Sequence_, *, start: bool, end: bool) -> Sequence_:
    """The phrase without the punctuation at its ends, for comparison with a line whose edges are stripped."""
    out = list(tokens)
    if start and out:
        out[0] = _stripped(out[0], 0)
    if end and out and out[-1]:
        out[-1] = _stripped(out[-1], -1)
    return tuple(token for token in out if token)


def marks_edge(tokens: Sequence_, *, start: bool, end: bool) -> bool:
    """Whether a phrase may begin, or end, with a mark that a line loses when its edges are stripped."""
    return (start and any(_EDGE.match(text) for text in _outer(tokens, 0))) or (
        end and any(_EDGE.match(text[-1]) for text in _outer(tokens, -1))
    )


def _outer(tokens: Sequence_, side: int) -> Iterator[str]:
    """The texts that a phrase may have at an edge, but for stems, which are no edge on their right."""
    for token in tokens if side == 0 else reversed(tokens):
        atom = token[side]
        if isinstance(atom, Word) and not (atom.stem and side):
            yield atom.text
        elif isinstance(atom, Group) and not (atom.stem and side):
            for option in atom.options:
                yield from _outer(option, side)
        if not is_optional(token):
            return


def _stripped(token: Token, side: int) -> Token:
    atom = token[side]
    if not isinstance(atom, Word) or atom.stem:
        return token
    text = atom.text.lstrip(_MARKS) if side == 0 else atom.text.rstrip(_MARKS)
    middle = (Word(text),) if text else ()
    return (*middle, *token[1:]) if side == 0 else (*token[:-1], *middle)


_EDGE = regex.compile(EDGE)
_MARKS = " .,:;!?…\"'()[]-|/>»·•"
