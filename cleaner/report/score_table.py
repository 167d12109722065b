"""A score on a terminal: recall by category, language and rule, then the lines to look at."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from cleaner.authoring.gold import CATEGORIES, CORE, GROUPS, NEIGHBOURS
from cleaner.authoring.score import Recall, Score, group
from cleaner.report.bars import Line, lines
from cleaner.report.look import Drawn, Look
from cleaner.report.style import GONE, category_style
from cleaner.report.visible import visible

_TEXT_CHARS = 160
# From here on the languages are told with their numbers of lines.
_WIDE = 90


def score_tables(score: Score, *, show: int) -> Drawn:
    """The tables, with at most `show` rules, false removals and misses."""

    def draw(look: Look) -> Iterator[Text]:
        yield from _categories(score, look)
        yield Text("")
        yield from _languages(score, look)
        if show and score.rules:
            yield Text("")
            yield from _rules(score, show, look)
        if show and score.false_removals:
            yield from (Text(""), Text("Worst false removals", "bold"))
            yield from _false_removals(score, show, look)
        if show and score.misses:
            yield from (Text(""), Text("Most common misses", "bold"))
            yield from _misses(score, show, look)
        yield Text("")
        yield from look.hung(summary(score))

    return Drawn(draw)


def summary(score: Score) -> Text:
    """The two figures that matter, in a line."""
    harm = score.harm
    core = score.group(CORE)
    text = Text.assemble((f"Core recall {percent(core.share) if core.lines else '–'}", "bold"))
    text.append(f" ({core.gone:,.0f} of {core.lines:,} lines), ")
    text.append(f"harm {percent(harm.share, 3)}", f"bold {GONE}" if harm.lost else "bold green")
    return text.append(f" ({harm.lost:,.0f} of {harm.words:,} words; {harm.hurt:,} of {harm.texts:,} texts)")


def percent(share: float, digits: int = 1) -> str:
    """A share as people read it."""
    return f"{100 * share:.{digits}f} %"


def _found(recall: Recall) -> tuple[str, str]:
    return (percent(recall.share), f"{recall.gone:,.0f} of {recall.lines:,}") if recall.lines else ("", "")


def _categories(score: Score, look: Look) -> Iterator[Text]:
    rows = []
    for name, codes in GROUPS.items():
        present = [code for code in codes if score.recall[code].lines]
        for code in present:
            recall, style = score.recall[code], category_style(CATEGORIES[code])
            rows.append(Line(CATEGORIES[code], _found(recall), style, recall.share))
        if present:
            rows.append(Line(name, _found(score.group(codes)), "bold"))
    yield from lines(("category", "recall", "lines"), rows, look)


def _languages(score: Score, look: Look) -> Iterator[Text]:
    wide = look.width >= _WIDE
    rows = []
    for name, language in sorted(score.languages.items(), key=lambda item: (-item[1].harm.texts, item[0])):
        harm = language.harm
        core, near = _found(group(language.recall, CORE)), _found(group(language.recall, NEIGHBOURS))
        found = (*core, *near) if wide else (core[0], near[0])
        rows.append(Line(name, (f"{harm.texts:,}", *found, percent(harm.share, 3), f"{harm.hurt:,}")))
    groups = ("core", "lines", "near", "lines") if wide else ("core", "near")
    yield from lines(("language", "texts", *groups, "harm", "harmed"), rows, look)


def _rules(score: Score, show: int, look: Look) -> Iterator[Text]:
    ranked = sorted(score.rules.items(), key=lambda item: (-item[1].lost, -item[1].taken.total(), item[0]))
    rows = []
    for name, rule in ranked[:show]:
        kinds = ", ".join(f"{CATEGORIES[code]} {count}" for code, count in rule.taken.most_common())
        counts = (f"{rule.lost:,.0f}", f"{rule.taken.total():,}")
        rows.append(Line(visible(name), counts, _style(name), remark=kinds))
    yield from lines(("rule", "article words", "clutter lines"), rows, look)
    if len(ranked) > show:
        yield Text(f"{look.signs.more} and {len(ranked) - show:,} more took something", "dim")


def _style(rule: str) -> str:
    return category_style(rule.partition("/")[0])


def _false_removals(score: Score, show: int, look: Look) -> Iterator[Text]:
    for false in score.false_removals[:show]:
        head = Text.assemble((false.rule, f"bold {_style(false.rule)}"))
        head.append(f"  {false.lost:,.0f} words  {visible(false.text_id)}", "dim")
        if false.cues:
            head.append(f"  [{', '.join(visible(cue) for cue in false.cues)}]", "dim italic")
        yield from look.hung(head)
        yield from look.hung(Text(_short(false.text, look), GONE), indent=2)


def _misses(score: Score, show: int, look: Look) -> Iterator[Text]:
    for miss in score.misses[:show]:
        name = CATEGORIES[miss.code]
        pages = f"{miss.pages:4,} page{'s' if miss.pages > 1 else ' '}  "
        row = Text.assemble((pages, "dim"), (name, category_style(name)), "  ")
        yield row.append(look.shortened(_short(miss.text, look), look.width - row.cell_len))


def _short(text: str, look: Look) -> str:
    text = visible(" ".join(text.split()))
    return text if len(text) <= _TEXT_CHARS else f"{text[: _TEXT_CHARS - 1].rstrip()}{look.signs.more}"
