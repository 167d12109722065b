"""What rules claim of a text before neighbours and vetoes have revised it, and what is found in the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.engine.clue import Clue
from cleaner.engine.guards import in_zone
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import View
from cleaner.model import Match


class Veto(NamedTuple):
    """A match that stays, and the reason."""

    match: Match
    reason: str


@dataclass(slots=True)
class Findings:
    """The matches that stand after all vetoes, and those that do not."""

    matches: list[Match] = field(default_factory=list)
    vetoes: list[Veto] = field(default_factory=list)


@dataclass(slots=True)
class Claims:
    """What rules claim before they are revised; `kept` names for each protected line the rule that keeps it."""

    sure: list[Match] = field(default_factory=list)
    pending: list[tuple[Compiled, Match]] = field(default_factory=list)
    clues: dict[int, list[Clue]] = field(default_factory=dict)
    spans: list[Match] = field(default_factory=list)
    kept: dict[int, str] = field(default_factory=dict)

    def add(self, compiled: Compiled, match: Match) -> None:
        """Note a match: sure, or waiting for its zone, its neighbours or leave to be unsafe."""
        guards = compiled.rule.guards
        if guards.zone == "any" and not guards.near and match.safety == "safe":
            self.sure.append(match)
        else:
            self.pending.append((compiled, match))

    def keep(self, compiled: Compiled, view: View, index: int) -> None:
        """Protect a line, if it stands in the rule's zone."""
        if in_zone(compiled.rule.guards.zone, index, *view.prose_bounds(lambda _: False)):
            self.kept[index] = min(self.kept.get(index, compiled.rule.id), compiled.rule.id)
