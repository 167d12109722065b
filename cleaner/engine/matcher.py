"""Match patterns against one folded line: cheap tests first, regular expressions last, compiled when needed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import regex

from cleaner.text.late import late
from cleaner.text.normalise import EDGE, lower_letters

if TYPE_CHECKING:
    from cleaner.packs import phrase
    from cleaner.packs.pack import Patterns, Where

    class Folded(Protocol):
        """A folded line, and the same without the punctuation at its edges."""

        @property
        def folded(self) -> str:
            """The whole of it."""

        @property
        def words(self) -> int:
            """Its words."""

        @property
        def digit(self) -> bool:
            """Whether it has a digit."""

        @property
        def core(self) -> str:
            """Without the edges on both sides."""

        @property
        def left(self) -> str:
            """Without the edge on the left."""

        @property
        def right(self) -> str:
            """Without the edge on the right."""

        @property
        def announced(self) -> tuple[frozenset[int], frozenset[int], Callable[[int], bool]] | None:
            """The numbers of the units that a gate announces for it, for sure and perhaps, and what tells of one of the
            latter whether it may be there; None when no gate has seen it."""

        @property
        def plain(self) -> bool:
            """Whether nothing stands in it that makes an exact announcement doubtful."""


TIMEOUT_SECONDS = 2.0
_ANY_LENGTH = 1 << 60
_PHRASE_FRAMES = {"whole": r"\A(?:%s)\Z", "start": r"\A(?:%s)", "end": r"(?:%s)\Z", "within": "(?:%s)"}
_SPAN_FRAMES = {
    "whole": rf"\A{EDGE}*(?:%s){EDGE}*\Z",
    "start": rf"\A{EDGE}*(?:%s)",
    "end": rf"(?:%s){EDGE}*\Z",
    "within": "(?:%s)",
}
# Groups that are referred to, and flags.
_OWN = late(r"\\[1-9g]|\(\?(?:P|<[^=!]|[A-Za-z(&|0-9+^-])")


SUBJECTS = ("core", "left", "right", "folded")
_SUBJECTS = {"whole": "core", "start": "left", "end": "right", "within": "folded"}


@dataclass(slots=True)
class Unit:
    """One phrase or one expression: the substrings it cannot do without, and its regular expression."""

    frame: str
    content: phrase.Sequence_ | str
    fuzzy: int
    subject: str
    required: tuple[Collection[str], ...]
    digit: bool
    longest: int
    exact: bool = False
    # Where an image holds them: the regular expression, and the same compiled.
    stored: Callable[[], str] | None = None
    restored: Callable[[], regex.Pattern[str] | None] | None = None
    _search: Callable[..., regex.Match[str] | None] | None = field(default=None, repr=False)

    def matches(self, line: Folded) -> bool:
        """Whether the unit is on the line. A pathological expression gives up after two seconds."""
        if line.words > self.longest or (self.digit and not line.digit):
            return False
        folded = line.folded
        for literals in self.required:
            for literal in literals:
                if literal in folded:
                    break
            else:
                return False
        return self.search(getattr(line, self.subject)) is not None

    def confirms(self, line: Folded) -> bool:
        """Whether the unit is on a line for which a gate announces it."""
        return line.words <= self.longest if self.exact and line.plain else self.matches(line)

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match in a text."""
        search = self._search
        if search is None:
            compiled = self.compile()
            # What is bound to the start need not be looked for further on.
            search = self._search = compiled.match if compiled.pattern.startswith(r"\A") else compiled.search
        try:
            return search(text, timeout=TIMEOUT_SECONDS)
        except TimeoutError:
            return None

    def forget(self) -> None:
        """Let go of the compiled expression."""
        self._search = None

    def source(self) -> str:
        """The regular expression."""
        if self.stored:
            return self.stored()
        # Imported late, here and below: what an image holds needs no reading of phrases.
        from cleaner.packs import phrase_regex

        content = self.content
        made = content if isinstance(content, str) else phrase_regex.source(content, fuzzy=self.fuzzy)
        return self.frame % made

    def compile(self) -> regex.Pattern[str]:
        """The regular expression, ready to be searched for."""
        restored = self.restored() if self.restored else None
        return restored or regex.compile(self.source(), regex.V1 if isinstance(self.content, str) else 0)


@dataclass(slots=True)
class Matcher:
    """Patterns with the place in the line where they must stand."""

    # Those of an image have only units.
    patterns: Patterns | None
    where: Where = "within"
    spans: bool = False
    units: Sequence[Unit] = ()
    # Whether it is enough to know that one of the expressions matches, so that they can be tried as one.
    joined: bool = False
    # Given by a gate: the number of its first unit there, and the units that the gate cannot announce.
    first: int = -1
    unannounced: tuple[int, ...] = ()
    _numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.patterns:
            self.units = tuple(self._make(self.patterns))

    def place(self, first: int, unannounced: Iterable[int]) -> None:
        """Take a place among the units of a gate."""
        self.first = first
        self.unannounced = tuple(number - first for number in unannounced)
        self._numbers = frozenset()

    def _found(self, line: Folded) -> Iterator[int]:
        """The numbers of the units that are on the line, if any gate has seen it."""
        units = self.units
        announced = line.announced if self.first >= 0 else None
        if announced is None:
            yield from (number for number, unit in enumerate(units) if unit.matches(line))
            return
        if not self._numbers:
            self._numbers = frozenset(range(self.first, self.first + len(units)))
        sure, perhaps, may = announced
        yield from (n for number in sure & self._numbers if units[n := number - self.first].confirms(line))
        for number in perhaps & self._numbers:
            if may(number) and units[number - self.first].matches(line):
                yield number - self.first
        yield from (number for number in self.unannounced if units[number].matches(line))

    def search(self, line: Folded) -> bool:
        """Whether any of the patterns is on the line."""
        return next(self._found(line), None) is not None

    def all(self, line: Folded) -> set[int]:
        """The numbers of the patterns that are on the line."""
        return set(self._found(line))

    def find(self, folded: str) -> regex.Match[str] | None:
        """The earliest, then longest, match in a folded text."""
        found = [m for unit in self.units if (m := unit.search(folded))]
        return min(found, key=lambda m: (m.start(), -m.end()), default=None)

    def _make(self, patterns: Patterns) -> Iterator[Unit]:
        from cleaner.packs import phrase, phrase_gate, phrase_tokens

        where = self.where
        starts, ends = where in ("whole", "start"), where in ("whole", "end")
        for tokens in patterns.phrases:
            plain = phrase.bare(tokens, start=starts, end=ends)
            kept = tokens if self.spans or not plain else plain
            needed = phrase_gate.requirements(kept, fuzzy=patterns.fuzzy)
            # Where a mark of the phrase's own may stand at the edge, the edges of the line are part of the expression.
            marked = self.spans or phrase.marks_edge(kept, start=starts, end=ends)
            yield Unit(
                _SPAN_FRAMES[where] if marked else _PHRASE_FRAMES[where],
                kept,
                patterns.fuzzy,
                "folded" if marked else _SUBJECTS[where],
                tuple(frozenset(literal.text for literal in literals) for literals in needed),
                phrase_gate.needs_digit(kept),
                phrase_gate.longest(kept) if where == "whole" else _ANY_LENGTH,
                phrase_tokens.is_exact(kept, fuzzy=patterns.fuzzy),
            )
        gate = frozenset(phrase_gate.steadiest(lower_letters(word)) for word in patterns.gate)
        for expression in _joined(patterns.expressions) if self.joined else patterns.expressions:
            yield Unit(
                _PHRASE_FRAMES[where],
                expression,
                0,
                "folded",
                (gate,) if gate else (),
                False,
                _ANY_LENGTH,
            )


def _joined(expressions: Sequence[str]) -> Sequence[str]:
    """Some expressions as one, unless they refer to their own groups or set flags."""
    if len(expressions) < 2 or any(_OWN.search(expression) for expression in expressions):
        return expressions
    return ("|".join(f"(?:{expression})" for expression in expressions),)
