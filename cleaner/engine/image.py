"""Write a rule set into bytes and read it back, in a form that is quickly read: what a run may never need is
unpacked only when it is asked for.

The bytes hold plain values only (`marshal` of numbers, texts and tables): whoever wrote them cannot make a reader
run anything. They must be intact, which the store sees to.
"""

from __future__ import annotations

import marshal
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cached_property
from typing import Any, TypeVar, overload

from cleaner.engine.automaton import Rows, Tables
from cleaner.engine.gate import Announcements, Gate
from cleaner.engine.literals import Literals
from cleaner.engine.matcher import SUBJECTS, Matcher, Unit
from cleaner.engine.ruleset import Compiled, RuleSet
from cleaner.packs.pack import Guards, Pack, Patterns, Rule

# Part of the key under which an image is kept: to be raised when the form of the bytes changes.
FORMAT = 2
_MARSHAL = 4
_BLOCK = 64
_TYPES: tuple[Any, ...] = (Compiled, Rule, Guards)
_MATCHER, _SEQUENCE = -1, -2
# Fields that only those who write or read rules ask for; patterns are in the units.
_LEFT_OUT = {"hit", "miss", "tokens", "cues"}
_EXPRESSION, _EXACT, _DIGIT = 1, 2, 4
T = TypeVar("T")


def encode(rules: RuleSet, packs: Iterable[Pack]) -> bytes:
    """A rule set and its packs, without phrases and examples, as bytes."""
    # Imported late: to read bytes needs no reading of phrases.
    from cleaner.engine.assemble import literals_of

    matchers = [*rules.matchers, *rules.others]
    numbers = {id(matcher): n for n, matcher in enumerate(matchers)}
    units = [unit for matcher in matchers for unit in matcher.units]
    found = rules.gate.announcements
    literals = rules.literals or literals_of(rules.gate.units, rules.common_words)
    by_id = {compiled.rule.id: n for n, compiled in enumerate(rules.rules)}
    return marshal.dumps(
        {
            "packs": [(p.path, p.lang, p.description, p.digest, [by_id[r.id] for r in p.rules]) for p in packs],
            "rules": [_packed(compiled, numbers, tokens=True) for compiled in rules.rules],
            "speech": {lang: numbers[id(matcher)] for lang, matcher in rules.speech.items()},
            "common": rules.common_words,
            "matchers": [(m.first, len(m.units), m.unannounced) for m in matchers],
            "leading": len(rules.matchers),
            "longest": array("q", [unit.longest for unit in units]).tobytes(),
            "flags": bytes(
                isinstance(u.content, str) * _EXPRESSION | u.exact * _EXACT | u.digit * _DIGIT for u in units
            ),
            "subjects": bytes(SUBJECTS.index(unit.subject) for unit in units),
            "required": {
                n: tuple(tuple(sorted(needed)) for needed in unit.required)
                for n, unit in enumerate(units)
                if isinstance(unit.content, str) and unit.required
            },
            "sources": [
                zlib.compress("\0".join(unit.source() for unit in units[n : n + _BLOCK]).encode())
                for n in range(0, len(units), _BLOCK)
            ],
            "tables": _tables_packed(found.tables),
            "alone": _rows_packed(found.alone),
            "joint": {piece: [(n, tuple(rest)) for n, rest in units] for piece, units in found.joint.items()},
            "owner": found.owner.tobytes(),
            "ungated": found.ungated,
            "short": found.short,
            "texts": zlib.compress("\0".join(literals.texts).encode("utf-8", "surrogatepass"), 1),
            "rows": [
                tuple(zlib.compress(part, 1) for part in _rows_packed(some))
                for some in (literals.rows, literals.sets, literals.members)
            ],
            "whole": literals.whole,
        },
        _MARSHAL,
    )


def decode(data: bytes) -> tuple[RuleSet, tuple[Pack, ...]]:
    """What was encoded."""
    stored = marshal.loads(data)
    units = StoredUnits(stored)
    matchers = StoredMatchers(stored["matchers"], units)
    announcements = Announcements(
        _tables(stored["tables"]),
        _rows(stored["alone"]),
        {piece: tuple((n, frozenset(rest)) for n, rest in units) for piece, units in stored["joint"].items()},
        _numbers(stored["owner"]),
        stored["ungated"],
        stored["short"],
    )
    rules = [_unpacked(value, matchers) for value in stored["rules"]]
    speech = {lang: matchers[n] for lang, n in stored["speech"].items()}
    ruleset = RuleSet.made(
        rules,
        matchers[: stored["leading"]],
        (),
        speech,
        stored["common"],
        Gate(announcements, units),
        StoredLiterals(stored),
    )
    packs = tuple(
        Pack(path, lang, description, digest, tuple(rules[n].rule for n in places))
        for path, lang, description, digest, places in stored["packs"]
    )
    return ruleset, packs


class _Lazy(Sequence[T]):
    """Things made when they are first asked for."""

    def __init__(self, size: int) -> None:
        self._made: list[T | None] = [None] * size

    def make(self, place: int) -> T:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return _Stretch(self, *place.indices(len(self)))
        made = self._made[place]
        if made is None:
            made = self._made[place] = self.make(place)
        return made


class _Stretch(Sequence[T]):
    def __init__(self, whole: _Lazy[T], start: int, stop: int, step: int) -> None:
        self._whole, self._places = whole, range(start, stop, step)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self._whole[n] for n in self._places[place]]
        return self._whole[self._places[place]]


class StoredUnits(_Lazy[Unit]):
    """The units of an image."""

    def __init__(self, stored: dict[str, Any]) -> None:
        super().__init__(len(stored["flags"]))
        self._longest = array("q")
        self._longest.frombytes(stored["longest"])
        self._flags, self._subjects = stored["flags"], stored["subjects"]
        self._required, self._sources = stored["required"], stored["sources"]

    def make(self, place: int) -> Unit:
        """The unit of a number."""
        flags = self._flags[place]
        return Unit(
            "%s",
            () if not flags & _EXPRESSION else "",
            0,
            SUBJECTS[self._subjects[place]],
            self._required.get(place, ()),
            bool(flags & _DIGIT),
            self._longest[place],
            bool(flags & _EXACT),
            lambda: self._source(place),
        )

    def _source(self, place: int) -> str:
        block = zlib.decompress(self._sources[place // _BLOCK]).decode()
        return block.split("\0")[place % _BLOCK]


class StoredMatchers(_Lazy[Matcher]):
    """The matchers of an image."""

    def __init__(self, places: list[tuple[int, int, tuple[int, ...]]], units: StoredUnits) -> None:
        super().__init__(len(places))
        self._places, self._units = places, units

    def make(self, place: int) -> Matcher:
        """The matcher of a number."""
        first, size, unannounced = self._places[place]
        return Matcher(Patterns(), units=self._units[first : first + size], first=first, unannounced=unannounced)


class StoredLiterals(Literals):
    """The texts of an image, unpacked when they are first asked for."""

    def __init__(self, stored: dict[str, Any]) -> None:
        self._stored = stored["texts"], stored["rows"]
        self.whole = stored["whole"]

    @cached_property
    def texts(self) -> tuple[str, ...]:  # type: ignore[override]
        """All texts."""
        return tuple(zlib.decompress(self._stored[0]).decode("utf-8", "surrogatepass").split("\0"))

    @cached_property
    def rows(self) -> Rows:  # type: ignore[override]
        """By unit the numbers of its texts."""
        return self._rows(0)

    @cached_property
    def sets(self) -> Rows:  # type: ignore[override]
        """By unit the numbers of its sets."""
        return self._rows(1)

    @cached_property
    def members(self) -> Rows:  # type: ignore[override]
        """By set the numbers of its texts."""
        return self._rows(2)

    def _rows(self, place: int) -> Rows:
        starts, items = self._stored[1][place]
        return _rows((zlib.decompress(starts), zlib.decompress(items)))


def _packed(value: Any, matchers: dict[int, int], *, tokens: bool = False) -> Any:
    if isinstance(value, Matcher):
        return [_MATCHER, matchers[id(value)]]
    if is_dataclass(value):
        left_out = _LEFT_OUT - ({"tokens", "cues"} if tokens else set())
        kept = {
            field.name: _packed(inner, matchers)
            for field in fields(value)
            if not isinstance(inner := getattr(value, field.name), Patterns)
            and field.name not in left_out
            and (field.default is MISSING or inner != field.default)
        }
        return [_TYPES.index(type(value)), kept]
    if isinstance(value, tuple):
        inner = tuple(_packed(entry, matchers) for entry in value)
        return [_SEQUENCE, inner] if any(type(entry) is list for entry in inner) else inner
    return value


def _unpacked(value: Any, matchers: Sequence[Matcher]) -> Any:
    if type(value) is not list:
        return value
    kind, inner = value
    if kind == _MATCHER:
        return matchers[inner]
    if kind == _SEQUENCE:
        return tuple(_unpacked(entry, matchers) for entry in inner)
    return _TYPES[kind](
        **{name: _unpacked(entry, matchers) if type(entry) is list else entry for name, entry in inner.items()}
    )


def _rows_packed(found: Rows) -> tuple[bytes, bytes]:
    return found.starts.tobytes(), found.items.tobytes()


def _rows(packed: tuple[bytes, bytes]) -> Rows:
    return Rows(_numbers(packed[0]), _numbers(packed[1]))


def _numbers(data: bytes, kind: str = "I") -> array[int]:
    found = array(kind)
    found.frombytes(data)
    return found


def _tables_packed(tables: Tables) -> tuple[Any, ...]:
    return (
        *(_rows_packed(x) for x in (tables.edges, tables.reached, tables.anywhere, tables.at_start)),
        *(x.tobytes() for x in (tables.targets, tables.piece, tables.final)),
        tables.wanted,
        tables.inside,
    )


def _tables(packed: tuple[Any, ...]) -> Tables:
    edges, reached, anywhere, at_start, targets, piece, final, wanted, inside = packed
    return Tables(
        _rows(edges),
        _numbers(targets),
        _rows(reached),
        _rows(anywhere),
        _rows(at_start),
        _numbers(piece, "i"),
        _numbers(final, "i"),
        wanted,
        inside,
    )
