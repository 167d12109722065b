"""The regular expression of a phrase, for a folded line."""

from __future__ import annotations

import regex

from cleaner.packs.phrase import FUZZY_LETTERS, Atom, Class, Group, Sequence_, Wildcard, Word, is_optional, is_wide
from cleaner.packs.words import CURRENCIES, CURRENCY_SIGNS, GAP

_WORD = r"[^\s.!?,;:]+(?:[.,:][^\s.!?,;:]+)*"
_WIDE_GAP = f"{GAP}{{0,4}}"
_NUMBER = r"\d+(?:[.,'\s]\d+)*"
_CURRENCY = (
    rf"(?:[{CURRENCY_SIGNS}]|(?:us|ca|au|nz)?\$|r\$|(?:{'|'.join(sorted(CURRENCIES, key=len, reverse=True))})(?!\w)"
    r"|руб\w*|р\.)"
)
_CLASSES = {
    "num": _NUMBER,
    "money": rf"(?:{_CURRENCY}\s?{_NUMBER}|{_NUMBER}(?:[.,]-)?\s?{_CURRENCY})",
    "name": rf"{_WORD}(?:{GAP}{{1,3}}{_WORD}){{0,5}}",
    "email": r"[^\s@]+@[^\s@]+\.\w+",
    "url": r"(?:https?://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?)",
    "date": r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?",
}

_LOOSE = str.maketrans({"'": "'?", ":": r"\s?:", "-": "[- ]?"} | {c: "\\" + c for c in r".^$*+?{}[]\|()"})


def _literal(text: str, fuzzy: int) -> str:
    if fuzzy and len(text) >= FUZZY_LETTERS and text.isalpha():
        return f"(?:{regex.escape(text)}){{e<={fuzzy}}}"
    if len(text) == 1 and text != ":":
        return regex.escape(text)
    return text.translate(_LOOSE)


def _atom_source(atom: Atom, fuzzy: int, gap: str) -> str:
    match atom:
        case Word(text, stem):
            literal = _literal(text, fuzzy) + (r"\w*" if stem else "")
            # In scripts without spaces only the foreign words have ends to respect.
            return (
                rf"(?<![a-z0-9]){literal}(?![a-z0-9])"
                if gap is _WIDE_GAP and text.isascii() and text.isalnum()
                else literal
            )
        case Class(name):
            return _CLASSES[name]
        case Wildcard():
            return _WORD
        case Group(options, optional, stem):
            body = "|".join(_sequence_source(option, fuzzy, gap) for option in options)
            return f"(?:{body})" + (r"\w*" if stem else "") + ("?" if optional and not stem else "")


def _sequence_source(tokens: Sequence_, fuzzy: int, gap: str) -> str:
    mandatory = [i for i, token in enumerate(tokens) if not is_optional(token)]
    # Gaps belong to the optional tokens beside them, so that they vanish together.
    pivot = mandatory[-1] if mandatory else 0
    parts: list[str] = []
    for i, token in enumerate(tokens):
        body = "".join(_atom_source(atom, fuzzy, gap) for atom in token)
        wild = token[0] if len(token) == 1 and isinstance(token[0], Wildcard) else None
        repeat = f"{{0,{wild.most}}}" if wild else "?"
        if i == pivot:
            parts.append(body if not is_optional(token) else f"(?:{body}){repeat}")
        elif not is_optional(token):
            parts.append(body + gap)
        elif i < pivot:
            parts.append(f"(?:{body}{gap}){repeat}")
        else:
            parts.append(f"(?:{gap}{body}){repeat}")
    return "".join(parts)


def source(tokens: Sequence_, *, fuzzy: int = 0) -> str:
    """The regular expression of a parsed phrase, for a folded line."""
    if is_wide(tokens):
        return _sequence_source(tokens, fuzzy, _WIDE_GAP)
    body = _sequence_source(tokens, fuzzy, f"{GAP}{{1,4}}")
    # Where a phrase begins or ends with punctuation, a word may follow at once.
    opens = "" if _edge_is_mark(tokens[0][0], 0) else r"(?<!\w)"
    closes = "" if _edge_is_mark(tokens[-1][-1], -1) else r"(?!\w)"
    return f"{opens}(?:{body}){closes}"


def _edge_is_mark(atom: Atom, side: int) -> bool:
    return isinstance(atom, Word) and not atom.stem and not atom.text[side].isalnum()
