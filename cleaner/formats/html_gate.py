"""One gate over the selectors of all node rules: which of them a start tag may answer, by its class, id and attributes.

What is known of a tag is kept for a while: most tags of a page have been seen on it, or on the page before.
"""

from __future__ import annotations

from dataclasses import dataclass

import cssselect
from cssselect import parser

from cleaner.formats.html_tags import LONGEST_KNOWN, attributes, tag_of
from cleaner.packs.pack import Rule

_MOST_KNOWN = 30_000
_MOST_GATES = 8


@dataclass(frozen=True, slots=True)
class Condition:
    """What a selector asks of an attribute; the operators are those of CSS."""

    name: str
    operator: str
    value: str

    @property
    def is_word(self) -> bool:
        """Whether it asks for a class or an id of this very name."""
        return self.name in ("class", "id") and self.operator in ("=", "~=") and self.value.split() == [self.value]

    def holds(self, found: dict[str, str]) -> bool:
        """Whether an element with these attributes fulfils it."""
        value = found.get(self.name)
        if value is None or self.operator == "exists":
            return value is not None
        wanted = self.value
        match self.operator:
            case "=":
                return value == wanted
            case "~=":
                return wanted in value.split()
            case "|=":
                return value == wanted or value.startswith(f"{wanted}-")
            case "^=":
                return bool(wanted) and value.startswith(wanted)
            case "$=":
                return bool(wanted) and value.endswith(wanted)
            case _:
                return bool(wanted) and wanted in value


@dataclass(frozen=True, slots=True)
class Compound:
    """One element of a selector: its name, if any, and what its attributes must be."""

    name: str
    conditions: tuple[Condition, ...]

    def holds(self, name: str, found: dict[str, str]) -> bool:
        """Whether an element answers it."""
        return (not self.name or self.name == name) and all(one.holds(found) for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector of a rule. `exact` is one of a single element, without anything that its tag alone does not tell;
    of another only the compounds are known that elements of the page must answer for it to match.
    """

    rule: Rule
    text: str
    compounds: tuple[Compound, ...]
    exact: bool


class Gate:
    """The selectors of some rules."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.selectors = [_selector(rule, text) for rule in rules for text in rule.selectors]
        self._compounds = [
            (number, one) for number, selector in enumerate(self.selectors) for one in selector.compounds
        ]
        # By the class or id that must be there, else by the name of an attribute.
        self._by_word: dict[str, list[int]] = {}
        self._by_attribute: dict[str, list[int]] = {}
        for place, (_, compound) in enumerate(self._compounds):
            key = next(
                (c for c in compound.conditions if c.name in ("class", "id") and c.operator in ("=", "~=")), None
            )
            if key and key.value and not any(char.isspace() for char in key.value):
                self._by_word.setdefault(key.value, []).append(place)
            else:
                self._by_attribute.setdefault(compound.conditions[0].name, []).append(place)
        # Those of which nothing is known beforehand.
        self.open = [number for number, selector in enumerate(self.selectors) if not selector.compounds]
        self._known: dict[str, tuple[tuple[int, Compound], ...]] = {}

    def answers(self, tags: list[str]) -> list[tuple[tuple[int, Compound], ...]]:
        """For each start tag the compounds, with the numbers of their selectors, that its element answers."""
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        known = self._known
        return [found if (found := known.get(tag)) is not None else self._learn(tag) for tag in tags]

    def _learn(self, tag: str) -> tuple[tuple[int, Compound], ...]:
        found = self._answered(tag)
        if len(tag) <= LONGEST_KNOWN:
            self._known[tag] = found
        return found

    def _answered(self, tag: str) -> tuple[tuple[int, Compound], ...]:
        found = attributes(tag)
        if not found:
            return ()
        places: list[int] = []
        for word in (*found.get("class", "").split(), found.get("id", "")):
            places += self._by_word.get(word, ())
        for name in found:
            places += self._by_attribute.get(name, ())
        if not places:
            return ()
        name = tag_of(tag).name
        return tuple(self._compounds[place] for place in set(places) if self._compounds[place][1].holds(name, found))


_gates: list[Gate] = []


def gate_of(rules: tuple[Rule, ...]) -> Gate:
    """The gate of some rules; made once for each such tuple."""
    for gate in _gates:
        if gate.rules is rules:
            return gate
    made = Gate(rules)
    _gates[:] = [made, *_gates[: _MOST_GATES - 1]]
    return made


def _selector(rule: Rule, text: str) -> Selector:
    exact = True
    compounds: list[Compound] = []
    todo: list[parser.Tree] = [cssselect.parse(text)[0].parsed_tree]
    while todo:
        tree = todo.pop()
        if isinstance(tree, parser.CombinedSelector):
            exact = False
            todo += [tree.selector, tree.subselector]
            continue
        compound, sure = _compound(tree)
        exact = exact and sure
        if compound.conditions:
            compounds.append(compound)
    return Selector(rule, text, tuple(compounds), exact)


def _compound(tree: parser.Tree) -> tuple[Compound, bool]:
    """What a tag must be to answer the last part of a selector, and whether that is all that is asked."""
    conditions: list[Condition] = []
    sure = True
    while not isinstance(tree, parser.Element):
        if isinstance(tree, parser.Class):
            conditions.append(Condition("class", "~=", tree.class_name))
        elif isinstance(tree, parser.Hash):
            conditions.append(Condition("id", "=", tree.id))
        elif isinstance(tree, parser.Attrib) and not tree.namespace and tree.operator != "!=":
            value = "" if tree.value is None else tree.value.value
            conditions.append(Condition(tree.attrib.lower(), tree.operator, str(value)))
        else:
            sure = False
        tree = tree.selector
    return Compound((tree.element or "").lower(), tuple(conditions)), sure and not tree.namespace
