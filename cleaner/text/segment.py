"""Cut a text into lines, and tell prose from labels."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.model import Line
from cleaner.text.late import late

_LINE = late(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_DIGIT = late(r"\d")
_WORD = late(r"\w+")
_CJK = late(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# A full stop of Latin, of East Asian, of Indian and of Urdu writing.
FULL_STOPS = (".", "。", "।", "۔")
# The ends of sentences that ask, call or break off; the semicolon asks in Greek.
CALLS = ("!", "?", "…", "！", "？", "؟", ";", "\u037e")
_SENTENCE_END = late(rf"""[{"".join((*FULL_STOPS, *CALLS))}:]["')\]\s]*\Z""")
# Behind a full stop or its like, and what closes with it, another sentence may begin; East Asian writing has no space,
# and where a line end got lost there is none either.
_NEXT_SENTENCE = late(
    r"""(?:[.!?…।۔؟]|(?<=\p{Greek})[;\u037e])["'”’»)\]]*(?:\[\d+\])*\s+"""
    r"""(?=(?:(?:[|•—–]|>>)\s*)*["'“‘«„(\[¿¡]*(?!\p{Ll})[^\W\d_])"""
    r"""|[。！？]["'”’」』)）]*\s*(?=\S)|(?<=\p{Ll}\p{Ll})[.!?](?=\p{Lu}\p{Ll})"""
)
# A full stop behind an initial or a title ends no sentence; behind a number or one of the others it may.
_TITLE = late(
    r"""(?:(?<![\w.])(?:\p{Lu}|(?i:mrs?|ms|dra?|prof|sra?|st|vs|gen|sen|rep|gov|lt|col|ul|проф|ул|bzw|ca|κ)))\.\Z"""
)
_SHORTENED = late(r"(?:(?<!\w)(?:\d{1,2}|\p{Ll}|(?i:inc|ltd|co|corp|etc|min|dec))|\p{L}\.\p{L})\.\Z")
_CODE = late(
    r"""^\s*"[^"]{1,80}"\s*(?::\s*(?:["'\[{\d-]|(?:true|false|null)\b|\Z)|,\s*\Z)|(?:[:=(),]\s*[\[{]|\s\\)\s*\Z"""
)
_QUOTED = late(r"\"[^\"]*\"|(?<!\w)'[^']{12,}'(?!\w)")
# The same in a text that is not folded.
_CITED = late(
    r"\"[^\"]*\"|[“„‟][^”“]*[”“]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』|《[^》]*》|‘[^’]{12,}’(?!\w)|(?<!\w)'[^']+'(?!\w)"
)

PROSE_WORDS = 18
# Nobody writes a notice of this length; such a line is a whole article, or no text at all.
LONG_LINE_CHARS = 4000
# What is looked at, at the end of a long line.
WINDOW_CHARS = 400


def split_lines(text: str) -> list[Line]:
    """The lines of `text`; `\\n`, `\\r\\n` and `\\r` end a line, nothing else does."""
    lines: list[Line] = []
    at = 0
    if "\r" not in text:
        while True:
            end = text.find("\n", at)
            if end < 0:
                break
            lines.append(Line(len(lines), at, end, end + 1))
            at = end + 1
        if at < len(text):
            lines.append(Line(len(lines), at, len(text), len(text)))
        return lines
    for m in _LINE.finditer(text):
        if m.start() == m.end():
            break
        body = m[0].rstrip("\r\n")
        lines.append(Line(len(lines), m.start(), m.start() + len(body), m.end()))
    return lines


def raw_lines(text: str) -> list[str]:
    """The lines of `text` without their line ends."""
    if "\r" in text:
        return [text[line.start : line.end] for line in split_lines(text)]
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def line_ends(text: str) -> int:
    """How many line ends a text has."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def is_long(line: Line) -> bool:
    """Whether a line is too long to be a notice."""
    return line.end - line.start > LONG_LINE_CHARS


def count_words(text: str) -> int:
    """Words of a text; in scripts without spaces two characters count as one word."""
    if text.isascii():
        return len(_WORD.findall(text))
    wide = len(_CJK.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text))) + (wide + 1) // 2


def ends_like_sentence(folded: str) -> bool:
    """Whether a line ends with a full stop or its like."""
    return _SENTENCE_END.search(folded) is not None


class Sentence(NamedTuple):
    """A piece of a line, with the space behind it; `sure` if it surely ends there, and not in an abbreviation."""

    start: int
    end: int
    sure: bool = True


def sentences(raw: str) -> list[Sentence]:
    """The sentences of a line, as far as marks tell."""
    out: list[Sentence] = []
    start = 0
    for found in _NEXT_SENTENCE.finditer(raw):
        stop = found.start() + 1
        if not _TITLE.search(raw, start, stop):
            out.append(Sentence(start, found.end(), not _SHORTENED.search(raw, start, stop)))
            start = found.end()
    return [*out, Sentence(start, len(raw))]


def is_code(raw: str) -> bool:
    """Whether a line is data in the notation of programs: a named value, one of a list, or where a list opens."""
    return _CODE.search(raw) is not None


def has_digit(folded: str) -> bool:
    """Whether a text has a digit of any script."""
    return _DIGIT.search(folded) is not None


def quoted_words(folded: str) -> int:
    """How many words of a folded line stand in quotation marks."""
    if '"' not in folded and "'" not in folded:
        return 0
    return sum(count_words(m[0]) for m in _QUOTED.finditer(folded))


def without_quotes(text: str) -> str:
    """A text without what stands in quotation marks."""
    return _CITED.sub(" ", text)


def is_prose(folded: str, words: int) -> bool:
    """Whether a line reads as a sentence of running text rather than a label, title or link."""
    return words >= PROSE_WORDS and (ends_like_sentence(folded) or words >= 2 * PROSE_WORDS)
