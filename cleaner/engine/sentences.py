"""Leave the sentences of a story that stand on one line with a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from itertools import pairwise, takewhile

from cleaner.engine import evidence
from cleaner.engine.claims import Claims
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.view import View
from cleaner.model import Match, Span
from cleaner.packs.words import CJK
from cleaner.settings import family
from cleaner.text.late import late
from cleaner.text.segment import CALLS, FULL_STOPS, count_words, sentences, without_quotes

# The words that are left at least before a notice, and behind it, where notices have words without any cue, and of
# what ends in a question or a call, as the beginnings of notices do. Numbers do not count: a price is no story.
WORDS_BEFORE = 5
WORDS_BEHIND = 8
WORDS_CALLING = 9
# Marks of vowels are no letters in Hindi, and belong to words; `I-95` and `Notre-Dame` are one.
_WORD = late(r"[\w\p{M}]+(?:-[\p{Lu}\d][\w\p{M}]*)*")
_NUMBER = late(r"\d+")
_CLOSING = late(r"""["'”’»)」』\s]*(?:\[\d+\])*\s*\Z""")

# What the rules claim of the lines of a text.
Claim = Callable[[View], Claims]


def part(rules: RuleSet, view: View, matches: Iterable[Match], claim: Claim) -> list[Match]:
    """The matches, of which those that take one line leave what no rule has a word against.

    Only what stands before or behind all that is a notice's is left, and only whole sentences in which nobody speaks
    of themselves or to the reader.
    """
    by_line: dict[int, list[Match]] = {}
    for match in matches:
        for index in range(match.first, match.last + 1) if match.span is None else ():
            by_line.setdefault(index, []).append(match)
    notices = {
        index: notice
        for index, found in by_line.items()
        if all(_may_share(rules, match) for match in found) and (notice := _notice(rules, view, found, claim))
    }
    if not notices:
        return list(matches)
    whole = {index: found for index, found in by_line.items() if index not in notices}
    narrowed = {index: span for index, span in notices.items() if not _is_between(view, by_line[index], whole)}
    return [
        replace(match, span=narrowed[match.first]) if match.span is None and match.first in narrowed else match
        for match in matches
    ]


def _may_share(rules: RuleSet, match: Match) -> bool:
    """Whether what a match has found may be a part of its line."""
    if match.first != match.last:
        return False
    rule = rules.by_id[match.rule_id].rule
    # What a site always says is known to the last word.
    return not rule.sites and rule.kind in ("line", "evidence")


def _is_between(view: View, found: Sequence[Match], whole: dict[int, list[Match]]) -> bool:
    """Whether a line stands between two that go as a whole for reasons of one of its families, as a paragraph of an
    appeal does."""
    before, after = (
        _kin(whole.get(side, ())) if side is not None else set() for side in view.neighbours(found[0].first)
    )
    return bool(_kin(found) & before & after)


def _kin(found: Iterable[Match]) -> set[int]:
    return {family(match.category) for match in found}


def _persons(rules: RuleSet, asked: Set[str], languages: Set[str] | None) -> tuple[str, ...]:
    """The words for those who write and read in the languages of the rules that were asked; for those of any language
    in those of the text, as far as these are known."""
    known = rules.persons
    spoken = asked if "any" not in asked else known.keys() if languages is None else asked | languages
    return tuple(word for lang in sorted(spoken) for word in known.get(lang, ()))


def _is_personal(persons: Sequence[str], text: str) -> bool:
    """Whether a sentence has one of some words outside of quotation marks.

    Not counted are those with a capital within the sentence, which belong to names (`the film Our Town`), those behind
    a number (`20 u.`), and the number of a king.
    """
    words = _WORD.findall(without_quotes(text))
    said = [word for before, word in pairwise(["", *words]) if not before.isdecimal() and not _is_numeral(before, word)]
    written = f" {' '.join((words[0].lower(), *said[1:]))} " if words else ""
    return any(word in written if CJK.match(word) else f" {word} " in written for word in persons)


def _is_numeral(before: str, word: str) -> bool:
    return word == "I" and before[:1].isupper()


def _notice(rules: RuleSet, view: View, found: Sequence[Match], claim: Claim) -> Span | None:
    """The part of a line, of which something was found, without the sentences of a story at its ends; None if there
    are none."""
    index = found[0].first
    raw, line = view.raw(index), view.lines[index]
    places = sentences(raw)
    texts = [raw[place.start : place.end].strip() for place in places]
    if len(texts) < 2:
        return None
    asked = {rules.by_id[match.rule_id].rule.lang for match in found}
    persons = _persons(rules, asked, view.languages)
    personal = [_is_personal(persons, text) for text in texts]
    if personal[0] and personal[-1]:
        # Nothing can stay, whatever the rules say of the sentences, which takes longer to know.
        return None
    alone = View("\n".join(texts))
    alone.languages = view.languages or frozenset(asked)
    own, kin = {match.rule_id for match in found}, _kin(found)
    # What a rule's phrases match is the notice's, whatever else the rule asks for.
    phrases = [rules.matchers[number] for name in own if (number := rules.by_id[name].main) >= 0]
    loud = _loud(alone, claim(alone), own, kin)
    loud.update(n for n in range(len(texts)) if any(matcher.search(alone.line(n)) for matcher in phrases))
    quiet = [n not in loud and not personal[n] for n in range(len(texts))]
    before = sum(1 for _ in takewhile(bool, quiet))
    behind = sum(1 for _ in takewhile(bool, reversed(quiet)))
    # What goes on behind an abbreviation may be the rest of the notice.
    while behind and behind < len(texts) and not places[-behind - 1].sure:
        behind -= 1
    before = before if _is_story(texts[:before], WORDS_BEFORE) else 0
    behind = behind if _is_story(texts[len(texts) - behind :], WORDS_BEHIND) else 0
    if before + behind >= len(texts) or not before + behind:
        return None
    return Span(line.start + places[before].start, line.start + places[-behind - 1].end)


def _loud(view: View, claims: Claims, own: Set[str], kin: Set[int]) -> set[int]:
    """The lines on which some rule has found something, or cues of weight: the least for rules that took the line
    (`own`), more for those of their families (`kin`), half of what they ask for for all others."""
    loud = {match.first for match in (*claims.sure, *claims.spans, *(match for _, match in claims.pending))}
    for index, clues in claims.clues.items():
        for clue in clues:
            least = evidence.SUSPECT_SCORE if clue.rule_id in own else evidence.COMPANY_SCORE
            if clue.kin not in kin:
                least = max(least, clue.compiled.rule.threshold / 2)
            suspect = clue.suspect(index, view.line(index)) if index not in loud and clue.most >= least else None
            if suspect and suspect.score >= least:
                loud.add(index)
    return loud


def _is_story(texts: Sequence[str], words: int) -> bool:
    """Whether sentences end as those of a story do, and are long enough."""
    bare = [_CLOSING.sub("", text) for text in texts]
    if not all(text.endswith((*FULL_STOPS, *CALLS)) for text in bare):
        return False
    if any(text.endswith(CALLS) for text in bare):
        words = max(words, WORDS_CALLING)
    return count_words(_NUMBER.sub(" ", " ".join(texts))) >= words
