"""A document as the rules see it: folded lines made on demand, and where its prose begins and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cleaner.model import Line
from cleaner.packs.words import GAP
from cleaner.text import segment
from cleaner.text.late import late
from cleaner.text.normalise import fold, strip_edges

if TYPE_CHECKING:
    from cleaner.engine.clue import Clue, Tokens
    from cleaner.engine.known import Known

SPEECH_WORDS = 20
# Lines of a frame: this short, this many, this far apart. Numbers count as alike.
FRAME_CHARS = 120
FRAME_WORDS = range(2, 13)
FRAME_LINES = 3
FRAME_APART = 3
# What is wrapped at some width has lines of so many characters and words at least.
WRAPPED_CHARS = 40
WRAPPED_WORDS = 7
# So many short lines between paragraphs make it likely that another one is a heading, too.
HEADINGS = 2
_WORD = late(r"\w+")
_NUMBER = late(r"\d+")
# Where words stand further apart than a phrase allows, or cling to an underscore, the gate may err.
_DOUBTFUL = late(rf"{GAP}{{5}}|[_\x1c-\x1f\x85]")


# The units that a gate announces for a line: those that are there as far as words can tell, those that may be, and
# what tells of one of these whether it is worth the while to look.
Announced = tuple[frozenset[int], frozenset[int], Callable[[int], bool]]
Announce = Callable[[], Announced]


class LineView:
    """One line, folded, with the measures that guards and cues ask for; most are taken when first asked for."""

    __slots__ = ("_announce", "_announced", "_cores", "_digit", "_plain", "_quoted", "_sentence", "folded", "words")

    def __init__(self, raw: str, announce: Announce | None = None) -> None:
        self.folded = fold(raw[: segment.LONG_LINE_CHARS])
        self.words = segment.count_words(self.folded)
        self._announce = announce
        self._announced: Announced | None = None
        self._cores: tuple[str, str, str] | None = None
        self._quoted: int | None = None
        self._sentence: bool | None = None
        self._digit: bool | None = None
        self._plain: bool | None = None

    def _edges(self) -> tuple[str, str, str]:
        if self._cores is None:
            self._cores = strip_edges(self.folded)
        return self._cores

    @property
    def core(self) -> str:
        """The line without the marks at its edges."""
        return self._edges()[0]

    @property
    def left(self) -> str:
        """The line without those at its left edge."""
        return self._edges()[1]

    @property
    def right(self) -> str:
        """The line without those at its right edge."""
        return self._edges()[2]

    @property
    def quoted(self) -> int:
        """Its words in quotation marks."""
        if self._quoted is None:
            self._quoted = segment.quoted_words(self.folded)
        return self._quoted

    @property
    def sentence(self) -> bool:
        """Whether it ends like a sentence."""
        if self._sentence is None:
            self._sentence = segment.ends_like_sentence(self.folded)
        return self._sentence

    @property
    def digit(self) -> bool:
        """Whether it has a digit."""
        if self._digit is None:
            self._digit = segment.has_digit(self.folded)
        return self._digit

    @property
    def announced(self) -> Announced | None:
        """The units that a gate announces for it; None when no gate has seen it."""
        if self._announced is None and self._announce:
            self._announced = self._announce()
        return self._announced

    @property
    def plain(self) -> bool:
        """Whether nothing stands in it that makes an exact announcement of a gate doubtful."""
        if self._plain is None:
            core = self.core
            self._plain = core[:1].isalnum() and core[-1:].isalnum() and not _DOUBTFUL.search(self.folded)
        return self._plain

    @property
    def prose(self) -> bool:
        """Whether the line reads as running text."""
        return segment.is_prose(self.folded, self.words)


class View:
    """The lines of one text, and what of each stands in `links`, if that is known.

    `makers` make the views of those lines of which something is known before.
    """

    def __init__(self, text: str, links: tuple[float, ...] = ()) -> None:
        self.text, self.links = text, links
        self.raws = segment.raw_lines(text)
        self.makers: Mapping[int, Known] = {}
        # What tells, by the text of a line, which units a gate announces for it.
        self.announce: Callable[[str], Announced] | None = None
        # By line the clues and the tokens that what announces rules has found there.
        self.clues: dict[int, Sequence[Clue]] = {}
        self.tokens: dict[int, Tokens] = {}
        # The languages it may be in; None when that cannot be told.
        self.languages: frozenset[str] | None = None
        self.made: dict[int, LineView] = {}

    @cached_property
    def lines(self) -> list[Line]:
        """The places of the lines."""
        return segment.split_lines(self.text)

    def raw(self, index: int) -> str:
        """The text of a line without its line end."""
        return self.raws[index]

    def link_share(self, index: int) -> float:
        """The share of a line's text that stands in links; 0 where that is not known."""
        return self.links[index] if self.links else 0.0

    def long(self, index: int) -> bool:
        """Whether a line is too long to be a notice."""
        return len(self.raws[index]) > segment.LONG_LINE_CHARS

    def line(self, index: int) -> LineView:
        """The folded line with its measures; made once."""
        view = self.made.get(index)
        if view is None:
            maker, raw = self.makers.get(index), self.raws[index]
            announce = partial(self.announce, raw) if self.announce else None
            view = self.made[index] = maker.line if maker else LineView(raw, announce)
        return view

    @cached_property
    def filled(self) -> list[int]:
        """The indexes of the lines that are not blank."""
        return [index for index, raw in enumerate(self.raws) if raw and not raw.isspace()]

    def goes_on(self, index: int) -> bool:
        """Whether a line goes on with a sentence of the line right above it, as in a text wrapped at some width."""
        above = self.raws[index - 1].rstrip() if index else ""
        return (
            self.raws[index].lstrip()[:1].islower()
            and (above[-1:].isalnum() or above[-1:] == ",")
            and len(above) >= WRAPPED_CHARS
            and not self.long(index - 1)
            and self.line(index - 1).words >= WRAPPED_WORDS
        )

    @cached_property
    def repeated(self) -> set[int]:
        """The indexes of the lines whose text stands in the document more than once."""
        first: dict[str, int] = {}
        again: set[int] = set()
        for index in self.filled:
            seen = first.setdefault(self.raw(index).strip(), index)
            if seen != index:
                again |= {seen, index}
        return again

    @cached_property
    def framed(self) -> set[int]:
        """The indexes of short lines that begin or end with the same two words as others further off, or have the same
        first and last word."""
        frames: dict[tuple[str, ...], list[int]] = {}
        for rank, index in enumerate(self.filled):
            raw = self.raws[index]
            words = _WORD.findall(_NUMBER.sub("0", raw.casefold())) if len(raw) <= FRAME_CHARS else []
            if len(words) in FRAME_WORDS:
                for frame in (("first", *words[:2]), ("last", *words[-2:]), ("both", words[0], words[-1])):
                    frames.setdefault(frame, []).append(rank)
        return {self.filled[rank] for ranks in frames.values() if _apart(ranks) >= FRAME_LINES for rank in ranks}

    @cached_property
    def headed(self) -> bool:
        """Whether the article has headings of its own: at least so many short lines between two of prose."""
        reads = [self.reads(index) for index in self.filled]
        alone = zip(reads, reads[1:], reads[2:], strict=False)
        return sum(before and not short and after for before, short, after in alone) >= HEADINGS

    @cached_property
    def rank(self) -> dict[int, int]:
        """For each line that is not blank its place among those lines."""
        return {index: rank for rank, index in enumerate(self.filled)}

    def around(self, first: int, last: int, reach: int) -> list[int]:
        """From so many lines that are not blank before a stretch of lines to as many after it."""
        rank = self.rank
        return self.filled[max(rank[first] - reach, 0) : rank[last] + reach + 1]

    def neighbours(self, index: int) -> tuple[int | None, int | None]:
        """The nearest lines before and after that are not blank."""
        rank = self.rank[index]
        before = self.filled[rank - 1] if rank else None
        after = self.filled[rank + 1] if rank + 1 < len(self.filled) else None
        return before, after

    def prose_bounds(self, ignored: Callable[[int], bool]) -> tuple[int, int]:
        """The first and the last line of running text among the lines not `ignored`; (len, -1) without any."""
        return self.bounds(*self.prose_ranks(ignored, 0, len(self.filled) - 1))

    def prose_ranks(self, ignored: Callable[[int], bool], first: int, last: int) -> tuple[int, int]:
        """The same as places among the filled lines, looked for from `first` upward and `last` downward."""
        filled = self.filled
        while first < len(filled) and (not self.reads(filled[first]) or ignored(filled[first])):
            first += 1
        while last >= 0 and (not self.reads(filled[last]) or ignored(filled[last])):
            last -= 1
        return first, last

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """Places among the filled lines as line indexes; (len, -1) for none."""
        filled = self.filled
        return (
            filled[first] if first < len(filled) else len(self.raws),
            filled[last] if last >= 0 else -1,
        )

    def reads(self, index: int) -> bool:
        """Whether a line is one of running text."""
        return self.long(index) or self.line(index).prose


def _apart(ranks: list[int]) -> int:
    """How many of these ascending places stand apart; the lines of a list of the article's own stand together."""
    count, last = 0, -FRAME_APART
    for rank in ranks:
        if rank - last >= FRAME_APART:
            count, last = count + 1, rank
    return count
