"""Let places, neighbours and vetoes revise what rules claim, until nothing moves any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import combinations

from cleaner.engine import evidence
from cleaner.engine.claims import Claims, Findings, Veto
from cleaner.engine.clue import Clue
from cleaner.engine.fill import fill_matches
from cleaner.engine.guards import in_zone
from cleaner.engine.outlet import outlet_name
from cleaner.engine.ruleset import Compiled, RuleSet
from cleaner.engine.view import SPEECH_WORDS, View
from cleaner.model import Match
from cleaner.settings import ASKING, family, same_family
from cleaner.text.segment import is_code

NEAR_LINES = 3
PROMOTE_LINES = 2


class Revision:
    """The state of the second round: what goes so far, and what is still open."""

    def __init__(self, rules: RuleSet, view: View, claims: Claims, url: str, unsafe: bool) -> None:
        self.rules, self.view, self.claims, self.url, self.unsafe = rules, view, claims, url, unsafe
        self.outlet = outlet_name(url)
        self.found = Findings()
        self.gone: dict[int, list[Match]] = {}
        # The lines with something that goes around them, and those with something right beside them.
        self._near: set[int] = set()
        self._beside: set[int] = set()
        # The first and the last line of prose that stays.
        self.bounds = (0, 0)
        # A sentence that a rule claims for the head or the tail must not count as the prose that denies it the place.
        self._placed = {m.first for c, m in claims.pending if c.rule.guards.zone != "any" and m.first == m.last}
        self._structures: dict[tuple[int, str], set[str]] = {}
        self._sizes: dict[int, frozenset[str]] = {}
        self._suspected: dict[int, bool] = {}
        self._doubtful: dict[int, bool] = {}
        self._cued: dict[tuple[int, int], bool] = {}
        # By family the lines that talk of its matters, and those of which it is not known yet.
        self._heard: dict[int, set[int]] = {}
        self._unheard: dict[int, list[int]] = {}
        # The lines of what this round found.
        self.going: set[int] = set()

    def structure(self, index: int, lang: str) -> set[str]:
        """The structural cues of a line by itself; verbs of saying are those of the rule's language."""
        if (index, lang) not in self._structures:
            line, linked = self.view.line(index), self.view.link_share(index)
            speaks = self.rules.speaks(line, lang)
            self._structures[index, lang] = evidence.line_structure(line, speaks, self.outlet, linked)
        return self._structures[index, lang]

    def _shows(self, index: int, score: Callable[[Clue], float], kin: int | None = None) -> bool:
        """Whether a rule, of a family, has cues on a line that make a score."""
        for clue in self.claims.clues.get(index, ()):
            least = score(clue)
            if clue.most >= least and (kin is None or clue.kin == kin):
                suspect = clue.suspect(index, self.view.line(index))
                if suspect and suspect.score >= least:
                    return True
        return False

    def is_suspected(self, index: int) -> bool:
        """Whether some cue speaks against a line."""
        if index not in self._suspected:
            self._suspected[index] = self._shows(index, lambda _: evidence.SUSPECT_SCORE)
        return self._suspected[index]

    def _is_doubtful(self, index: int) -> bool:
        """Whether the cues of a line make half of what a rule asks for."""
        if index not in self._doubtful:
            self._doubtful[index] = self._shows(index, lambda clue: clue.compiled.rule.threshold / 2)
        return self._doubtful[index]

    def _is_blamed(self, index: int) -> bool:
        """Whether enough speaks against a sentence for it to go with its neighbours."""
        inside = self.bounds[0] < index < self.bounds[1]
        if inside or self.view.line(index).words > evidence.SHORT_WORDS:
            # The article's own paragraphs stand between boxes, too, and talk of prices and readers.
            return self._is_doubtful(index)
        return self.is_suspected(index)

    def ignored(self, index: int) -> bool:
        """Whether a line does not count as the article's prose."""
        return index in self.gone or index in self._placed or self._is_doubtful(index)

    def _is_cued(self, index: int, kin: int) -> bool:
        """Whether a line is company for others that a family of rules suspects."""
        if (index, kin) not in self._cued:
            self._cued[index, kin] = self._shows(index, lambda _: evidence.COMPANY_SCORE, kin)
        return self._cued[index, kin]

    def _talk(self, index: int, kin: int) -> int:
        """How many other lines of prose show cues of a family and stay: what the text talks about. Counted only as
        far as it matters."""
        if not self._unheard:
            for other, clues in self.claims.clues.items():
                for number in {clue.kin for clue in clues if clue.most >= evidence.COMPANY_SCORE}:
                    self._unheard.setdefault(number, []).append(other)
        talk, unheard = self._heard.setdefault(kin, set()), self._unheard.get(kin, [])
        while unheard and len(talk) - (index in talk) < evidence.TOPIC_LINES:
            other = unheard.pop()
            if other not in self.gone and self.view.reads(other) and self._is_cued(other, kin):
                talk.add(other)
        return len(talk) - (index in talk)

    def veto(self, match: Match) -> str:
        """Why a match stays; empty if it goes."""
        for index in range(match.first, match.last + 1):
            if index in self.claims.kept:
                return f"kept by {self.claims.kept[index]}"
        rule = self.rules.by_id[match.rule_id].rule
        above = match.first - 1
        alone = match.kind in ("line", "evidence") and above not in self.gone and above not in self.going
        if alone and self.view.goes_on(match.first):
            return "prose: a sentence of the line above goes on here"
        if match.kind in ("line", "evidence", "fill") and is_code(self.view.raw(match.first)):
            return "code: data in the notation of programs"
        guarded = match.kind == "evidence" or (match.kind == "line" and rule.where in ("start", "end", "within"))
        if guarded and self.view.line(match.first).words >= SPEECH_WORDS:
            structure = self.structure(match.first, rule.lang)
            if "quoted" in structure or "speech" in structure:
                return "prose: a long sentence with a quotation or a verb of saying"
        return ""

    def accept(self, match: Match) -> None:
        """Take a match, unless there is a veto."""
        reason = self.veto(match)
        if reason:
            self.found.vetoes.append(Veto(match, reason))
            return
        self.found.matches.append(match)
        for index in range(match.first, match.last + 1):
            self.gone.setdefault(index, []).append(match)
            for talk in self._heard.values():
                talk.discard(index)
        self._near.update(self.view.around(match.first, match.last, evidence.AROUND_LINES))
        beside = self.view.around(match.first, match.last, 1)
        # A line alone has nothing beside it but others.
        self._beside.update(beside if match.first < match.last else (i for i in beside if i != match.first))

    def near(self, match: Match, reach: int) -> list[Match]:
        """The matches of other rules around a match."""
        lines = self.view.around(match.first, match.last, reach)
        return [m for index in lines for m in self.gone.get(index, ()) if m.rule_id != match.rule_id]

    def ready(self, compiled: Compiled, match: Match, bounds: tuple[int, int]) -> bool:
        """Whether a match has the place, the neighbours and the leave that its rule asks for."""
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

    def weighed(self, bounds: tuple[int, int], moved: set[int] | None, taken: set[tuple[int, str]]) -> list[Match]:
        """The matches of clues whose cues, place and neighbours suffice, but for those `taken` already."""
        found: list[Match] = []
        by_line = self.claims.clues
        for index in by_line if moved is None else sorted(moved & by_line.keys()):
            lifts = self._lifts(index, bounds)
            before = len(found)
            for clue in by_line[index]:
                if lifts[clue.rule_id] < clue.lacks:
                    continue
                zone = clue.compiled.rule.guards.zone
                if not in_zone(zone, index, *bounds) or (index, clue.rule_id) in taken:
                    continue
                suspect = clue.suspect(index, self.view.line(index))
                match = self._weigh(suspect, bounds) if suspect else None
                if match:
                    found.append(match)
            if before == len(found) and index not in self.gone:
                found += self._joint(index, bounds, lifts, taken)
        return found

    def _joint(
        self, index: int, bounds: tuple[int, int], lifts: Mapping[str, float], taken: set[tuple[int, str]]
    ) -> list[Match]:
        """The match of the stronger of two rules of a category that take a line together."""
        share = evidence.JOINT_SHARE
        some = [
            clue
            for clue in self.claims.clues[index]
            if clue.kin == ASKING
            and clue.most >= evidence.WORDS_SHARE * (threshold := clue.compiled.rule.threshold)
            and clue.most + lifts[clue.rule_id] >= share * threshold
            and (index, clue.rule_id) not in taken
        ]
        # At most so much is known of the words before they are looked at, which takes longer.
        pairs = [
            (one, other)
            for one, other in combinations(some, 2)
            if evidence.agree(one.compiled.rule, other.compiled.rule, (one.most, other.most))
        ]
        line, heard = self.view.line(index), dict[str, tuple[float, evidence.Suspect, Match]]()
        for clue in {clue.rule_id: clue for pair in pairs for clue in pair}.values():
            suspect = clue.suspect(index, line)
            match = self._weigh(suspect, bounds, share) if suspect else None
            if suspect and match:
                heard[clue.rule_id] = match.score / clue.compiled.rule.threshold, suspect, match
        ranked = sorted(heard.values(), key=lambda one: (-one[0], one[2].rule_id))
        for (_, one, match), (_, other, _) in combinations(ranked, 2):
            if evidence.agree(one.compiled.rule, other.compiled.rule, (one.score, other.score)):
                return [replace(match, cues=(*match.cues, f"and {other.compiled.rule.id}"))]
        return []

    def _lifts(self, index: int, bounds: tuple[int, int]) -> Mapping[str, float]:
        """By rule what structure may add at most on a line, given what is seen of it and of its place at once."""
        size = self._sizes.get(index)
        if size is None:
            shown = evidence.size_structure(self.view.line(index), self.view.link_share(index))
            size = self._sizes[index] = frozenset(shown)
        place = evidence.zone_structure(index, bounds, index in self._near)
        return self.rules.lifts(size, place, evidence.UNSEEN_BESIDE if index in self._beside else evidence.UNSEEN)

    def _weigh(self, suspect: evidence.Suspect, bounds: tuple[int, int], share: float = 1.0) -> Match | None:
        """The match of a suspect, if its cues, its place and its neighbours suffice for a share of the threshold."""
        # What takes longer to know is asked for only where it may tip the scales.
        index = suspect.index
        structure = self.structure(index, suspect.compiled.rule.lang)
        if evidence.hopeless(suspect, structure, evidence.SPOT | evidence.COMPANY, share):
            return None
        company = self.company(suspect)
        frames = suspect.compiled.frames
        structure = structure | evidence.spot_structure(self.view, index, bounds, company, frames=frames)
        if evidence.hopeless(suspect, structure, evidence.COMPANY, share):
            return None
        match = evidence.weigh(suspect, structure | evidence.company_structure(self.view, index, company), share)
        return match if match and self.ready(suspect.compiled, match, bounds) else None

    def company(self, suspect: evidence.Suspect) -> evidence.Company:
        """The lines around a suspect, as its family sees them."""
        category = suspect.compiled.rule.category
        kin_number = family(category)

        def kin(index: int) -> bool:
            return any(same_family(m.category, category) for m in self.gone.get(index, ()))

        return evidence.Company(
            kin,
            self.gone.__contains__,
            lambda index: self._is_cued(index, kin_number),
            lambda index: self._talk(index, kin_number),
        )

    def fill(self) -> list[Match]:
        """What the fill rules claim between the findings so far."""
        return [
            match
            for compiled in self.rules.fills
            if compiled.rule.safety == "safe" or self.unsafe
            for match in fill_matches(
                compiled,
                self.view,
                self.gone,
                self.is_suspected if compiled.rule.since else self._is_blamed,
                self.rules.speaks,
                self.bounds,
            )
        ]

    def around(self, found: list[Match]) -> set[int]:
        """The lines whose neighbourhood the new matches changed."""
        return {i for m in found for i in self.view.around(m.first, m.last, evidence.AROUND_LINES)}

    def settle_spans(self, bounds: tuple[int, int]) -> None:
        """Pieces of lines, judged when all whole lines are settled."""
        for match in self.claims.spans:
            if match.first in self.claims.kept:
                self.found.vetoes.append(Veto(match, f"kept by {self.claims.kept[match.first]}"))
            elif self.ready(self.rules.by_id[match.rule_id], match, bounds):
                self.found.matches.append(match)
            elif match.safety == "unsafe":
                self.found.vetoes.append(Veto(match, "unsafe"))


def revise(rules: RuleSet, view: View, claims: Claims, url: str, unsafe: bool) -> Revision:
    """The state in which all claims are judged."""
    state = Revision(rules, view, claims, url, unsafe)
    state.going = _lines(claims.sure)
    for match in claims.sure:
        state.accept(match)
    pending = claims.pending
    ranks = (0, len(view.filled) - 1)
    judged: set[tuple[str, int]] = set()
    taken: set[tuple[int, str]] = set()
    moved: set[int] | None = None
    while True:
        # The prose shrinks as lines go, never grows: its bounds are looked for from where they were.
        before, ranks = ranks, view.prose_ranks(state.ignored, *ranks)
        bounds = state.bounds = view.bounds(*ranks)
        if moved is not None and before != ranks:
            shifted = view.filled[before[0] : ranks[0]] + view.filled[ranks[1] + 1 : before[1] + 1]
            moved = moved.union(shifted) if ranks[0] <= ranks[1] else None
        ready = [(c, m) for c, m in pending if _within(m, moved) and state.ready(c, m, bounds)]
        weighed = state.weighed(bounds, moved, taken)
        filled = [m for m in state.fill() if (m.rule_id, m.first) not in judged]
        judged.update((m.rule_id, m.first) for m in filled)
        found = [*(m for _, m in ready), *weighed, *filled]
        if not found:
            break
        state.going = _lines(found)
        # All that this round found is judged before any of it counts as a neighbour for the next.
        for match in found:
            state.accept(match)
        settled = {id(m) for _, m in ready}
        pending = [p for p in pending if id(p[1]) not in settled]
        taken.update((m.first, m.rule_id) for m in weighed)
        moved = state.around(found)
    state.found.vetoes += [Veto(m, "unsafe") for _, m in pending if m.safety == "unsafe"]
    state.settle_spans(bounds)
    return state


def _lines(matches: Iterable[Match]) -> set[int]:
    return {index for match in matches for index in range(match.first, match.last + 1)}


def _within(match: Match, moved: set[int] | None) -> bool:
    return moved is None or match.first in moved or match.last in moved
