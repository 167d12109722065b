"""A score as one page of HTML that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from cleaner.report.visible import visible

_ROWS = 200
# The policy is a second wall behind the escaping: whatever a scraped text says, the page can load and run nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --dim: #888; --bar: #4a8; --bad: #d44; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.t { overflow-wrap: anywhere; white-space: pre-wrap; } tr.sum td { font-weight: 600; }
.bar { background: var(--line); width: 10rem; height: .7rem; display: inline-block; }
.bar i { background: var(--bar); height: 100%; display: block; }
.figures { display: flex; flex-wrap: wrap; gap: 2.5rem; } .figures b { font-size: 1.8rem; display: block; }
.dim { color: var(--dim); } .bad { color: var(--bad); }
"""


def as_html(record: Mapping[str, Any], title: str) -> str:
    """The page for a score's record. Every text in it is escaped; control characters are shown, not obeyed."""
    harm = record["harm"]
    core = record["groups"]["core"]
    body = [
        f"<h1>Score: {_text(title)}</h1>",
        '<div class="figures">',
        _figure(_percent(core["recall"]), f"core recall, {core['found']:,.0f} of {core['lines']:,} lines"),
        _figure(_percent(harm["share"], 3), f"harm, {harm['words_lost']:,.0f} of {harm['words']:,} words"),
        _figure(f"{harm['texts_harmed']:,}", f"harmed texts of {harm['texts']:,}"),
        "</div>",
        _section("Categories", ("category", "recall", "", "lines"), _categories(record)),
        _section(
            "Languages",
            ("language", "texts", "core recall", "lines", "neighbours", "lines", "harm", "harmed texts"),
            _languages(record),
        ),
        _section("Rules", ("rule", "article words", "clutter lines", "of"), _rules(record)),
        _section("False removals", ("words", "rule", "text"), _false_removals(record)),
        _section("Misses", ("pages", "category", "text"), _misses(record)),
        f'<p class="dim">cleaner {_text(record["cleaner"].get("version", ""))}</p>',
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Score: {_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _text(value: object) -> str:
    return escape(visible(str(value)))


def _percent(share: float | None, digits: int = 1) -> str:
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def _figure(value: str, what: str) -> str:
    return f"<div><b>{_text(value)}</b>{_text(what)}</div>"


def _number(value: object) -> str:
    return f'<td class="n">{_text(value)}</td>'


def _cell(value: object, kind: str = "t") -> str:
    return f'<td class="{kind}">{_text(value)}</td>'


def _row(cells: Iterable[str], kind: str = "") -> str:
    return f'<tr class="{kind}">{"".join(cells)}</tr>' if kind else f"<tr>{''.join(cells)}</tr>"


def _section(title: str, heads: tuple[str, ...], rows: list[str]) -> str:
    if not rows:
        return f'<h2>{_text(title)}</h2>\n<p class="dim">None.</p>'
    more = f'<p class="dim">{len(rows) - _ROWS:,} more.</p>' if len(rows) > _ROWS else ""
    head = "".join(f"<th>{_text(name)}</th>" for name in heads)
    body = "\n".join(rows[:_ROWS])
    return f"<h2>{_text(title)}</h2>\n<table>\n<tr>{head}</tr>\n{body}\n</table>{more}"


def _recall(recall: Mapping[str, Any]) -> tuple[str, str]:
    return _number(_percent(recall["recall"])), _number(f"{recall['found']:,.0f} of {recall['lines']:,}")


def _bar(share: float | None) -> str:
    width = round(100 * (share or 0.0), 1)
    return f'<td><span class="bar"><i style="width:{width}%"></i></span></td>'


def _categories(record: Mapping[str, Any]) -> list[str]:
    rows = []
    for kind, table in (("", record["categories"]), ("sum", record["groups"])):
        for name, recall in table.items():
            if recall["lines"]:
                share, lines = _recall(recall)
                rows.append(_row((_cell(name), share, _bar(recall["recall"]), lines), kind))
    return rows


def _languages(record: Mapping[str, Any]) -> list[str]:
    return [
        _row(
            (
                _cell(name),
                _number(f"{language['harm']['texts']:,}"),
                *_recall(language["core"]),
                *_recall(language["neighbours"]),
                _number(_percent(language["harm"]["share"], 3)),
                _number(f"{language['harm']['texts_harmed']:,}"),
            )
        )
        for name, language in record["languages"].items()
    ]


def _rules(record: Mapping[str, Any]) -> list[str]:
    return [
        _row(
            (
                _cell(name),
                _number(f"{rule['words_lost']:,.0f}"),
                _number(f"{rule['lines']:,}"),
                _cell(", ".join(f"{kind} {count}" for kind, count in rule["categories"].items())),
            )
        )
        for name, rule in record["rules"].items()
    ]


def _false_removals(record: Mapping[str, Any]) -> list[str]:
    return [
        _row((_number(f"{one['words']:,.0f}"), _cell("\n".join((one["rule"], *one["cues"]))), _cell(one["text"])))
        for one in record["false_removals"]
    ]


def _misses(record: Mapping[str, Any]) -> list[str]:
    return [
        _row((_number(f"{one['pages']:,}"), _cell(one["category"]), _cell(one["text"]))) for one in record["misses"]
    ]
