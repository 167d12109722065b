"""The phrase language of the packs: parse a phrase, make its regular expression and its gate words.

`[please] (support|back) us` reads as written; see `rules/README.md` for the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from cleaner.text.normalise import fold

_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
_GAP = r"""[\s,:;\-|/("')\]>·•]"""
_WORD = r"[^\s.!?,;:]+(?:[.,:][^\s.!?,;:]+)*"
_NUMBER = r"\d+(?:[.,'\s]\d+)*"
_CURRENCY = (
    r"(?:[$€£¥₽₴₺₹₩₪฿]|(?:us|ca|au|nz)?\$|r\$|(?:usd|eur|gbp|chf|cad|aud|euros?|dollars?|pounds?|cents?|kr|kroner|"
    r"kronor|sek|nok|dkk|zł|zl|pln|kč|czk|грн|uah|tl|try|lira|inr|jpy|yen|won)(?!\w)|руб\w*|р\.|円|元|원)"
)
CLASSES = {
    "num": _NUMBER,
    "money": rf"(?:{_CURRENCY}\s?{_NUMBER}|{_NUMBER}(?:[.,]-)?\s?{_CURRENCY})",
    "name": rf"{_WORD}(?:{_GAP}{{1,3}}{_WORD}){{0,5}}",
    "email": r"[^\s@]+@[^\s@]+\.\w+",
    "url": r"(?:https?://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?)",
    "date": r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?",
}
_WILDCARDS = {"*": 3, "**": 8}


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


class Literal(NamedTuple):
    """A substring to look for; `word` when it must stand as a whole word."""

    text: str
    word: bool


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

    def group(self, close: str) -> Group:
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
        return Group(filled, optional, stem)

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
    if not tokens or all(_optional(token) for token in tokens):
        raise PhraseError("a phrase that matches nothing at all")
    return tokens


def _optional(token: Token) -> bool:
    return all(isinstance(a, Wildcard) or (isinstance(a, Group) and a.optional) for a in token)


_LOOSE = str.maketrans({"'": "'?", ":": r"\s?:", "-": "[- ]?"} | {c: "\\" + c for c in r".^$*+?{}[]\|()"})


def _literal(text: str, fuzzy: int) -> str:
    if fuzzy and len(text) >= FUZZY_LETTERS and text.isalpha():
        return f"(?:{regex.escape(text)}){{e<={fuzzy}}}"
    if len(text) == 1:
        return regex.escape(text)
    return text.translate(_LOOSE)


def _atom_source(atom: Atom, fuzzy: int, gap: str) -> str:
    match atom:
        case Word(text, stem):
            return _literal(text, fuzzy) + (r"\w*" if stem else "")
        case Class(name):
            return CLASSES[name]
        case Wildcard():
            return _WORD
        case Group(options, optional, stem):
            body = "|".join(_sequence_source(option, fuzzy, gap) for option in options)
            return f"(?:{body})" + (r"\w*" if stem else "") + ("?" if optional and not stem else "")


def _sequence_source(tokens: Sequence_, fuzzy: int, gap: str) -> str:
    mandatory = [i for i, token in enumerate(tokens) if not _optional(token)]
    # Gaps belong to the optional tokens beside them, so that they vanish together.
    pivot = mandatory[-1] if mandatory else 0
    parts: list[str] = []
    for i, token in enumerate(tokens):
        body = "".join(_atom_source(atom, fuzzy, gap) for atom in token)
        wild = token[0] if len(token) == 1 and isinstance(token[0], Wildcard) else None
        repeat = f"{{0,{wild.most}}}" if wild else "?"
        if i == pivot:
            parts.append(body if not _optional(token) else f"(?:{body}){repeat}")
        elif not _optional(token):
            parts.append(body + gap)
        elif i < pivot:
            parts.append(f"(?:{body}{gap}){repeat}")
        else:
            parts.append(f"(?:{gap}{body}){repeat}")
    return "".join(parts)


def source(tokens: Sequence_, *, fuzzy: int = 0) -> str:
    """The regular expression of a parsed phrase, for a folded line."""
    text = "".join(_texts(tokens))
    if _CJK.search(text):
        return _sequence_source(tokens, fuzzy, f"{_GAP}{{0,4}}")
    body = _sequence_source(tokens, fuzzy, f"{_GAP}{{1,4}}")
    # Where a phrase begins or ends with punctuation, a word may follow at once.
    opens = "" if _edge_is_mark(tokens[0][0], 0) else r"(?<!\w)"
    closes = "" if _edge_is_mark(tokens[-1][-1], -1) else r"(?!\w)"
    return f"{opens}(?:{body}){closes}"


def _edge_is_mark(atom: Atom, side: int) -> bool:
    return isinstance(atom, Word) and not atom.stem and not atom.text[side].isalnum()


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


def requirements(tokens: Sequence_, *, fuzzy: int = 0) -> list[frozenset[Literal]]:
    """Sets of substrings; every match contains at least one of each set. The rarest set comes first."""
    return sorted((g for token in tokens for g in _token_gates(token, fuzzy) if g), key=_cost)


def gate(tokens: Sequence_, *, fuzzy: int = 0) -> frozenset[Literal]:
    """Substrings of which every match contains at least one; empty when there is no such set."""
    return next(iter(requirements(tokens, fuzzy=fuzzy)), frozenset())


def longest(tokens: Sequence_) -> int:
    """An upper bound of the words that a match can have."""
    return sum(_atom_words(atom) for token in tokens for atom in token)


_CLASS_WORDS = {"num": 8, "money": 10, "name": 24, "email": 12, "url": 60, "date": 3}


def _atom_words(atom: Atom) -> int:
    match atom:
        case Word(text, _):
            # Scripts without spaces count two characters as a word.
            return 1 + len(text) if _CJK.search(text) else 1 + sum(text.count(c) for c in "'-./:")
        case Class(name):
            return _CLASS_WORDS[name]
        case Wildcard(most):
            return 4 * most
        case Group(options):
            return max(longest(option) for option in options)


def needs_digit(tokens: Sequence_) -> bool:
    """Whether every match contains a digit."""
    return any(_digit(atom) for token in tokens for atom in token)


def _digit(atom: Atom) -> bool:
    if isinstance(atom, Group):
        return not atom.optional and all(needs_digit(option) for option in atom.options)
    return isinstance(atom, Class) and atom.name in ("num", "money", "date")


def bare(tokens: Sequence_, *, start: bool, end: bool) -> Sequence_:
    """The phrase without the punctuation at its ends, for comparison with a line whose edges are stripped."""
    out = list(tokens)
    if start and out:
        out[0] = _stripped(out[0], 0)
    if end and out:
        out[-1] = _stripped(out[-1], -1)
    return tuple(token for token in out if token)


def _stripped(token: Token, side: int) -> Token:
    atom = token[side]
    if not isinstance(atom, Word) or atom.stem:
        return token
    text = atom.text.lstrip(_MARKS) if side == 0 else atom.text.rstrip(_MARKS)
    middle = (Word(text),) if text else ()
    return (*middle, *token[1:]) if side == 0 else (*token[:-1], *middle)


_MARKS = " .,:;!?…\"'()[]-|/>»·•"


def _cost(literals: frozenset[Literal]) -> tuple[float, int]:
    # A short literal is found everywhere; many literals are found more often than few.
    return (sum(40.0 ** -min(len(x.text) + x.word, 6) for x in literals), len(literals))


_SAFE_RUN = regex.compile(r"[^\W_]+")
FUZZY_LETTERS = 5


def _token_gates(token: Token, fuzzy: int) -> list[frozenset[Literal]]:
    gates: list[frozenset[Literal]] = []
    alone = len(token) == 1
    for atom in token:
        if isinstance(atom, Word):
            # Only runs of letters and digits: what stands between them may vary.
            runs = [r for r in _SAFE_RUN.findall(atom.text) if len(r) > 1 or _CJK.match(r)]
            if runs:
                best = max(runs, key=len)
                if fuzzy and len(best) >= FUZZY_LETTERS:
                    gates.append(frozenset(Literal(half, False) for half in _halves(best)))
                else:
                    word = alone and not atom.stem and best == atom.text and not _CJK.search(best)
                    gates.append(frozenset([Literal(best, word)]))
        elif isinstance(atom, Group) and not atom.optional:
            options = [gate(option, fuzzy=fuzzy) for option in atom.options]
            if all(options):
                whole = alone and not atom.stem
                gates.append(frozenset(Literal(x.text, x.word and whole) for option in options for x in option))
    return gates


def _halves(word: str) -> list[str]:
    middle = len(word) // 2
    return [word[:middle], word[middle:]]
