"""The phrase language of the packs: parse a phrase, make its regular expression and its gate words.

`[please] (support|back) us` reads as written; see `rules/README.md` for the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from cleaner.text.normalise import fold

_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
_GAP = r"""[\s,:;\-|/("')\]>·•]"""
_WORD = r"[^\s.!?,;:]+(?:[.,:][^\s.!?,;:]+)*"
_NUMBER = r"\d+(?:[.,'\s]\d+)*"
_CURRENCY = (r"(?:\p{Sc}|(?:us|ca|au|nz)?\$|r\$|(?:usd|eur|gbp|chf|cad|aud|euros?|dollars?|pounds?|cents?|kr|kroner|"
             r"kronor|sek|nok|dkk|zł|zl|pln|kč|czk|грн|uah|tl|try|lira|inr|jpy|yen|won)(?!\w)|руб\w*|р\.|円|元|원)")  # fmt: skip
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


Atom = Word | Class | Wildcard | Group
Token = tuple[Atom, ...]
Sequence_ = tuple[Token, ...]


class _Parser:
    def __init__(self, text: str, lists: Mapping[str, Sequence[str]], depth: int = 0) -> None:
        self.text, self.at, self.lists, self.depth = text, 0, lists, depth

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
        chars: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\\" and self.at + 1 < len(self.text):
                chars.append(self.text[self.at + 1])
                self.at += 2
            elif char == "*":
                self.at += 1
                return Word(fold("".join(chars)), stem=True)
            elif char.isspace() or char in "()[]{}|":
                break
            else:
                chars.append(char)
                self.at += 1
        text = fold("".join(chars))
        if not text:
            raise PhraseError(f"a stray `{self.text[self.at : self.at + 1] or self.text}`")
        return Word(text)

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
            if self.depth > 5:
                raise PhraseError(f"list `{name}` contains itself")
            parsed = tuple(_Parser(entry, self.lists, self.depth + 1).parse() for entry in self.lists[name])
            return Group(parsed)
        if name not in CLASSES:
            known = ", ".join([*sorted(self.lists), *CLASSES])
            raise PhraseError(f"unknown list or class {{{name}}}; there are {known}")
        return Class(name)


def parse(text: str, lists: Mapping[str, Sequence[str]] | None = None) -> Sequence_:
    """The tokens of a phrase. Raises PhraseError."""
    tokens = _Parser(text, lists or {}).parse()
    if not tokens or all(_optional(token) for token in tokens):
        raise PhraseError("a phrase that matches nothing at all")
    return tokens


def _optional(token: Token) -> bool:
    return all(isinstance(a, Wildcard) or (isinstance(a, Group) and a.optional) for a in token)


_LOOSE = {"'": "'?", ":": r"\s?:", "-": "[- ]?"}


def _literal(text: str, fuzzy: int) -> str:
    if fuzzy and len(text) >= 5 and text.isalpha():
        return f"(?:{regex.escape(text)}){{e<={fuzzy}}}"
    if len(text) == 1:
        return regex.escape(text)
    return "".join(_LOOSE.get(char) or regex.escape(char) for char in text)


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


def gate(tokens: Sequence_, *, fuzzy: int = 0) -> frozenset[str]:
    """Substrings of which every match contains at least one; empty when there is no such set."""
    return min((g for token in tokens for g in _token_gates(token, fuzzy) if g), key=_cost, default=frozenset())


def _cost(literals: frozenset[str]) -> tuple[float, int]:
    # A short literal is found everywhere; many literals are found more often than few.
    return (sum(40.0 ** -min(len(x), 5) for x in literals), len(literals))


_SAFE_RUN = regex.compile(r"[^\W_]+")


def _token_gates(token: Token, fuzzy: int) -> list[frozenset[str]]:
    gates: list[frozenset[str]] = []
    for atom in token:
        if isinstance(atom, Word):
            # Only runs of letters and digits: what stands between them may vary.
            runs = [r for r in _SAFE_RUN.findall(atom.text) if len(r) > 1 or _CJK.match(r)]
            if runs:
                best = max(runs, key=len)
                gates.append(frozenset(_halves(best) if fuzzy and len(best) >= 5 else [best]))
        elif isinstance(atom, Group) and not atom.optional:
            options = [gate(option, fuzzy=fuzzy) for option in atom.options]
            if all(options):
                gates.append(frozenset().union(*options))
    return gates


def _halves(word: str) -> list[str]:
    middle = len(word) // 2
    return [word[:middle], word[middle:]]
