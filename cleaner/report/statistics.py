"""`--statistics`: what went, by category, rule, string and site, as tables with bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from cleaner.report.bars import Line, lines
from cleaner.report.frequent import Counted
from cleaner.report.look import Drawn, Look
from cleaner.report.style import category_style
from cleaner.report.tally import Piece, Site, Tally
from cleaner.report.totals import Totals
from cleaner.report.visible import visible

_RULES, _PIECES, _SITES = 20, 10, 10


def statistics(totals: Totals, tally: Tally) -> Drawn:
    """All tables that have something to tell."""

    def draw(look: Look) -> Iterator[Text]:
        sections = (
            _documents(totals, tally, look),
            _categories(totals, look),
            _rules(totals, look),
            _pieces(tally, look),
            _sites(tally, look),
        )
        begun = False
        for section in sections:
            for number, line in enumerate(section):
                if begun and not number:
                    yield Text("")
                begun = True
                yield line

    return Drawn(draw)


def _documents(totals: Totals, tally: Tally, look: Look) -> Iterator[Text]:
    if totals.documents < 2:
        return
    counts = {
        "changed": (totals.changed, ""),
        "unchanged": (totals.documents - totals.changed - totals.over_budget, ""),
        "left whole": (totals.over_budget, "too much of them would go"),
        "with spared findings": (tally.with_spared, f"{totals.spared:,} findings"),
    }
    rows = [
        Line(name, (f"{count:,}", _percent(count, totals.documents)), "", count / totals.documents, remark)
        for name, (count, remark) in counts.items()
        if count
    ]
    all_of_them = Line("documents", (f"{totals.documents:,}", ""), "bold")
    share = Line("characters removed", (f"{totals.removed_characters:,}", _percent(totals.share, 1)), "", totals.share)
    _, *told = lines(("", "", ""), [all_of_them, *rows, share], look)
    yield from told


def _categories(totals: Totals, look: Look) -> Iterator[Text]:
    words: Counter[str] = Counter()
    removals: Counter[str] = Counter()
    for rule, count in totals.removals.items():
        words[totals.category[rule]] += totals.words[rule]
        removals[totals.category[rule]] += count
    if not removals:
        yield Text("Nothing was removed.")
        return
    rows = [_of_words(name, removals[name], words[name], words, category_style(name)) for name in _ranked(words)]
    yield from lines(("category", "removed", "words", "share"), rows, look)


def _rules(totals: Totals, look: Look) -> Iterator[Text]:
    ranked = _ranked(totals.words)
    rows = [
        _of_words(
            visible(rule),
            totals.removals[rule],
            totals.words[rule],
            totals.words,
            category_style(totals.category[rule]),
        )
        for rule in ranked[:_RULES]
    ]
    if rows:
        yield from lines(("rule", "removed", "words", "share"), rows, look)
    rest = ranked[_RULES:]
    if rest:
        words = sum(totals.words[rule] for rule in rest)
        yield Text(f"{look.signs.more} and {len(rest):,} more, {words:,} words", "dim")


def _ranked(words: Counter[str]) -> list[str]:
    return sorted(words, key=lambda name: (-words[name], name))


def _of_words(name: str, removals: int, words: int, all_words: Counter[str], style: str) -> Line:
    longest = max(all_words.values(), default=0) or 1
    return Line(name, (f"{removals:,}", f"{words:,}", _percent(words, all_words.total())), style, words / longest)


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _pieces(tally: Tally, look: Look) -> Iterator[Text]:
    # Of what had to take over a greater count than its own nothing is known that would be worth telling.
    found = [entry for entry in tally.pieces.all() if entry.at_least > max(entry.error, 1)][:_PIECES]
    if not found:
        return
    counts = [_count(entry, entry.at_least, look) for entry in found]
    width = max(map(len, (*counts, "times")))
    rules = min(max(len(entry.value.rule_id) for entry in found), max(look.width // 3, 26))
    yield Text(f"{'times':>{width}}  {'rule':<{rules}}  removed most often", "bold")
    for entry, count in zip(found, counts, strict=True):
        piece = entry.value
        rule = look.shortened(visible(piece.rule_id), rules)
        line = Text.assemble(f"{count:>{width}}  ", (f"{rule:<{rules}}", category_style(piece.category)), "  ")
        yield line.append(look.shortened(look.one_line(piece.text), look.width - line.cell_len))


def _count(entry: Counted[Piece] | Counted[Site], count: int, look: Look) -> str:
    """A count, marked where others had to make room for it and it may have been more."""
    return f"{look.signs.at_least if entry.error else ''}{count:,}"


def _sites(tally: Tally, look: Look) -> Iterator[Text]:
    if len(tally.sites) < 2:
        return
    found = sorted(tally.sites.all(), key=lambda entry: (-entry.value.words, -entry.value.removals, entry.key))
    shown = [entry for entry in found[:_SITES] if entry.value.removals]
    if not shown:
        return
    yield from lines(("site or folder", "documents", "changed", "removed", "words"), _site_lines(shown, look), look)
    more = sum(bool(entry.value.removals) for entry in found) - len(shown)
    if more:
        least = look.signs.at_least if any(entry.error for entry in found) else ""
        yield Text(f"{look.signs.more} and {least}{more:,} more", "dim")


def _site_lines(found: Sequence[Counted[Site]], look: Look) -> list[Line]:
    longest = max(entry.value.words for entry in found) or 1
    out = []
    for entry in found:
        site = entry.value
        counts = (site.documents, site.changed, site.removals, site.words)
        name = _last(visible(entry.key), max(look.width // 3, 16), look.signs.more)
        out.append(Line(name, tuple(_count(entry, n, look) for n in counts), "", site.words / longest))
    return out


def _last(text: str, cells: int, more: str) -> str:
    """The end of a path that is too long says more than its beginning."""
    if cell_len(text) <= cells:
        return text
    at = len(text)
    while at and cell_len(text[at - 1 :]) <= cells - cell_len(more):
        at -= 1
    return f"{more}{text[at:]}"
