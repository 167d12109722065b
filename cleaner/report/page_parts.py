"""The parts of the page that do not move: totals, plots and settings. Every text is escaped here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from cleaner.report.overview import BOUNDS, Overview
from cleaner.report.style import category_hue
from cleaner.report.totals import Totals
from cleaner.report.visible import visible
from cleaner.text.count import counted

_TOP = 15
_CURVE = (600, 120)
# Label, value that gives the length of the bar, words beside it, colour, and the filter that a click sets.
Bar = tuple[str, float, str, str, str]


def parts(totals: Totals, overview: Overview, about: Mapping[str, Any]) -> dict[str, str]:
    """The HTML for each place of the template but the data."""
    return {
        "summary": _text(totals.summary()),
        "tiles": "".join(_tile(*tile) for tile in _tiles(totals)),
        "plots": "".join(plot for plot in _plots(totals, overview) if plot),
        "settings": _table((key, _value(value)) for key, value in about["settings"].items()),
        "packs": _table(about["packs"].items()),
        "version": _text(str(about["version"])),
    }


def _text(text: str) -> str:
    return escape(visible(text))


def _tiles(totals: Totals) -> list[tuple[str, str, str]]:
    changed = f"{100 * totals.changed / totals.documents:.1f} % of all" if totals.documents else ""
    return [
        (f"{totals.documents:,}", "documents", ""),
        (f"{totals.changed:,}", "changed", changed),
        (f"{totals.removals.total():,}", "removals", f"by {len(totals.removals):,} rules"),
        (f"{totals.words.total():,}", "words removed", ""),
        (f"{100 * totals.share:.2f} %", "of the text", f"{totals.removed_characters:,} characters"),
        (f"{totals.spared:,}", "findings spared", f"{counted('document', totals.over_budget)} left whole"),
    ]


def _tile(number: str, name: str, note: str) -> str:
    return f"<li><b>{_text(number)}</b> <span>{_text(name)}</span> <small>{_text(note)}</small></li>"


def _plots(totals: Totals, overview: Overview) -> Iterable[str]:
    by_category: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for rule, words in totals.words.items():
        by_category[totals.category[rule]] += words
        counts[totals.category[rule]] += totals.removals[rule]
    all_words = max(totals.words.total(), 1)

    def words_bar(name: str, words: int, count: int, category: str, key: str) -> Bar:
        told = f"{words:,} words in {count:,}, {100 * words / all_words:.1f} %"
        return name, words, told, category_hue(category), f"{key}={quote(name, safe='')}"

    yield _bars(
        "Categories",
        "words removed, number of removals, share of all words removed",
        [words_bar(name, words, counts[name], name, "category") for name, words in _ranked(by_category)],
    )
    yield _bars(
        "Rules",
        _of_all("words removed, number of removals, share", len(totals.words)),
        [
            words_bar(rule, words, totals.removals[rule], totals.category[rule], "rule")
            for rule, words in _ranked(totals.words)[:_TOP]
        ],
    )
    yield _bars("Documents", "number of documents by the share of their text that went", _histogram(overview))
    yield _curve(overview)
    yield _bars(
        "Sites",
        _of_all("share of a site's text that went", len(overview.site_documents), "that lost most text"),
        _sites(overview),
    )
    yield _bars(
        "Documents that lost most",
        "share of the text that went",
        [
            (path, share, f"{100 * share:.1f} %, {gone:,} characters", "green", f"q={quote(_escaped(path), safe='')}")
            for share, _, gone, path in sorted(overview.most, reverse=True)
        ],
    )


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _of_all(note: str, count: int, which: str = "with most words") -> str:
    return note if count <= _TOP else f"{note}; the {_TOP} of {count:,} {which}"


def _histogram(overview: Overview) -> list[Bar]:
    if sum(overview.histogram) < 2:
        return []
    names = ["nothing", *(f"{a} to {b} %" if a else f"up to {b} %" for a, b in pairwise(BOUNDS))]
    return [(name, n, f"{n:,}", "green", "") for name, n in zip(names, overview.histogram, strict=True)]


def _sites(overview: Overview) -> list[Bar]:
    sites = [site for site in overview.site_documents if site]
    if not sites:
        return []
    share_of = {site: overview.site_removed[site] / max(overview.site_characters[site], 1) for site in sites}
    # Sites of a page or two would lead by share alone.
    most = sorted(sites, key=lambda site: (-overview.site_removed[site], site))[:_TOP]
    out: list[Bar] = []
    for site in sorted(most, key=lambda site: (-share_of[site], site)):
        share = share_of[site]
        told = f"{100 * share:.1f} % of {counted('document', overview.site_documents[site])}"
        out.append((site, share, told, "cyan", f"site={quote(_escaped(site), safe='')}"))
    return out


def _escaped(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _bars(title: str, note: str, bars: list[Bar]) -> str:
    if not bars:
        return ""
    longest = max(bar[1] for bar in bars) or 1
    rows = "".join(_bar(bar, longest) for bar in bars)
    return f"<section><h3>{_text(title)}</h3><p>{_text(note)}</p><ul class=bars>{rows}</ul></section>"


def _bar(bar: Bar, longest: float) -> str:
    name, value, told, colour, link = bar
    width = max(100 * value / longest, 0.5 if value else 0)
    svg = (
        f'<svg class="c-{colour}" width="100%" height="10" aria-hidden="true">'
        f'<rect class="track" width="100%" height="10" rx="2"/><rect width="{width:.2f}%" height="10" rx="2"/></svg>'
    )
    inside = f"<span>{_text(name)}</span><small>{_text(told)}</small>{svg}"
    return f'<li><a href="#{escape(link)}">{inside}</a></li>' if link else f"<li>{inside}</li>"


def _curve(overview: Overview) -> str:
    shares = [removed / characters if characters else 0.0 for characters, removed in overview.bins]
    if len(shares) < 8:
        return ""
    width, height = _CURVE
    top = max(shares) or 1
    step = width / len(shares)
    line = " ".join(
        f"{n * step:.1f},{height - height * share / top:.1f} {(n + 1) * step:.1f},{height - height * share / top:.1f}"
        for n, share in enumerate(shares)
    )
    each = "each step is a document" if overview.per_bin == 1 else f"each step is {overview.per_bin:,} documents"
    return (
        "<section><h3>Along the run</h3>"
        f"<p>share of the text that went, in the order of the input; {each}; highest {100 * top:.1f} %</p>"
        f'<svg class="curve c-magenta" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img"'
        f' aria-label="Removed share along the run"><polygon points="0,{height} {line} {width},{height}"/></svg>'
        f"<p class=axis><span>first document</span><span>document {overview.count:,}</span></p></section>"
    )


def _value(value: Any) -> str:
    return (", ".join(map(str, value)) or "none") if isinstance(value, list | tuple) else str(value)


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<tr><th>{_text(key)}</th><td>{_text(value)}</td></tr>" for key, value in rows)
