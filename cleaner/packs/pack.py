"""What a pack says, once it has been read and found sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cleaner.model import Safety

if TYPE_CHECKING:
    from cleaner.packs.phrase import Sequence_

Kind = Literal["line", "span", "cluster", "block", "evidence", "fill", "node"]
Take = Literal["proof", "links", "rest"]
Where = Literal["whole", "start", "end", "within"]
KINDS: tuple[Kind, ...] = ("line", "span", "cluster", "block", "evidence", "fill", "node")
WHERES: tuple[Where, ...] = ("whole", "start", "end", "within")
ZONES = ("any", "head", "tail", "edge")
STRUCTURE = (
    "head",
    "tail",
    "body",
    "short",
    "long",
    "link",
    "question",
    "quoted",
    "speech",
    "step",
    "repeated",
    "frame",
    "linked",
    "outlet",
    "inside",
    "beside",
    "between",
    "around",
    "company",
    "crowd",
    "topic",
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """What one matcher looks for: parsed phrases, and regular expressions with the gate their author gave."""

    phrases: tuple[Sequence_, ...] = ()
    expressions: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
    fuzzy: int = 0

    def __bool__(self) -> bool:
        return bool(self.phrases or self.expressions)


@dataclass(frozen=True, slots=True)
class Cue:
    """One weak sign of an evidence rule."""

    name: str
    weight: float
    patterns: Patterns


@dataclass(frozen=True, slots=True)
class Guards:
    """Conditions that a matched line must meet besides."""

    max_words: int | None = None
    min_words: int = 0
    no_quotes: bool = False
    no_final_period: bool = False
    need_any: Patterns = Patterns()
    unless: Patterns = Patterns()
    near: tuple[str, ...] = ()
    zone: str = "any"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack; `rules/README.md` says what each field means. `line` is its place in `path`."""

    id: str
    category: str
    kind: Kind
    message: str
    lang: str
    path: str
    line: int
    patterns: Patterns = Patterns()
    where: Where = "whole"
    guards: Guards = Guards()
    keep: bool = False
    safety: Safety = "safe"
    status: Literal["stable", "preview", "deprecated"] = "stable"
    sites: tuple[str, ...] = ()
    weight: float = 1.0
    # cluster
    tokens: dict[str, Patterns] = field(default_factory=dict)
    min_lines: int = 3
    min_kinds: int = 2
    need_kinds: tuple[str, ...] = ()
    gap: int = 1
    # fill
    to_end: bool = False
    since: int = 0
    # evidence
    joint: bool = False
    # block
    proof: Patterns = Patterns()
    end: Patterns = Patterns()
    stop: Patterns = Patterns()
    take: Take = "proof"
    min_proof: int = 1
    max_lines: int = 30
    max_links: int = 6
    # evidence
    cues: tuple[Cue, ...] = ()
    threshold: float = 0.0
    structure: dict[str, float] = field(default_factory=dict)
    # node
    selectors: tuple[str, ...] = ()
    # proof of the rule itself
    hit: tuple[str | tuple[str, str], ...] = ()
    miss: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One file of rules."""

    path: str
    lang: str
    description: str
    digest: str
    rules: tuple[Rule, ...]
    structure: dict[str, float] = field(default_factory=dict)
    speech: Patterns = Patterns()
    languages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    persons: dict[str, tuple[str, ...]] = field(default_factory=dict)
