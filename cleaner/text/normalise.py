"""Fold a line for comparison, and find the way back from folded to original offsets.

Folding applies NFKC, lower case, one kind of quote, dash and space, takes the accents off Latin and Greek letters and
the hamza off Arabic ones (sites leave them out at will), decodes leftover HTML entities and drops zero-width
characters and Arabic vowel marks. The text itself is never changed: only the copy that rules look at.
"""

from __future__ import annotations

import unicodedata

import regex

from cleaner.text.late import late

QUOTES = dict.fromkeys("“”„‟«»″〝〞「」『』｢｣", '"') | dict.fromkeys("‘’‚‛`´′‹›ʼ", "'")
DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣", "-")
INVISIBLE = dict.fromkeys(
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u00ad\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f"
    # The stretched line of Arabic, and its marks of vowels and doubling.
    "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670",
    "",
)
_PLAIN = {ord(k): v for k, v in (QUOTES | DASHES | INVISIBLE).items()}
_SPECIAL = "".join(QUOTES | DASHES | INVISIBLE).replace("-", "")

# One letter for one letter, so that gates can use it on a whole text without losing offsets.
ACCENTS = {
    code: bare
    for first, last in ((0xC0, 0x250), (0x370, 0x400), (0x1E00, 0x2000))
    for code in range(first, last)
    if chr(code).islower() and (bare := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
    if bare.isascii() or "α" <= bare <= "ω"
} | {ord(k): v for k, v in zip("øłđıёςأإآٱىیةک", "oldiеσاااايي" + "هك", strict=True)}

_ENTITY = r"&(?:#\d{1,6}|#x[0-9A-Fa-f]{1,5}|[A-Za-z][A-Za-z0-9]{1,9});"
_SPACES = r"\s{2,}|[^\S ]"
# Text in NFKC form needs only the special characters looked at; other text is taken cluster by cluster.
_COMMON = late(rf"{_ENTITY}|{_SPACES}|[{_SPECIAL}İ]+")
_CLUSTERS = late(
    rf"{_ENTITY}|{_SPACES}|[{_SPECIAL}İ]+|[\uac00-\ud7a3]?[\u1100-\u11ff]+|(?:[^\x00-\x7f]|[\x00-\x7f](?=\p{{M}}))\p{{M}}*"
)
# What keeps even a plain ASCII text from being lower-cased as it is.
_ODD_ASCII = late(r"[&`]|[^\S ]|  ")
EDGE = r"[\s\p{P}\p{So}\p{Sk}\p{Sm}]"
_LEFT_EDGE = late(rf"\A{EDGE}+")
_RIGHT_EDGE = late(rf"{EDGE}+\Z")
_SQUEEZE = late(r"\s{2,}")


def lower_letters(text: str) -> str:
    """`text` in lower case without the accents of Latin letters, character for character (but for `İ`)."""
    return text.lower() if text.isascii() else text.lower().translate(ACCENTS)


def _fold_piece(piece: str) -> str:
    if piece.startswith("&") and len(piece) > 1:
        # Imported late: entities are rare.
        import html

        decoded = html.unescape(piece)
        return piece if decoded == piece else _fold_piece(decoded)
    if piece.isspace():
        return " "
    composed = unicodedata.normalize("NFKC", piece.translate(_PLAIN)).translate(_PLAIN).replace("İ", "i")
    return _SQUEEZE.sub(" ", composed)


def _pattern_for(text: str) -> regex.Pattern[str]:
    return _COMMON if unicodedata.is_normalized("NFKC", text) else _CLUSTERS


def fold(text: str) -> str:
    """The form of `text` that phrases are compared with; white space at the ends is stripped."""
    if text.isascii() and not _ODD_ASCII.search(text):
        return text.lower().strip()
    return lower_letters(_pattern_for(text).sub(lambda m: _fold_piece(m[0]), text)).strip()


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """`fold(text)` and, for each of its characters and its end, the offset in `text` it comes from."""
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0

    def take(original: str, folded: str, start: int) -> None:
        lowered = lower_letters(folded)
        pieces.append(lowered)
        if len(lowered) == len(original):
            offsets.extend(range(start, start + len(original)))
        else:
            offsets.extend([start] * len(lowered))

    for m in _pattern_for(text).finditer(text):
        take(text[at : m.start()], text[at : m.start()], at)
        take(m[0], _fold_piece(m[0]), m.start())
        at = m.end()
    take(text[at:], text[at:], at)
    offsets.append(len(text))
    whole = "".join(pieces)
    lead = len(whole) - len(whole.lstrip())
    kept = whole.strip()
    return kept, offsets[lead : lead + len(kept) + 1]


def strip_edges(folded: str) -> tuple[str, str, str]:
    """A folded line without the punctuation, bullets, arrows and emoji at both ends, at the left, at the right."""
    if folded[:1].isalnum() and folded[-1:].isalnum():
        return folded, folded, folded
    left = _LEFT_EDGE.sub("", folded)
    return _RIGHT_EDGE.sub("", left), left, _RIGHT_EDGE.sub("", folded)
