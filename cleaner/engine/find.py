"""Collect what every rule claims of one text, and have it revised."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set

from cleaner.engine import evidence
from cleaner.engine.block import block_match
from cleaner.engine.claims import Claims, Findings, Veto
from cleaner.engine.clue import Clue, clues_of
from cleaner.engine.cluster import cluster_matches
from cleaner.engine.guards import in_scope, line_allowed
from cleaner.engine.keep import marked_lines
from cleaner.engine.revise import Revision, revise
from cleaner.engine.ruleset import Compiled, RuleSet
from cleaner.engine.sentences import part
from cleaner.engine.span import span_match
from cleaner.engine.stretch import stretches
from cleaner.engine.view import View
from cleaner.model import Match


def find(rules: RuleSet, view: View, *, url: str = "", unsafe: bool = False) -> Findings:
    """What the rules claim of a text. The order of rules and lines makes no difference."""
    found = Findings()
    for stretch in stretches(view):
        confirmed = look(rules, stretch.view)
        if confirmed or stretch.view.clues or stretch.view.tokens:
            here = examine(rules, stretch.view, confirmed, url=url, unsafe=unsafe).found
            found.matches += map(stretch.in_whole, parted(rules, stretch.view, here.matches, url))
            found.vetoes += (Veto(stretch.in_whole(veto.match), veto.reason) for veto in here.vetoes)
    return found


def parted(rules: RuleSet, view: View, matches: list[Match], url: str) -> list[Match]:
    """The matches, which leave the sentences of a story that stand on a line with a notice."""
    return part(rules, view, matches, lambda alone: _claim(rules, alone, look(rules, alone), url))


def look(rules: RuleSet, view: View) -> Mapping[int, Set[int]]:
    """Make the view known: its lines, its languages, and the clues on its lines, if these are not told as matchers.

    For each line the numbers of the matchers that match it.
    """
    if rules.scouts(view):
        found = rules.scout.look(view)
        if found is not None:
            return found
    return look_by_words(rules, view)


def look_by_words(rules: RuleSet, view: View) -> Mapping[int, Set[int]]:
    """The same, line by line and word by word."""
    view.makers = dict(zip(view.filled, rules.known.look_up(view.raws[index] for index in view.filled), strict=True))
    if view.languages is None:
        view.languages = rules.tongues.of(view.text)
    return _confirm(rules, view)


def examine(
    rules: RuleSet, view: View, confirmed: Mapping[int, Set[int]], *, url: str = "", unsafe: bool = False
) -> Revision:
    """The state in which all is judged, for those who want to know why; `confirmed` is from `look`."""
    claims = _claim(rules, view, confirmed, url)
    claims.kept |= marked_lines(view)
    return revise(rules, view, claims, url, unsafe)


def _confirm(rules: RuleSet, view: View) -> dict[int, set[int]]:
    """For each line the numbers of the matchers that match it, of rules in the view's languages."""
    spoken = view.languages and view.languages | {"any", "en"}
    found = ((index, known.matched(rules.gate, spoken)) for index, known in view.makers.items() if known.leading)
    return {index: numbers for index, numbers in found if numbers}


def _claim(rules: RuleSet, view: View, confirmed: Mapping[int, Set[int]], url: str) -> Claims:
    claims = Claims()
    clusters: dict[str, dict[int, set[str]]] = {}
    for index in sorted(confirmed.keys() & view.rank.keys()):
        numbers = confirmed[index]
        touched = _touched(rules, view, numbers, url)
        is_long = view.long(index)
        for compiled in touched:
            kind = compiled.rule.kind
            if kind == "span":
                match = span_match(compiled, view, index, rules.matchers)
                claims.spans += [match] if match else []
            elif kind == "cluster" and not is_long:
                kinds = {name for name, n in compiled.tokens if n in numbers}
                clusters.setdefault(compiled.rule.id, {})[index] = kinds
            elif kind != "evidence" and not is_long and line_allowed(compiled, view.line(index)):
                _claim_line(view, compiled, index, claims)
        if not is_long:
            _claim_clues(view, index, clues_of(touched, numbers), claims)
    for index, clues in view.clues.items():
        _claim_clues(view, index, [c for c in clues if in_scope(c.compiled.rule, url, view.languages)], claims)
    for rule_id, kinds_by_line in (clusters | _widgets(rules, view, url)).items():
        compiled = rules.by_id[rule_id]
        for match in cluster_matches(compiled, view, kinds_by_line):
            claims.add(compiled, match)
    return claims


def _touched(rules: RuleSet, view: View, numbers: Set[int], url: str) -> Collection[Compiled]:
    """The rules for a text of which one of some matchers is."""
    owners = (compiled for number in numbers for compiled in rules.owner.get(number, ()))
    return {c.rule.id: c for c in owners if in_scope(c.rule, url, view.languages)}.values()


def _widgets(rules: RuleSet, view: View, url: str) -> dict[str, dict[int, set[str]]]:
    """By cluster rule the lines with tokens that may make a widget, and their kinds."""
    if not view.tokens:
        # A short text does without the tokens of all rules.
        return {}
    announced: dict[str, dict[int, set[str]]] = {}
    tokens_of = rules.tokens
    for index, tokens in view.tokens.items():
        for number in tokens.announced:
            for rule_id, name in tokens_of[number]:
                announced.setdefault(rule_id, {}).setdefault(index, set()).add(name)
    out: dict[str, dict[int, set[str]]] = {}
    for rule_id, kinds_by_line in announced.items():
        compiled = rules.by_id[rule_id]
        if len(kinds_by_line) < compiled.rule.min_lines or not in_scope(compiled.rule, url, view.languages):
            continue
        # Tokens are looked for only where there would be a widget if all were there.
        for match in cluster_matches(compiled, view, kinds_by_line):
            for index in kinds_by_line.keys() & set(range(match.first, match.last + 1)):
                line = view.line(index)
                kinds = {name for name, number in compiled.tokens if view.tokens[index].has(number, line)}
                if kinds:
                    out.setdefault(rule_id, {})[index] = kinds
    return out


def _claim_line(view: View, compiled: Compiled, index: int, claims: Claims) -> None:
    rule = compiled.rule
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


def _claim_clues(view: View, index: int, clues: list[Clue], claims: Claims) -> None:
    """Note the clues of a line; what they protect must be known before anything else is judged."""
    for clue in clues:
        if clue.compiled.rule.keep:
            suspect = clue.suspect(index, view.line(index))
            if suspect and evidence.weigh(suspect, evidence.line_structure(view.line(index), False, "")):
                claims.keep(clue.compiled, view, index)
    left = [clue for clue in clues if not clue.compiled.rule.keep]
    if left:
        claims.clues.setdefault(index, []).extend(left)


def suspects_of(rules: RuleSet, view: View, index: int, numbers: Set[int], url: str) -> Iterator[evidence.Suspect]:
    """A line by each evidence rule that may take it and has a cue among the matchers that match."""
    for clue in clues_of(_touched(rules, view, numbers, url), numbers):
        suspect = None if clue.compiled.rule.keep else clue.suspect(index, view.line(index))
        if suspect:
            yield suspect
