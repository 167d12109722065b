"""From labelled texts to examples: which weights add up on which line, and whether the line should go.

A line is an example for an evidence rule when at least one of the rule's cues in favour is on it and the rule's
guards, zone and neighbours allow it; place and neighbours are as the present weights leave them. Lines that a keep
rule has saved, or that the veto for quoted speech protects, are none: no weight can take them.

Labels map to rules by family (`settings.same_family`), as clutter of one family stands together on pages and a
donation rule that takes a newsletter box does what is wanted:

* A line whose category is of the rule's family should go. It is asked only of the rule that is nearest to taking
  it, for one rule is enough, and of none when a rule of another kind takes it. Clutter of unknown category (samples)
  counts for every family.
* A line of the article should stay; it is an example for every rule that suspects it, and costs `--harm-cost` misses.
* Bylines, dates and captions should stay too, at the cost of one miss: they are kept by default.
* Clutter of another family, other stories' headlines and unlabelled lines say nothing about the rule.

A line counts once a page however many scrapes of the page have it: each copy weighs its share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.authoring.gold import CATEGORIES, CLUTTER, TEXT, GoldText
from cleaner.authoring.survival import squashed
from cleaner.authoring.weights import Key, cue_keys, structure_key
from cleaner.clean import Cleaner
from cleaner.engine import evidence
from cleaner.engine.claims import Findings
from cleaner.engine.find import find, suspects_of
from cleaner.engine.guards import in_zone
from cleaner.engine.outlet import outlet_name
from cleaner.engine.revise import NEAR_LINES, PROMOTE_LINES
from cleaner.engine.ruleset import Compiled
from cleaner.engine.view import SPEECH_WORDS, View
from cleaner.model import Match
from cleaner.packs.pack import Rule
from cleaner.settings import CATEGORIES as KNOWN
from cleaner.settings import family, same_family

META = "B"


@dataclass(frozen=True, slots=True)
class Example:
    """A line that an evidence rule suspects: the weights of its words and of its place, and what should happen.

    `article` tells that the line is the article's. `weight` is the line's share among its copies on a page.
    """

    rule: str
    page: str
    line: str
    words: tuple[Key, ...]
    place: tuple[Key, ...]
    threshold: float
    wanted: bool
    article: bool
    weight: float = 1.0


class Examiner:
    """Finds the examples in cleaned texts, with the rules of one cleaner."""

    def __init__(self, cleaner: Cleaner) -> None:
        self.rules, self.unsafe = cleaner.rules, cleaner.settings.unsafe

    def examine(self, gold: GoldText) -> tuple[list[Example], bool]:
        """The examples of one text, and whether weights matter in it at all."""
        view = View(gold.text)
        findings = find(self.rules, view, url=gold.url, unsafe=self.unsafe)
        page = _Page(view, findings, gold.url)
        suspects = self._suspects(view, page)
        page.suspect(suspects)
        found: list[Example] = []
        for index, group in _by_line(suspects):
            code = gold.lines[index].code
            if code not in (TEXT, META) and page.taken(index):
                continue
            allowed = [(s, place) for s in group if (place := self._place(view, page, s)) is not None]
            made = [(s, self._example(gold, s, place, code)) for s, place in allowed if _speaks(code, s.compiled)]
            wanted = [(s.score / s.compiled.rule.threshold, example) for s, example in made if example.wanted]
            found += [example for _, example in made if not example.wanted]
            if wanted:
                found.append(max(wanted, key=lambda pair: (pair[0], pair[1].rule))[1])
        return found, bool(suspects)

    def _suspects(self, view: View, page: _Page) -> list[evidence.Suspect]:
        # The weights of today must not choose: lines are looked at word by word, whatever their cues add up to.
        known = self.rules.known.look_up(view.raws[index] for index in view.filled)
        return [
            suspect
            for index, one in zip(view.filled, known, strict=True)
            if not view.long(index)
            for suspect in sorted(
                suspects_of(self.rules, view, index, one.matched(self.rules.gate, None), page.url),
                key=lambda suspect: suspect.compiled.rule.id,
            )
        ]

    def _place(self, view: View, page: _Page, suspect: evidence.Suspect) -> set[str] | None:
        """The structural cues of a suspect; None when no weight can make its line go."""
        rule, index = suspect.compiled.rule, suspect.index
        line = view.line(index)
        bounds = view.prose_bounds(page.ignored)
        if index in page.kept or not in_zone(rule.guards.zone, index, *bounds):
            return None
        near = page.near(index, NEAR_LINES)
        if rule.guards.near and not any({m.category, m.rule_id} & {*rule.guards.near} for m in near):
            return None
        close = page.near(index, PROMOTE_LINES)
        kin_close = any(same_family(m.category, rule.category) for m in close)
        if rule.safety == "unsafe" and not self.unsafe and not kin_close:
            return None
        found = evidence.line_structure(line, self.rules.speaks(line, rule.lang), page.outlet)
        if line.words >= SPEECH_WORDS and found & {"quoted", "speech"}:
            return None
        return found | evidence.place_structure(view, index, bounds, page.company(index, rule))

    def _example(self, gold: GoldText, suspect: evidence.Suspect, place: set[str], code: str) -> Example:
        compiled, rule = suspect.compiled, suspect.compiled.rule
        names = Counter(name for name, _ in suspect.cues)
        return Example(
            rule.id,
            gold.page,
            squashed(gold.lines[suspect.index].text),
            tuple(_words(compiled, names)),
            tuple(structure_key(rule, name) for name, weight in compiled.structure if name in place and weight),
            rule.threshold,
            wanted=code not in (TEXT, META),
            article=code == TEXT,
        )


def _words(compiled: Compiled, names: Counter[str]) -> Iterator[Key]:
    """The keys of the cues that a suspect names. Cues of one name are told apart by their order."""
    left = names.copy()
    for favour in (True, False):
        for key in cue_keys(compiled.rule, favour=favour):
            if left[key.name] and compiled.rule.cues[key.cue].weight:
                left[key.name] -= 1
                yield key


def _by_line(suspects: list[evidence.Suspect]) -> Iterator[tuple[int, list[evidence.Suspect]]]:
    for index in sorted({suspect.index for suspect in suspects}):
        yield index, [suspect for suspect in suspects if suspect.index == index]


def _speaks(code: str, compiled: Compiled) -> bool:
    """Whether a label says anything about a rule."""
    if code in (TEXT, META, CLUTTER):
        return True
    category = CATEGORIES.get(code, "")
    return category in KNOWN and same_family(category, compiled.rule.category)


class _Page:
    """What is around a line: what goes there, what is kept, what is in doubt."""

    def __init__(self, view: View, findings: Findings, url: str) -> None:
        self.view, self.url, self.outlet = view, url, outlet_name(url)
        self.gone: dict[int, list[Match]] = {}
        for match in findings.matches:
            for index in range(match.first, match.last + 1) if match.span is None else ():
                self.gone.setdefault(index, []).append(match)
        kept = (veto.match for veto in findings.vetoes if veto.reason.startswith("kept by"))
        self.kept = {match.first for match in kept}
        self.doubtful: set[int] = set()
        self.cued: dict[int, set[int]] = {}

    def suspect(self, suspects: list[evidence.Suspect]) -> None:
        """Note which lines are in doubt, and which show cues of which family."""
        for suspect in suspects:
            rule = suspect.compiled.rule
            if suspect.score >= rule.threshold / 2:
                self.doubtful.add(suspect.index)
            if suspect.score >= evidence.COMPANY_SCORE:
                self.cued.setdefault(family(rule.category), set()).add(suspect.index)

    def ignored(self, index: int) -> bool:
        """Whether a line does not count as the article's prose."""
        return index in self.gone or index in self.doubtful

    def taken(self, index: int) -> bool:
        """Whether a line goes whatever the weights are."""
        return any(match.kind != "evidence" for match in self.gone.get(index, ()))

    def near(self, index: int, reach: int) -> list[Match]:
        """What goes at most `reach` lines away, the line itself set aside."""
        nearby = self.view.around(index, index, reach)
        return [match for other in nearby if other != index for match in self.gone.get(other, ())]

    def company(self, index: int, rule: Rule) -> evidence.Company:
        """The lines around a suspect as its family of categories sees them; that it goes itself is no reason to go."""
        cued = self.cued.get(family(rule.category), set())
        talk = {other for other in cued if other not in self.gone and self.view.line(other).prose}

        def kin(other: int) -> bool:
            return any(same_family(match.category, rule.category) for match in self.gone.get(other, ()))

        def gone(other: int) -> bool:
            return any(other != index or match.rule_id != rule.id for match in self.gone.get(other, ()))

        return evidence.Company(kin, gone, cued.__contains__, lambda other: len(talk) - (other in talk))


def shared_out(examples: list[Example]) -> list[Example]:
    """The examples with their weights: each line of a page counts once for a rule, whatever its copies."""
    copies = Counter((one.page, one.line, one.rule, one.wanted) for one in examples)
    return [replace(one, weight=1 / copies[one.page, one.line, one.rule, one.wanted]) for one in examples]
