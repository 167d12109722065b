"""A rule in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text

from cleaner.packs.pack import Cue, Rule
from cleaner.report.look import Drawn, Look
from cleaner.report.phrases import READING, readable
from cleaner.report.style import GONE, category_style
from cleaner.report.visible import visible
from cleaner.settings import OPTIONAL

_KIND = {
    "line": "removes a whole line",
    "span": "cuts a piece out of a line",
    "cluster": "removes a run of short lines that are a widget together",
    "block": "removes a block of lines, from its first line to the last that proves it",
    "fill": "removes the few lines left between two findings",
    "evidence": "removes a line when enough weak cues add up",
    "node": "removes an element of an HTML page",
}
_WHERE = {
    "whole": "the phrase is the whole line",
    "start": "the line begins with the phrase",
    "end": "the line ends with the phrase",
    "within": "the phrase stands anywhere in the line",
}
_TAKE = {"links": ", all like links", "rest": ", to the end of the page"}
_ZONE = {"head": "before the first prose", "tail": "after the last prose", "edge": "before or after the prose"}
_MOST = 8
_NAME_COLUMNS = 24
# Lines that the phrases of a cue may take.
_CUE_LINES = 2


def explained(rule: Rule, shared: Mapping[str, float], hits: tuple[int, int, int] | None = None) -> Drawn:
    """What a rule removes, how it decides, and its own texts.

    `shared` are the weights of structure that all packs share; `hits` how many pieces it removed from how many of how
    many sample texts, if that was counted.
    """

    def draw(look: Look) -> Iterator[Text]:
        yield from look.hung(_title(rule))
        if rule.message:
            yield from look.hung(Text(visible(rule.message)))
        yield from look.hung(Text(f"Defined in {visible(rule.path)}:{rule.line}", "dim"))
        if hits:
            yield from look.hung(Text(_counted(*hits), "dim"))
        yield Text("")
        what = "protects a line" if rule.keep else _KIND[rule.kind]
        yield from look.hung(Text(f"It {what}{f': {_WHERE[rule.where]}' if rule.patterns else ''}."))
        for condition in _conditions(rule):
            yield from look.hung(Text(condition), first="- ", indent=2)
        yield from _phrases(rule, look)
        if rule.cues:
            yield from _cues(rule, shared, look)
        yield from _texts("Removed, for example:", [_hit(hit) for hit in rule.hit], "- ", GONE, look)
        yield from _texts("Kept, for example:", rule.miss, "+ ", "green", look)

    return Drawn(draw)


def _title(rule: Rule) -> Text:
    title = Text.assemble((rule.id, f"bold {category_style(rule.category)}"))
    return title.append(f"  {rule.lang}, {rule.kind}, {rule.safety}, {rule.status}", "dim")


def _counted(pieces: int, texts: int, of: int) -> str:
    if not pieces:
        return f"Removes nothing from the {of} sample texts"
    return f"Removes {pieces} piece{'s' if pieces != 1 else ''} from {texts} of the {of} sample texts"


def _phrases(rule: Rule, look: Look) -> Iterator[Text]:
    matchers = {
        "Phrases": rule.patterns,
        "One of these must be there too": rule.guards.need_any,
        "None of these may be there": rule.guards.unless,
        "Lines that prove it": rule.proof,
        "Last lines": rule.end,
        "Lines before which it ends": rule.stop,
        **{f"Class `{name}`": patterns for name, patterns in rule.tokens.items()},
    }
    noted = False
    for title, patterns in matchers.items():
        shown = readable(patterns, more=look.signs.more)
        note = "" if noted or not _needs_note(shown, look.signs.more) else READING.format(more=look.signs.more)
        noted = noted or bool(note)
        yield from _listed(title, shown, look, note)
    yield from _listed("Elements", rule.selectors, look)


def _needs_note(phrases: Sequence[str], more: str) -> bool:
    return any(sign in phrase for phrase in phrases for sign in ("[", "/", f"<{more}"))


def _listed(title: str, phrases: Sequence[str], look: Look, note: str = "") -> Iterator[Text]:
    """A list of phrases, cut to its first."""
    if not phrases:
        return
    yield Text("")
    yield Text(f"{title}:", "bold")
    for phrase in phrases[:_MOST]:
        yield from look.hung(Text(visible(phrase)), first="- ", indent=2)
    if len(phrases) > _MOST:
        yield Text(f"  {look.signs.more} and {len(phrases) - _MOST} more", "dim")
    if note:
        yield from look.hung(Text(note, "dim italic"), indent=2)


def _cues(rule: Rule, shared: Mapping[str, float], look: Look) -> Iterator[Text]:
    yield Text("")
    yield Text(f"Cues, threshold {rule.threshold:g}:", "bold")
    names = min(max(cell_len(visible(cue.name)) for cue in rule.cues), _NAME_COLUMNS)
    for cue in sorted(rule.cues, key=lambda cue: -cue.weight):
        yield from _cue(cue, names, look)
    yield Text("Cues of place and form:", "bold")
    weights = sorted({**shared, **rule.structure}.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [f"{name} {weight:+g}{'*' if name in rule.structure else ''}" for name, weight in weights if weight]
    yield from look.hung(Text(", ".join(told) or "none"), indent=2)
    if rule.structure:
        yield Text("  * the rule's own weight", "dim")


def _cue(cue: Cue, names: int, look: Look) -> Iterator[Text]:
    name = visible(cue.name)
    weight = f"{cue.weight:+6.1f}  "
    start = Text.assemble((weight, "bold"), name, " " * (names - cell_len(name)))
    room = look.width - len(weight) - names - 2
    phrases = " · ".join(visible(phrase) for phrase in readable(cue.patterns, more=look.signs.more))
    lines = _first_lines(Text(phrases, "dim"), room, look)
    if cell_len(name) > names:
        # A long name has a line to itself.
        yield from look.hung(Text.assemble((weight, "bold"), name))
        start = Text(" " * (len(weight) + names))
    for number, line in enumerate(lines):
        yield Text.assemble(start if not number else " " * (len(weight) + names), "  ", line)


def _first_lines(text: Text, room: int, look: Look) -> list[Text]:
    lines = look.wrapped(text, room)
    if len(lines) > _CUE_LINES:
        last = lines[_CUE_LINES - 1]
        while last.cell_len > room - 2 and " " in last.plain:
            last.right_crop(len(last) - last.plain.rindex(" "))
        last.append(f" {look.signs.more}")
    return lines[:_CUE_LINES]


def _hit(hit: str | tuple[str, str]) -> str:
    return hit if isinstance(hit, str) else hit[0]


def _texts(title: str, texts: Sequence[str], first: str, style: str, look: Look) -> Iterator[Text]:
    if not texts:
        return
    yield Text("")
    yield Text(title, "bold")
    for text in texts:
        # A text of several lines stays one: that is what such a rule takes.
        for number, line in enumerate(text.strip("\n").split("\n")):
            start = first if not number else " " * len(first)
            yield from look.hung(Text(visible(line), style), first=start, indent=2)


def _conditions(rule: Rule) -> Iterator[str]:
    guards = rule.guards
    if guards.max_words:
        yield f"at most {guards.max_words} words"
    if guards.min_words:
        yield f"at least {guards.min_words} words"
    if guards.no_quotes:
        yield "the line quotes nobody"
    if guards.no_final_period:
        yield "the line does not end with a full stop"
    if guards.zone != "any":
        yield _ZONE[guards.zone]
    if guards.near:
        yield f"near a finding of {', '.join(guards.near)}"
    yield from _scope(rule)


def _scope(rule: Rule) -> Iterator[str]:
    if rule.sites:
        yield f"only on {', '.join(rule.sites)}"
    if rule.kind == "cluster":
        yield f"{rule.min_lines} lines or more of {rule.min_kinds} kinds among: {', '.join(rule.tokens)}"
    if rule.kind == "block":
        yield f"at most {rule.max_lines} lines{_TAKE.get(rule.take, '')}"
    if rule.kind in ("cluster", "block", "fill"):
        yield f"at most {rule.gap} other line{'s' if rule.gap != 1 else ''} between"
    yield from _company(rule)
    if rule.status != "stable":
        yield f"not by default: its status is {rule.status}"
    if rule.category in OPTIONAL:
        yield "not by default: its category is off"
    if rule.safety == "unsafe":
        yield "only with --unsafe, or beside a safe finding of its family"


def _company(rule: Rule) -> Iterator[str]:
    if rule.joint:
        yield "or three fifths of what it asks for, with another such rule of its category"
    if rule.to_end:
        yield "or from the last finding to the end of the text"
    if rule.since:
        yield f"with {rule.since} findings or more between the last line of prose and these"
