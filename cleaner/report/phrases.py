"""Phrases as people read them: `[please] support/back us` for `[please] (support|back) us`."""

from __future__ import annotations

from cleaner.packs.pack import Patterns
from cleaner.packs.phrase import Atom, Class, Group, Sequence_, Token, Wildcard, Word

# Alternatives that are shown of a group, and those that stand close together.
_SHOWN, _CLOSE = 5, 3
_SHORT_WILDCARD = 3
_CLASSES = {
    "num": "<number>",
    "money": "<amount>",
    "name": "<name>",
    "email": "<e-mail>",
    "url": "<link>",
    "date": "<date>",
}
READING = "[ ] may be absent, / or, - any ending, <{more}> up to three words, <{more} {more}> up to eight"


def readable(patterns: Patterns, *, more: str = "…") -> list[str]:
    """Each phrase of a matcher, then each regular expression between strokes; `more` stands for what is left out."""
    phrases = (_phrase(phrase, more) for phrase in patterns.phrases)
    return [*phrases, *(f"/{expression}/" for expression in patterns.expressions)]


def _phrase(tokens: Sequence_, more: str) -> str:
    return " ".join(_token(token, more) for token in tokens)


def _token(token: Token, more: str) -> str:
    return "".join(_atom(atom, more) for atom in token)


def _atom(atom: Atom, more: str) -> str:
    match atom:
        case Word(text, stem):
            return f"{text}-" if stem else text
        case Class(name):
            return _CLASSES[name]
        case Wildcard(most):
            return f"<{more}>" if most <= _SHORT_WILDCARD else f"<{more} {more}>"
        case Group():
            return _group(atom, more)


def _group(group: Group, more: str) -> str:
    options = list(dict.fromkeys(_phrase(option, more) for option in group.options))
    shown = options if len(options) <= _SHOWN + 1 else [*options[:_SHOWN], more]
    close = len(shown) <= _CLOSE and not any(" " in option or "/" in option for option in shown)
    text = "/".join(shown) if close else " / ".join(shown)
    end = "-" if group.stem else ""
    if group.optional:
        return f"[{text}]{end}"
    return f"{text}" if close and not end else f"({text}){end}"
