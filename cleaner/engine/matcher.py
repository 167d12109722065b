"""Match one set of patterns against one folded line."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from cleaner.packs import phrase
from cleaner.packs.pack import Patterns, Where
from cleaner.text.normalise import EDGE

TIMEOUT_SECONDS = 2.0
_FRAMES = {
    "whole": (rf"\A{EDGE}*(?:%s){EDGE}*\Z", r"\A(?:%s)\Z"),
    "start": (rf"\A{EDGE}*(?:%s)", r"\A(?:%s)"),
    "end": (rf"(?:%s){EDGE}*\Z", r"(?:%s)\Z"),
    "within": ("(?:%s)", "(?:%s)"),
}


@dataclass(slots=True)
class Matcher:
    """Patterns with the place in the line where they must stand; compiled when first needed."""

    patterns: Patterns
    where: Where = "within"
    _compiled: regex.Pattern[str] | None = field(default=None, repr=False)

    def search(self, folded: str) -> regex.Match[str] | None:
        """The first match in a folded line. A pathological expression gives up after two seconds."""
        compiled = self._compiled or self._compile()
        try:
            return compiled.search(folded, timeout=TIMEOUT_SECONDS)
        except TimeoutError:
            return None

    def all(self, folded: str) -> list[str]:
        """Every match in a folded line, as text."""
        compiled = self._compiled or self._compile()
        try:
            return [m[0] for m in compiled.finditer(folded, timeout=TIMEOUT_SECONDS)]
        except TimeoutError:
            return []

    def _singles(self) -> list[str]:
        return [phrase.source(p, fuzzy=self.patterns.fuzzy) for p in self.patterns.phrases]

    def _compile(self) -> regex.Pattern[str]:
        framed, bare = _FRAMES[self.where]
        parts = []
        if self.patterns.phrases:
            parts.append(framed % "|".join(f"(?:{single})" for single in self._singles()))
        parts += [bare % expression for expression in self.patterns.expressions]
        self._compiled = regex.compile("|".join(f"(?:{part})" for part in parts), regex.V1)
        return self._compiled

    def gates(self) -> tuple[frozenset[str], bool]:
        """Substrings that announce a match, and whether they announce every one."""
        literals: set[str] = set()
        complete = True
        for tokens in self.patterns.phrases:
            found = phrase.gate(tokens, fuzzy=self.patterns.fuzzy)
            literals |= found
            complete = complete and bool(found)
        if self.patterns.expressions:
            literals.update(self.patterns.gate)
            complete = complete and bool(self.patterns.gate)
        return frozenset(literals), complete
