"""A score on a terminal: recall by category, language and rule, then the lines to look at."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cleaner.authoring.gold import CATEGORIES, CORE, GROUPS, NEIGHBOURS
from cleaner.authoring.score import Recall, Score, group
from cleaner.report.style import category_style
from cleaner.report.visible import visible

_BAR = 20
_TEXT_CHARS = 160


def score_tables(score: Score, *, show: int) -> RenderableType:
    """The tables, with at most `show` rules, false removals and misses."""
    parts: list[RenderableType] = [_categories(score), Text(""), _languages(score)]
    if show and score.rules:
        parts += [Text(""), _rules(score, show)]
    if show and score.false_removals:
        parts += [Text(""), Text("Worst false removals", "bold"), *_false_removals(score, show)]
    if show and score.misses:
        parts += [Text(""), Text("Most common misses", "bold"), *_misses(score, show)]
    parts += [Text(""), summary(score)]
    return Group(*parts)


def summary(score: Score) -> Text:
    """The two figures that matter, in a line."""
    harm = score.harm
    core = score.group(CORE)
    text = Text(f"Core recall {percent(core.share) if core.lines else '–'}", "bold")
    text.append(f" ({core.gone:,.0f} of {core.lines:,} lines), ", "not bold")
    text.append(f"harm {percent(harm.share, 3)}", "red" if harm.lost else "green")
    text.append(f" ({harm.lost:,.0f} of {harm.words:,} words; {harm.hurt:,} of {harm.texts:,} texts)", "not bold")
    return text


def percent(share: float, digits: int = 1) -> str:
    """A share as people read it."""
    return f"{100 * share:.{digits}f} %"


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(titles):
        table.add_column(title, justify="right" if number else "left", overflow="fold")
    return table


def _found(recall: Recall) -> tuple[str, str]:
    return (percent(recall.share), f"{recall.gone:,.0f} of {recall.lines:,}") if recall.lines else ("", "")


def _categories(score: Score) -> Table:
    table = _table("category", "recall", "lines")
    table.add_column("", min_width=_BAR)
    for name, codes in GROUPS.items():
        rows = [code for code in codes if score.recall[code].lines]
        for code in rows:
            recall, style = score.recall[code], category_style(CATEGORIES[code])
            bar = Text("━" * round(_BAR * recall.share), style)
            table.add_row(Text(CATEGORIES[code], style), *_found(recall), bar)
        if rows:
            table.add_row(Text(name, "bold"), *_found(score.group(codes)), "")
            table.add_section()
    return table


def _languages(score: Score) -> Table:
    table = _table("language", "texts", "core", "lines", "near", "lines", "harm", "harmed")
    for name, language in sorted(score.languages.items(), key=lambda item: (-item[1].harm.texts, item[0])):
        harm = language.harm
        core, near = group(language.recall, CORE), group(language.recall, NEIGHBOURS)
        table.add_row(name, f"{harm.texts:,}", *_found(core), *_found(near), percent(harm.share, 3), f"{harm.hurt:,}")
    return table


def _rules(score: Score, show: int) -> Table:
    table = _table("rule", "article words", "clutter lines")
    table.add_column("of")
    ranked = sorted(score.rules.items(), key=lambda item: (-item[1].lost, -item[1].taken.total(), item[0]))
    for name, rule in ranked[:show]:
        lost = Text(f"{rule.lost:,.0f}", "red" if rule.lost else "dim")
        kinds = ", ".join(f"{CATEGORIES[code]} {count}" for code, count in rule.taken.most_common())
        table.add_row(Text(name, category_style(name.partition("/")[0])), lost, f"{rule.taken.total():,}", kinds)
    if len(ranked) > show:
        table.caption = f"{len(ranked) - show:,} more rules took something"
        table.caption_justify = "left"
    return table


def _false_removals(score: Score, show: int) -> Iterator[RenderableType]:
    for false in score.false_removals[:show]:
        head = Text(false.rule, f"bold {category_style(false.rule.partition('/')[0])}")
        head.append(f"  {false.lost:,.0f} words  {visible(false.text_id)}", "dim not bold")
        if false.cues:
            head.append(f"  [{', '.join(visible(cue) for cue in false.cues)}]", "dim not bold italic")
        yield head
        yield Padding(Text(_short(false.text), "red"), (0, 2))


def _misses(score: Score, show: int) -> Iterator[RenderableType]:
    for miss in score.misses[:show]:
        name = CATEGORIES[miss.code]
        pages = f"{miss.pages:4,} page{'s' if miss.pages > 1 else ' '}  "
        row = Text.assemble((pages, "dim"), (name, category_style(name)), "  ", _short(miss.text))
        row.no_wrap, row.overflow = True, "ellipsis"
        yield row


def _short(text: str) -> str:
    text = visible(" ".join(text.split()))
    return text if len(text) <= _TEXT_CHARS else f"{text[: _TEXT_CHARS - 1].rstrip()}…"
