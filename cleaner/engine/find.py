"""Collect what every rule claims of one text, and let neighbours and vetoes revise it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from cleaner.engine import evidence
from cleaner.engine.block import block_match
from cleaner.engine.cluster import cluster_matches
from cleaner.engine.fill import fill_matches
from cleaner.engine.guards import in_scope, in_zone, line_allowed
from cleaner.engine.keep import marked_lines
from cleaner.engine.language import SAMPLE_CHARS, chosen, likely
from cleaner.engine.outlet import outlet_name
from cleaner.engine.ruleset import Compiled, RuleSet
from cleaner.engine.span import span_match
from cleaner.engine.view import SPEECH_WORDS, View
from cleaner.model import Match
from cleaner.settings import family, same_family

NEAR_LINES = 3
PROMOTE_LINES = 2
# Characters that prose has at least.
LEAST_PROSE = 30


@dataclass(frozen=True, slots=True)
class Veto:
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
    suspects: list[evidence.Suspect] = field(default_factory=list)
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


def find(rules: RuleSet, view: View, *, url: str = "", unsafe: bool = False) -> Findings:
    """What the rules claim of a text. The order of rules and lines makes no difference."""
    confirmed = look(rules, view)
    return examine(rules, view, confirmed, url=url, unsafe=unsafe).found if confirmed else Findings()


def look(rules: RuleSet, view: View) -> Mapping[int, Set[int]]:
    """Make the view known: its lines and its languages. For each line the numbers of the matchers that match it."""
    if rules.scouts(view):
        found = rules.scout.look(view)
        if found is not None:
            return found
    return look_by_words(rules, view)


def look_by_words(rules: RuleSet, view: View) -> Mapping[int, Set[int]]:
    """The same, line by line and word by word."""
    view.makers = dict(zip(view.filled, rules.known.look_up(view.raws[index] for index in view.filled), strict=True))
    view.languages = _languages(rules, view)
    return _confirm(rules, view)


def examine(
    rules: RuleSet, view: View, confirmed: Mapping[int, Set[int]], *, url: str = "", unsafe: bool = False
) -> Revision:
    """The state in which all is judged, for those who want to know why; `confirmed` is from `look`."""
    claims = _claim(rules, view, confirmed, url)
    claims.kept |= marked_lines(view)
    return _revise(rules, view, claims, url, unsafe)


def _confirm(rules: RuleSet, view: View) -> dict[int, set[int]]:
    """For each line the numbers of the matchers that match it, of rules in the view's languages."""
    spoken = view.languages and view.languages | {"any", "en"}
    found = ((index, known.matched(rules.gate, spoken)) for index, known in view.makers.items() if known.leading)
    return {index: numbers for index, numbers in found if numbers}


def _languages(rules: RuleSet, view: View) -> frozenset[str] | None:
    if len(view.text) > SAMPLE_CHARS or not view.makers:
        return likely(view.text, rules.common_words)
    counts: dict[str, int] = {}
    for known in view.makers.values():
        for lang, count in known.tongues.items():
            counts[lang] = counts.get(lang, 0) + count
    return chosen(counts)


def _claim(rules: RuleSet, view: View, confirmed: Mapping[int, Set[int]], url: str) -> Claims:
    claims = Claims()
    languages = view.languages
    clusters: dict[str, dict[int, set[str]]] = {}
    for index in sorted(confirmed.keys() & view.rank.keys()):
        numbers = confirmed[index]
        touched = {c.rule.id: c for n in numbers for c in rules.owner.get(n, ()) if in_scope(c.rule, url, languages)}
        for compiled in touched.values():
            rule = compiled.rule
            if rule.kind == "span":
                match = span_match(compiled, view, index, rules.matchers)
                if match:
                    claims.spans.append(match)
            elif view.long(index):
                continue
            elif rule.kind == "cluster":
                kinds = {name for name, n in compiled.tokens if n in numbers}
                clusters.setdefault(rule.id, {})[index] = kinds
            elif line_allowed(compiled, view.line(index)):
                _claim_line(rules, view, compiled, index, numbers, claims)
    for rule_id, kinds_by_line in clusters.items():
        compiled = rules.by_id[rule_id]
        for match in cluster_matches(compiled, view, kinds_by_line):
            claims.add(compiled, match)
    return claims


def _claim_line(rules: RuleSet, view: View, compiled: Compiled, index: int, numbers: Set[int], claims: Claims) -> None:
    rule = compiled.rule
    if rule.kind == "evidence":
        suspect = evidence.lexical(compiled, index, numbers, view.line(index))
        if suspect and rule.keep:
            if evidence.weigh(suspect, evidence.line_structure(view.line(index), False, "")):
                claims.keep(compiled, view, index)
        elif suspect:
            claims.suspects.append(suspect)
        return
    if rule.keep:
        claims.keep(compiled, view, index)
        return
    if rule.kind == "block":
        match = block_match(compiled, view, index)
        if not match:
            return
    else:
        match = Match(rule.id, rule.category, rule.kind, index, index, safety=rule.safety)
    claims.add(compiled, match)


def suspects_of(rules: RuleSet, view: View, index: int, numbers: Set[int], url: str) -> Iterator[evidence.Suspect]:
    """A line by each evidence rule that may take it and has a cue among the matchers that match."""
    touched = {c.rule.id: c for n in numbers for c in rules.owner.get(n, ()) if in_scope(c.rule, url, view.languages)}
    for compiled in touched.values():
        if compiled.rule.kind == "evidence" and not compiled.rule.keep and line_allowed(compiled, view.line(index)):
            suspect = evidence.lexical(compiled, index, numbers, view.line(index))
            if suspect:
                yield suspect


class Revision:
    """The state of the second round: what goes so far, and what is still open."""

    def __init__(self, rules: RuleSet, view: View, claims: Claims, url: str, unsafe: bool) -> None:
        self.rules, self.view, self.claims, self.url, self.unsafe = rules, view, claims, url, unsafe
        self.outlet = outlet_name(url)
        self.found = Findings()
        self.gone: dict[int, list[Match]] = {}
        # The first and the last line of prose that stays.
        self.bounds = (0, 0)
        self.suspected = {s.index for s in claims.suspects if s.score >= evidence.SUSPECT_SCORE}
        self.doubtful = {s.index for s in claims.suspects if s.score >= s.compiled.rule.threshold / 2}
        # A sentence that a rule claims for the head or the tail must not count as the prose that denies it the place.
        self.doubtful |= {m.first for c, m in claims.pending if c.rule.guards.zone != "any" and m.first == m.last}
        self.structures: dict[tuple[int, str], set[str]] = {}
        self.cued: dict[int, set[int]] = {}
        for suspect in claims.suspects:
            if suspect.score >= evidence.COMPANY_SCORE:
                self.cued.setdefault(family(suspect.compiled.rule.category), set()).add(suspect.index)
        # Of those, the lines of prose that stay: what the text talks about.
        self.talk = {kin: {i for i in lines if view.line(i).prose} for kin, lines in self.cued.items()}

    def structure(self, index: int, lang: str) -> set[str]:
        """The structural cues of a line by itself; verbs of saying are those of the rule's language."""
        if (index, lang) not in self.structures:
            line, linked = self.view.line(index), self.view.link_share(index)
            speaks = self.rules.speaks(line, lang)
            self.structures[index, lang] = evidence.line_structure(line, speaks, self.outlet, linked)
        return self.structures[index, lang]

    def veto(self, match: Match) -> str:
        for index in range(match.first, match.last + 1):
            if index in self.claims.kept:
                return f"kept by {self.claims.kept[index]}"
        rule = self.rules.by_id[match.rule_id].rule
        guarded = match.kind == "evidence" or (match.kind == "line" and rule.where in ("start", "end", "within"))
        if guarded and self.view.line(match.first).words >= SPEECH_WORDS:
            structure = self.structure(match.first, rule.lang)
            if "quoted" in structure or "speech" in structure:
                return "prose: a long sentence with a quotation or a verb of saying"
        return ""

    def accept(self, match: Match) -> None:
        reason = self.veto(match)
        if reason:
            self.found.vetoes.append(Veto(match, reason))
            return
        self.found.matches.append(match)
        for index in range(match.first, match.last + 1):
            self.gone.setdefault(index, []).append(match)
            for talk in self.talk.values():
                talk.discard(index)

    def near(self, match: Match, reach: int) -> list[Match]:
        rank = self.view.rank
        filled = self.view.filled
        low, high = max(rank[match.first] - reach, 0), rank[match.last] + reach + 1
        return [m for index in filled[low:high] for m in self.gone.get(index, ()) if m.rule_id != match.rule_id]

    def ready(self, compiled: Compiled, match: Match, bounds: tuple[int, int]) -> bool:
        guards = compiled.rule.guards
        if not in_zone(guards.zone, match.first, *bounds):
            return False
        if guards.near and not any(
            m.category in guards.near or m.rule_id in guards.near for m in self.near(match, NEAR_LINES)
        ):
            return False
        if match.safety == "safe" or self.unsafe:
            return True
        return any(same_family(m.category, match.category) for m in self.near(match, PROMOTE_LINES))

    def weigh(self, suspect: evidence.Suspect, bounds: tuple[int, int]) -> Match | None:
        """The match of a suspect, if its cues, its place and its neighbours suffice."""
        # What takes longer to know is asked for only where it may tip the scales.
        index = suspect.index
        structure = self.structure(index, suspect.compiled.rule.lang)
        if evidence.hopeless(suspect, structure, evidence.SPOT | evidence.COMPANY):
            return None
        company = self.company(suspect)
        frames = suspect.compiled.frames
        structure = structure | evidence.spot_structure(self.view, index, bounds, company, frames=frames)
        if evidence.hopeless(suspect, structure, evidence.COMPANY):
            return None
        match = evidence.weigh(suspect, structure | evidence.company_structure(self.view, index, company))
        return match if match and self.ready(suspect.compiled, match, bounds) else None

    def company(self, suspect: evidence.Suspect) -> evidence.Company:
        """The lines around a suspect, as its family sees them."""
        category = suspect.compiled.rule.category
        kin_number = family(category)
        cued = self.cued.setdefault(kin_number, set())
        talk = self.talk.setdefault(kin_number, set())

        def kin(index: int) -> bool:
            return any(same_family(m.category, category) for m in self.gone.get(index, ()))

        def suspected(index: int) -> bool:
            self.resolve(index)
            return index in cued

        def topic(index: int) -> int:
            count = len(talk) - (index in talk)
            for other in [i for i, kins in self.view.faint.items() if kin_number in kins]:
                if count >= evidence.TOPIC_LINES:
                    break
                if len(self.view.raws[other]) > LEAST_PROSE:
                    self.resolve(other)
                    count = len(talk) - (index in talk)
            return count

        return evidence.Company(kin, self.gone.__contains__, suspected, topic)

    def resolve(self, index: int) -> None:
        """Look for the cues of a line that are too few to take it, if they have not been looked for."""
        if index not in self.view.faint:
            return
        del self.view.faint[index]
        numbers = self.rules.scout.all_cues(self.view, index)
        for suspect in suspects_of(self.rules, self.view, index, numbers, self.url):
            if suspect.score >= evidence.SUSPECT_SCORE:
                self.suspected.add(index)
            if suspect.score >= evidence.COMPANY_SCORE:
                kin = family(suspect.compiled.rule.category)
                self.cued.setdefault(kin, set()).add(index)
                if index not in self.gone and self.view.line(index).prose:
                    self.talk.setdefault(kin, set()).add(index)

    def is_suspected(self, index: int) -> bool:
        """Whether some cue speaks against a line."""
        self.resolve(index)
        return index in self.suspected

    def ignored(self, index: int) -> bool:
        """Whether a line does not count as the article's prose."""
        return index in self.gone or index in self.doubtful

    def fill(self) -> list[Match]:
        """What the fill rules claim between the findings so far."""
        return [
            match
            for compiled in self.rules.fills
            if compiled.rule.safety == "safe" or self.unsafe
            for match in fill_matches(compiled, self.view, self.gone, self.is_suspected, self.rules.speaks)
        ]

    def around(self, found: list[Match]) -> set[int]:
        """The lines whose neighbourhood the new matches changed."""
        rank, filled, reach = self.view.rank, self.view.filled, evidence.AROUND_LINES
        return {i for m in found for i in filled[max(rank[m.first] - reach, 0) : rank[m.last] + reach + 1]}

    def settle_spans(self, bounds: tuple[int, int]) -> None:
        """Pieces of lines, judged when all whole lines are settled."""
        for match in self.claims.spans:
            if match.first in self.claims.kept:
                self.found.vetoes.append(Veto(match, f"kept by {self.claims.kept[match.first]}"))
            elif self.ready(self.rules.by_id[match.rule_id], match, bounds):
                self.found.matches.append(match)
            elif match.safety == "unsafe":
                self.found.vetoes.append(Veto(match, "unsafe"))


def _revise(rules: RuleSet, view: View, claims: Claims, url: str, unsafe: bool) -> Revision:
    state = Revision(rules, view, claims, url, unsafe)
    for match in claims.sure:
        state.accept(match)
    pending, suspects = claims.pending, claims.suspects
    ranks = (0, len(view.filled) - 1)
    judged: set[tuple[str, int]] = set()
    moved: set[int] | None = None
    while True:
        # The prose shrinks as lines go, never grows: its bounds are looked for from where they were.
        before, ranks = ranks, view.prose_ranks(state.ignored, *ranks)
        if before != ranks:
            moved = None
        bounds = state.bounds = view.bounds(*ranks)
        ready = [(c, m) for c, m in pending if _within(m, moved) and state.ready(c, m, bounds)]
        weighed = [(s, m) for s in suspects if _touches(s, moved) and (m := state.weigh(s, bounds))]
        filled = [m for m in state.fill() if (m.rule_id, m.first) not in judged]
        judged.update((m.rule_id, m.first) for m in filled)
        found = [*(m for _, m in ready), *(m for _, m in weighed), *filled]
        if not found:
            break
        # All that this round found is judged before any of it counts as a neighbour for the next.
        for match in found:
            state.accept(match)
        settled = {id(m) for _, m in ready}
        pending = [p for p in pending if id(p[1]) not in settled]
        done = {id(s) for s, _ in weighed}
        suspects = [s for s in suspects if id(s) not in done]
        moved = state.around(found)
    state.found.vetoes += [Veto(m, "unsafe") for _, m in pending if m.safety == "unsafe"]
    state.settle_spans(bounds)
    return state


def _within(match: Match, moved: set[int] | None) -> bool:
    return moved is None or match.first in moved or match.last in moved


def _touches(suspect: evidence.Suspect, moved: set[int] | None) -> bool:
    return moved is None or suspect.index in moved
