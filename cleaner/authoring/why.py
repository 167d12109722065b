"""Tell why a line went or stayed: every rule that has something to say of it, and what it lacked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.clean import Cleaner
from cleaner.engine import decide, edit, evidence
from cleaner.engine.find import examine, look, parted
from cleaner.engine.guards import in_scope, in_zone, line_allowed
from cleaner.engine.revise import NEAR_LINES, Revision
from cleaner.engine.ruleset import Compiled
from cleaner.engine.stretch import stretches
from cleaner.engine.view import LineView, View
from cleaner.errors import InputError
from cleaner.formats.part import further_on
from cleaner.model import Document, Match, Removal, Span
from cleaner.packs.pack import Rule

_ZONES = {"head": "before the first prose", "tail": "after the last prose", "edge": "before or after the prose"}
OTHER_LANGUAGE = "a text in the language"
_UNSAFE = "--unsafe, or a safe finding of its family beside it"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule with a phrase or a cue on the line, or that claims it with others; `lacks` is what it wants in vain.
    `partner` is the rule that makes up for what it lacks.

    `round` counts the passes over the text, from 1; `verdict` is `goes`, `vetoed`, `keeps` or `not enough`.
    """

    rule: Rule
    verdict: str
    lacks: tuple[str, ...] = ()
    cues: tuple[tuple[str, float], ...] = ()
    score: float = 0.0
    round: int = 1
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The fate of a line: `goes`, `loses a piece` or `stays`, with the removals that take it and the candidates.

    `place` is its part of the text, `languages` those the text seems to be in, None if it is too short to tell.
    """

    document: Document
    line: int
    text: str
    fate: str
    removals: tuple[Removal, ...]
    over_budget: bool
    place: str
    languages: tuple[str, ...] | None
    candidates: tuple[Candidate, ...]


def why(cleaner: Cleaner, document: Document, line: int, ahead: int = 0) -> Why:
    """Why a line, counted from 1, goes or stays; `ahead` of a part of a large document stand so many lines.

    Raises InputError when the document has no such line.
    """
    if cleaner.settings.overrides:
        cleaner = cleaner.for_document(document)
    view = View(document.text)
    if not 1 <= line <= len(view.lines):
        count = ahead + len(view.lines)
        where = f"{document.path or '-'}:{ahead + line}"
        raise InputError("no such line", where=where, hint=f"the text has {count} line{'s' if count != 1 else ''}")
    target = Span(view.lines[line - 1].start, view.lines[line - 1].end)
    cleaned = further_on(cleaner.clean(document), ahead)
    removals = tuple(r for r in cleaned.removals if r.line <= ahead + line <= r.end_line)
    credited = {removal.rule_id for removal in removals}
    whole = any(removal.kind != "span" for removal in removals)
    place, languages, candidates = "", None, dict[str, Candidate]()
    for number, (state, index) in enumerate(_rounds(cleaner, document, target), 1):
        if not place:
            place, languages = _place(state, index), state.view.languages
        for candidate in _candidates(cleaner, state, index, document.url):
            before = candidates.get(candidate.rule.id)
            if before is None or _rank(candidate) > _rank(before):
                candidates[candidate.rule.id] = replace(candidate, round=number)
    return Why(
        document,
        ahead + line,
        document.text[target.start : target.end],
        "goes" if whole else "loses a piece" if removals else "stays",
        removals,
        cleaned.over_budget,
        place or "blank",
        None if languages is None else tuple(sorted(languages)),
        tuple(
            sorted(candidates.values(), key=lambda c: (c.rule.id not in credited, *(-n for n in _rank(c)), c.rule.id))
        ),
    )


def _rank(candidate: Candidate) -> tuple[int, float, int]:
    order = ("not enough", "vetoed", "keeps", "goes")
    threshold = candidate.rule.threshold or 1.0
    return order.index(candidate.verdict), candidate.score / threshold, -len(candidate.lacks)


def _rounds(cleaner: Cleaner, document: Document, target: Span) -> Iterator[tuple[Revision, int]]:
    """The state of each pass over the text, as the cleaner makes them, and the index the line has there."""
    text, origin = document.text, edit.Origin(len(document.text))
    while True:
        view = View(text, edit.link_shares(document, text, origin))
        found: list[Match] = []
        for stretch in stretches(view):
            confirmed = look(cleaner.rules, stretch.view)
            state = examine(cleaner.rules, stretch.view, confirmed, url=document.url, unsafe=cleaner.settings.unsafe)
            left = parted(cleaner.rules, stretch.view, state.found.matches, document.url)
            found += map(stretch.in_whole, left)
            for index in stretch.view.filled:
                line = view.lines[stretch.line + index]
                span = origin.span(Span(line.start, line.end))
                if span.start < target.end and target.start < span.end:
                    yield state, index
        matches = decide.merge(cleaner.rules, found)
        if not matches:
            return
        cuts = edit.cuts(view, matches)
        origin.delete(cuts)
        text = edit.without(text, cuts)


def _place(state: Revision, index: int) -> str:
    first, last = state.bounds
    if first > last:
        return "text without prose"
    return "head" if index < first else "tail" if index > last else "body"


def _candidates(cleaner: Cleaner, state: Revision, index: int, url: str) -> Iterator[Candidate]:
    every, view = cleaner.all_rules, state.view
    # Rules of all languages, also where the engine asks only those of some.
    numbers = every.known.look_up([view.raws[index]])[0].matched(every.gate, None)
    touched = {compiled.rule.id: compiled for n in numbers for compiled in every.owner.get(n, ())}
    claimed = {m.rule_id: m for m in state.found.matches if m.first <= index <= m.last}
    vetoed = {v.match.rule_id: v.reason for v in state.found.vetoes if v.match.first <= index <= v.match.last}
    for rule_id in sorted({*touched, *claimed, *vetoed}):
        compiled = every.by_id[rule_id]
        suspect = None
        if rule_id in touched and compiled.rule.kind == "evidence":
            suspect = evidence.lexical(compiled, index, numbers, view.line(index))
        cues = _cues(state, suspect) if suspect else ()
        score = round(sum(weight for _, weight in cues), 3)
        made = Candidate(compiled.rule, "not enough", (), cues, score)
        if rule_id in claimed:
            others = (cue.removeprefix("and ") for cue in claimed[rule_id].cues)
            yield replace(made, verdict="goes", partner=next((rule for rule in others if rule in every.by_id), ""))
        elif state.claims.kept.get(index) == rule_id:
            yield replace(made, verdict="keeps")
        elif vetoed.get(rule_id, "unsafe") != "unsafe":
            yield replace(made, verdict="vetoed", lacks=(vetoed[rule_id],))
        elif rule_id not in touched:
            yield replace(made, lacks=(_UNSAFE,))
        else:
            selected = () if rule_id in cleaner.rules.by_id else ("to be selected",)
            scope = () if in_scope(compiled.rule, url, view.languages) else (_scope(compiled.rule),)
            short = _short(suspect, score) if suspect else ()
            lacks = (*selected, *scope, *refusals(compiled, view.line(index)), *short, *_lacks(state, compiled, index))
            yield replace(made, lacks=lacks)


def _scope(rule: Rule) -> str:
    return f"a page of {', '.join(rule.sites)}" if rule.sites else f"{OTHER_LANGUAGE} `{rule.lang}`"


def refusals(compiled: Compiled, line: LineView) -> list[str]:
    """The guards of a rule that refuse a line."""
    guards = compiled.rule.guards
    alone = Compiled(compiled.rule)
    found = []
    if guards.max_words is not None and line.words > guards.max_words:
        found.append(f"at most {guards.max_words} words; it has {line.words}")
    if line.words < guards.min_words:
        found.append(f"at least {guards.min_words} words; it has {line.words}")
    if guards.no_quotes and line.quoted >= evidence.QUOTED_WORDS:
        found.append("a line that quotes nobody")
    if compiled.need_any and not compiled.need_any.search(line):
        found.append("a phrase of its `need_any`")
    if compiled.unless and compiled.unless.search(line):
        found.append("a line without the phrases of its `unless`")
    if guards.no_final_period and not found and not line_allowed(alone, line):
        found.append("a line without a full stop at its end")
    return found


def _cues(state: Revision, suspect: evidence.Suspect) -> tuple[tuple[str, float], ...]:
    """The cues that count on a line, the heaviest first."""
    compiled, index = suspect.compiled, suspect.index
    structure = state.structure(index, compiled.rule.lang)
    if not compiled.rule.keep:
        structure = structure | evidence.place_structure(state.view, index, state.bounds, state.company(suspect))
    around = [(name, weight) for name, weight in compiled.structure if name in structure and weight]
    return tuple(sorted((*suspect.cues, *around), key=lambda cue: (-cue[1], cue[0])))


def _short(suspect: evidence.Suspect, score: float) -> Iterator[str]:
    threshold = suspect.compiled.rule.threshold
    words = evidence.WORDS_SHARE * threshold
    if suspect.score < words:
        yield f"words that add up to {words:.3g}; they make {suspect.score:.3g}"
    if score < threshold:
        yield f"{threshold - score:.3g} to reach {threshold:g}"


def _lacks(state: Revision, compiled: Compiled, index: int) -> Iterator[str]:
    """What a rule that has something on a line asks for besides the line itself."""
    rule, guards = compiled.rule, compiled.rule.guards
    match = Match(rule.id, rule.category, rule.kind, index, index, safety=rule.safety)
    made = any(m.rule_id == rule.id and m.first <= index <= m.last for _, m in state.claims.pending)
    if state.view.long(index) and rule.kind != "span":
        yield "a line that is short enough to be judged as a whole"
    if rule.kind == "cluster" and not made:
        kinds = ", ".join(name for name, _ in compiled.tokens)
        yield f"{rule.min_lines} lines of {rule.min_kinds} kinds together, among: {kinds}"
    if rule.kind == "block" and not made:
        yield "lines below it that prove the block"
    if not in_zone(guards.zone, index, *state.bounds):
        yield f"a place {_ZONES[guards.zone]}"
    if guards.near and not any(
        m.category in guards.near or m.rule_id in guards.near for m in state.near(match, NEAR_LINES)
    ):
        yield f"a finding of {', '.join(guards.near)} within {NEAR_LINES} lines"
    if rule.safety == "unsafe" and not state.ready(_with_safety_alone(compiled), match, state.bounds):
        yield _UNSAFE


def _with_safety_alone(compiled: Compiled) -> Compiled:
    return Compiled(replace(compiled.rule, guards=replace(compiled.rule.guards, zone="any", near=())))
