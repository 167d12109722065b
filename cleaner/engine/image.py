"""Write a rule set into bytes of which a run reads only what it needs: `stored` reads them back.

The bytes hold plain values only (`marshal` of numbers, texts and tables): whoever wrote them cannot make a reader
run anything.
"""

from __future__ import annotations

import marshal
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from cleaner.engine.assemble import literals_of
from cleaner.engine.automaton import Rows, Tables
from cleaner.engine.compiled import kept, kept_for
from cleaner.engine.earlier import Earlier, Identity, basis
from cleaner.engine.gate import Announcements
from cleaner.engine.literals import Literals
from cleaner.engine.matcher import SUBJECTS, Matcher, Unit
from cleaner.engine.ruleset import RuleSet, numbers_of
from cleaner.engine.stored import DIGIT_UNIT, EXACT_UNIT, EXPRESSION_UNIT, MATCHER, SEQUENCE, types
from cleaner.engine.stored_gate import STRETCH
from cleaner.packs.pack import Pack, Patterns
from cleaner.packs.parts import Parts, joined
from cleaner.packs.shrink import shrunk, vocabulary_of

if TYPE_CHECKING:
    from cleaner.engine.automaton import ByNumber

_MARSHAL = 4
# Fields that only those who write or read rules ask for; patterns are in the units.
_LEFT_OUT = {"hit", "miss", "tokens", "cues"}


def encode(rules: RuleSet, packs: Iterable[Pack], images: Sequence[Parts] = (), *, compiled: bool = True) -> bytes:
    """A rule set and its packs, without phrases and examples, as bytes.

    What earlier `images` know is taken over. Expressions are compiled only if it is asked for.
    """
    matchers = [*rules.matchers, *rules.others]
    numbers = {id(matcher): n for n, matcher in enumerate(matchers)}
    units = [unit for matcher in matchers for unit in matcher.units]
    based_on = basis()
    earlier = Earlier(images, based_on)
    sources = [unit.source().encode() for unit in units]
    identities: list[Identity] = [
        (source, _required(unit) if isinstance(unit.content, str) else None)
        for source, unit in zip(sources, units, strict=True)
    ]
    literals = literals_of(rules.gate.units, lambda n: earlier.told(identities[n]))
    by_id = {compiled.rule.id: n for n, compiled in enumerate(rules.rules)}
    return joined(
        {
            "packs": _dumps([(p.path, p.lang, p.description, p.digest, [by_id[r.id] for r in p.rules]) for p in packs]),
            "rules": [_dumps(_packed(compiled, numbers, tokens=True)) for compiled in rules.rules],
            "columns": _columns(rules),
            "shared": _dumps(
                (rules.common_words, rules.persons, {lang: numbers[id(m)] for lang, m in rules.speech.items()})
            ),
            **_matcher_parts(matchers),
            **_unit_parts(units, sources),
            **_gate_parts(rules.gate.announcements),
            **_table_parts(rules.gate.announcements.tables),
            **_literal_parts(literals),
            "basis": based_on,
            # Last: nothing else depends on the `regex` at hand.
            **_code_parts(matchers, sources, earlier, compiled=compiled),
        }
    )


def _columns(rules: RuleSet) -> bytes:
    """What rules are chosen and found by."""
    chosen_by = [c.rule for c in rules.rules]
    owners = array("i", [-1]) * len(rules.matchers)
    for n, compiled in enumerate(rules.rules):
        for number in numbers_of(compiled):
            owners[number] = n
    return _dumps(
        {
            "id": "\0".join(rule.id for rule in chosen_by),
            "category": _column(rule.category for rule in chosen_by),
            "lang": _column(rule.lang for rule in chosen_by),
            "status": _column(rule.status for rule in chosen_by),
            "kind": _column(rule.kind for rule in chosen_by),
            "keep": bytes(rule.keep for rule in chosen_by),
            "sites": bytes(bool(rule.sites) for rule in chosen_by),
            "owners": owners.tobytes(),
        }
    )


def _column(values: Iterable[str]) -> tuple[tuple[str, ...], bytes]:
    """Some texts, of which there are few different ones: these, and their numbers."""
    numbers: dict[str, int] = {}
    found = bytes(numbers.setdefault(value, len(numbers)) for value in values)
    return tuple(numbers), found


def _matcher_parts(matchers: Sequence[Matcher]) -> dict[str, bytes]:
    return {
        "matcher.first": _flat([m.first for m in matchers], "i"),
        "matcher.size": _flat(len(m.units) for m in matchers),
        "matcher.unannounced": _dumps({n: m.unannounced for n, m in enumerate(matchers) if m.unannounced}),
    }


def _code_parts(
    matchers: Sequence[Matcher], sources: Sequence[bytes], earlier: Earlier, *, compiled: bool
) -> dict[str, bytes | Sequence[bytes]]:
    """The compiled expressions of units that may need them."""
    made: list[bytes] = []
    done: dict[tuple[bytes, bool], bytes] = {}
    for matcher in matchers:
        for unit in matcher.units:
            source = sources[len(made)]
            key = source, isinstance(unit.content, str)
            if unit.exact and not matcher.spans:
                # Words tell nearly always whether it matches.
                made.append(b"")
                continue
            if key not in done:
                known = earlier.compiled(source, expression=key[1])
                done[key] = (kept(unit.compile()) if compiled else b"") if known is None else known
            made.append(done[key])
    vocabulary = vocabulary_of([data for data in made if data])
    # What is the same is shrunk once.
    short = {data: shrunk(data, vocabulary) if data else b"" for data in set(made)}
    return {
        "code.for": kept_for().encode(),
        "code.vocabulary": vocabulary,
        "code": [short[data] for data in made],
    }


def _required(unit: Unit) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(needed)) for needed in unit.required)


def _unit_parts(units: Sequence[Unit], sources: Sequence[bytes]) -> dict[str, bytes | Sequence[bytes]]:
    vocabulary = vocabulary_of(sources)
    return {
        "unit.longest": _flat([unit.longest for unit in units], "q"),
        "unit.flags": bytes(
            isinstance(u.content, str) * EXPRESSION_UNIT | u.exact * EXACT_UNIT | u.digit * DIGIT_UNIT for u in units
        ),
        "unit.subject": bytes(SUBJECTS.index(unit.subject) for unit in units),
        "unit.required": _dumps(
            {n: _required(unit) for n, unit in enumerate(units) if isinstance(unit.content, str) and unit.required}
        ),
        "source.vocabulary": vocabulary,
        "source": [shrunk(source, vocabulary) for source in sources],
    }


def _gate_parts(found: Announcements) -> dict[str, bytes | Sequence[bytes]]:
    joint = [
        [number for unit, rest in found.joint[piece] for number in (unit, len(rest), *sorted(rest))]
        for piece in range(len(found.joint))
    ]
    return {
        "alone": _stretches(found.alone),
        "joint": _stretches(joint),
        "owner": found.owner.tobytes(),
        "rare": _dumps((found.ungated, tuple(sorted(found.short)))),
    }


def _table_parts(tables: Tables) -> dict[str, bytes | Sequence[bytes]]:
    return {
        "onward": _stretches(tables.onward, "Q"),
        "reached": _stretches(tables.reached),
        "anywhere": _stretches(tables.anywhere, "Q"),
        "at_start": _stretches(tables.at_start, "Q"),
        "wanted.names": "\0".join(tables.wanted).encode(),
        "wanted": list(tables.wanted.values()),
        "inside": _dumps(tables.inside),
    }


def _stretches(rows: ByNumber, kind: str = "I") -> list[bytes]:
    """Rows of numbers as `StoredRows` reads them: how many, where they start, and all of them."""
    out = []
    for first in range(0, len(rows), STRETCH):
        some = [rows[n] for n in range(first, min(first + STRETCH, len(rows)))]
        starts = accumulate(map(len, some), initial=0)
        out.append(_flat([len(some), *starts]) + _flat(chain.from_iterable(some), kind))
    return out


def _literal_parts(literals: Literals) -> dict[str, bytes]:
    texts = [text.encode("utf-8", "surrogatepass") for text in literals.texts]
    return {
        "literals.starts": zlib.compress(_flat(accumulate(map(len, texts), initial=0)), 1),
        "literals.texts": zlib.compress(b"".join(texts), 1),
        "literals.whole": literals.whole,
        **{
            name: zlib.compress(part, 1)
            for some in ("rows", "sets", "members")
            for name, part in _rows(f"literals.{some}", getattr(literals, some)).items()
        },
    }


def _rows(name: str, rows: Rows) -> dict[str, bytes]:
    return {f"{name}.starts": _flat(rows.starts), f"{name}.items": _flat(rows.items)}


def _flat(numbers: Iterable[int], kind: str = "I") -> bytes:
    return array(kind, numbers).tobytes()


def _dumps(value: Any) -> bytes:
    return marshal.dumps(value, _MARSHAL)


def _packed(value: Any, matchers: Mapping[int, int], *, tokens: bool = False) -> Any:
    if isinstance(value, Matcher):
        return [MATCHER, matchers[id(value)]]
    if is_dataclass(value):
        left_out = _LEFT_OUT - ({"tokens", "cues"} if tokens else set())
        kept = {
            field.name: _packed(inner, matchers)
            for field in fields(value)
            if not isinstance(inner := getattr(value, field.name), Patterns)
            and field.name not in left_out
            and (field.default is MISSING or inner != field.default)
        }
        return [types().index(type(value)), kept]
    if isinstance(value, tuple):
        inner = tuple(_packed(entry, matchers) for entry in value)
        return [SEQUENCE, inner] if any(type(entry) is list for entry in inner) else inner
    return value
