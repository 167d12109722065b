"""A rule set that was written into bytes: every piece of it is read when it is first asked for."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from cleaner.engine.compiled import kept_for, restored
from cleaner.engine.gate import Gate
from cleaner.engine.lazy import Lazy, Picked
from cleaner.engine.matcher import SUBJECTS, Matcher, Unit
from cleaner.engine.ruleset import Compiled, RuleSet
from cleaner.engine.stored_gate import StoredAnnouncements, StoredLiterals, numbers
from cleaner.packs.loader import selected
from cleaner.packs.parts import DamagedError, Parts
from cleaner.packs.shrink import grown

if TYPE_CHECKING:
    from cleaner.packs.pack import Pack, Rule
    from cleaner.settings import Settings

# Part of the key under which an image is kept: to be raised when the form of the bytes changes.
FORMAT = 6
MATCHER, SEQUENCE = -1, -2
# Compiled expressions that are kept in memory.
MOST_RESTORED = 250
EXPRESSION_UNIT, EXACT_UNIT, DIGIT_UNIT = 1, 2, 4
# Without these, bytes are no image.
NEEDED = (
    "packs",
    "rules",
    "columns",
    "shared",
    "matcher.first",
    "unit.flags",
    "source",
    "owner",
    "literals.texts",
    "code.for",
)


class StoredUnits(Lazy[Unit]):
    """The units of an image."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._flags = parts["unit.flags"]
        self._restored: list[int] = []
        super().__init__(len(self._flags))

    @cached_property
    def _columns(self) -> tuple[bytes, memoryview[int], dict[int, tuple[tuple[str, ...], ...]]]:
        parts = self._parts
        return parts["unit.subject"], parts.numbers("unit.longest", "q"), marshal.loads(parts["unit.required"])

    @cached_property
    def _vocabulary(self) -> bytes:
        return self._parts["source.vocabulary"]

    def make(self, place: int) -> Unit:
        """The unit of a number."""
        flags = self._flags[place]
        subjects, longest, required = self._columns
        return Unit(
            "%s",
            "" if flags & EXPRESSION_UNIT else (),
            0,
            SUBJECTS[subjects[place]],
            required.get(place, ()),
            bool(flags & DIGIT_UNIT),
            longest[place],
            bool(flags & EXACT_UNIT),
            partial(self.source, place),
            partial(self.restored, place) if self._codes else None,
        )

    def source(self, place: int) -> str:
        """The regular expression of a unit."""
        return grown(self._parts.entry("source", place), self._vocabulary).decode()

    def restored(self, place: int) -> regex.Pattern[str] | None:
        """The compiled expression of a unit, if the image has it."""
        data = self._parts.entry("code", place)
        if not data:
            return None
        self._restored.append(place)
        if len(self._restored) > MOST_RESTORED:
            self._forget()
        return restored(self.source(place), grown(data, self._codes))

    def _forget(self) -> None:
        """Let go of compiled expressions: they take memory, and are soon restored if they are still needed."""
        old, self._restored = self._restored[: MOST_RESTORED // 2], self._restored[MOST_RESTORED // 2 :]
        for place in old:
            unit = self._made[place]
            if unit:
                unit.forget()

    @cached_property
    def _codes(self) -> bytes:
        """What compiled expressions are shrunk by; nothing if they are of no use here."""
        return self._parts["code.vocabulary"] if is_compiled_here(self._parts) else b""


class StoredMatchers(Lazy[Matcher]):
    """The matchers of an image."""

    def __init__(self, parts: Parts, units: StoredUnits) -> None:
        self._first, self._size = parts.numbers("matcher.first", "i"), parts.numbers("matcher.size")
        self._unannounced: dict[int, tuple[int, ...]] = marshal.loads(parts["matcher.unannounced"])
        self._units = units
        super().__init__(len(self._first))

    def make(self, place: int) -> Matcher:
        """The matcher of a number."""
        first = self._first[place]
        units = self._units[first : first + self._size[place]]
        return Matcher(None, units=units, first=first, unannounced=self._unannounced.get(place, ()))


@cache
def types() -> tuple[Any, ...]:
    """What rules are made of, by number."""
    # Imported late: many texts touch no rule.
    from cleaner.packs.pack import Guards, Rule

    return Compiled, Rule, Guards


class StoredRules(Lazy[Compiled]):
    """The rules of an image."""

    def __init__(self, parts: Parts, matchers: StoredMatchers, size: int) -> None:
        self._parts, self._matchers = parts, matchers
        super().__init__(size)

    def make(self, place: int) -> Compiled:
        """The rule of a number."""
        made: Compiled = self._unpacked(marshal.loads(self._parts.entry("rules", place)))
        return made

    def _unpacked(self, value: Any) -> Any:
        if type(value) is not list:
            return value
        kind, inner = value
        if kind == MATCHER:
            return self._matchers[inner]
        if kind == SEQUENCE:
            return tuple(self._unpacked(entry) for entry in inner)
        return types()[kind](
            **{name: self._unpacked(entry) if type(entry) is list else entry for name, entry in inner.items()}
        )


class _Listed(NamedTuple):
    """What a rule is chosen by, and its place."""

    id: str
    category: str
    lang: str
    status: str
    keep: bool
    place: int


class _Columns:
    """What rules are chosen and found by."""

    def __init__(self, data: bytes) -> None:
        stored = marshal.loads(data)
        self.ids: list[str] = stored["id"].split("\0") if stored["id"] else []
        self.places = {name: n for n, name in enumerate(self.ids)}
        self.category, self.lang, self.status, self.kind = (
            [names[n] for n in numbers]
            for names, numbers in (stored[name] for name in ("category", "lang", "status", "kind"))
        )
        self.keep, self.sites = stored["keep"], stored["sites"]
        # By matcher the rule whose it is.
        self.owners = numbers(stored["owners"], "i")

    def listed(self) -> list[_Listed]:
        """The rules, as far as it takes to choose some."""
        columns = self.ids, self.category, self.lang, self.status, map(bool, self.keep), range(len(self.ids))
        return list(map(_Listed._make, zip(*columns, strict=True)))


class _Owners(Mapping[int, Sequence[Compiled]]):
    """By matcher the rules whose it is, of some rules."""

    def __init__(self, rules: StoredRules, owners: Sequence[int], chosen: Sequence[int]) -> None:
        self._rules, self._owners, self._chosen = rules, owners, chosen

    def __getitem__(self, number: int) -> Sequence[Compiled]:
        place = self._owners[number] if 0 <= number < len(self._owners) else -1
        if place < 0 or not self._chosen[place]:
            raise KeyError(number)
        return (self._rules[place],)

    def __iter__(self) -> Iterator[int]:
        return (number for number, place in enumerate(self._owners) if place >= 0 and self._chosen[place])

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _ById(Mapping[str, Compiled]):
    """Some rules by their ids."""

    def __init__(self, rules: StoredRules, places: Mapping[str, int], chosen: Sequence[int]) -> None:
        self._rules, self._places, self._chosen = rules, places, chosen

    def __getitem__(self, name: str) -> Compiled:
        place = self._places[name]
        if not self._chosen[place]:
            raise KeyError(name)
        return self._rules[place]

    def __iter__(self) -> Iterator[str]:
        return (name for name, place in self._places.items() if self._chosen[place])

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Speech(Mapping[str, Matcher]):
    """Verbs of saying by language."""

    def __init__(self, matchers: StoredMatchers, numbers: Mapping[str, int]) -> None:
        self._matchers, self._numbers = matchers, numbers

    def __getitem__(self, lang: str) -> Matcher:
        return self._matchers[self._numbers[lang]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class _Image:
    """What all rule sets from the same bytes share."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.columns = _Columns(parts["columns"])
        self.units = StoredUnits(parts)
        self.matchers = StoredMatchers(parts, self.units)
        self.rules = StoredRules(parts, self.matchers, len(self.columns.ids))
        self.gate = Gate(StoredAnnouncements(parts), self.units)
        self.literals = StoredLiterals(parts)
        self.common_words, self.persons, speech = marshal.loads(parts["shared"])
        self.speech = _Speech(self.matchers, speech)


class StoredRuleSet(RuleSet):
    """The rules at some places of an image."""

    def __init__(self, image: _Image, places: Sequence[int]) -> None:
        self._image = image
        self._chosen = bytearray(len(image.rules))
        for place in places:
            self._chosen[place] = 1
        self.rules = Picked(image.rules, places)
        self.matchers, self.others = image.matchers[: len(image.columns.owners)], ()
        self.speech, self.common_words, self.persons = image.speech, image.common_words, image.persons
        self.gate, self.literals = image.gate, image.literals
        self.looked = 0

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The packs of the image, with all of their rules, but without phrases and examples."""
        from cleaner.packs.pack import Pack

        rules = self._image.rules
        return tuple(
            Pack(path, lang, description, digest, tuple(rules[n].rule for n in places))
            for path, lang, description, digest, places in marshal.loads(self._image.parts["packs"])
        )

    def only(self, rules: Iterable[Rule]) -> StoredRuleSet:
        """A rule set of some of the rules."""
        wanted = {rule.id for rule in rules}
        columns = self._image.columns
        places = [n for n, name in enumerate(columns.ids) if self._chosen[n] and name in wanted]
        return StoredRuleSet(self._image, places)

    def selected(self, settings: Settings) -> StoredRuleSet:
        """A rule set of those of the rules that `settings` asks for. Raises SelectionError."""
        listed = compress(self._image.columns.listed(), self._chosen)
        return StoredRuleSet(self._image, [rule.place for rule in selected(list(listed), settings)])

    @cached_property
    def fills(self) -> Sequence[Compiled]:
        """The fill rules."""
        places = [n for n, kind in enumerate(self._image.columns.kind) if kind == "fill" and self._chosen[n]]
        return [self._image.rules[n] for n in places]

    @cached_property
    def by_id(self) -> Mapping[str, Compiled]:
        """The rules by their ids."""
        return _ById(self._image.rules, self._image.columns.places, self._chosen)

    @cached_property
    def owner(self) -> Mapping[int, Sequence[Compiled]]:
        """By matcher that makes a line a candidate the rules whose it is."""
        return _Owners(self._image.rules, self._image.columns.owners, self._chosen)

    @cached_property
    def languages(self) -> Mapping[int, str]:
        """By such a matcher the language of its rule."""
        columns, chosen = self._image.columns, self._chosen
        spoken = ["any" if site else lang for lang, site in zip(columns.lang, columns.sites, strict=True)]
        return {n: spoken[place] for n, place in enumerate(columns.owners) if place >= 0 and chosen[place]}


def is_compiled_here(parts: Parts) -> bool:
    """Whether the compiled expressions of an image are of use to the `regex` that is running."""
    return parts["code.for"] == kept_for().encode()


def decode(parts: Parts) -> StoredRuleSet:
    """The rule set that was encoded. Raises DamagedError for other parts."""
    if not parts.has(NEEDED):
        raise DamagedError
    image = _Image(parts)
    return StoredRuleSet(image, range(len(image.rules)))
