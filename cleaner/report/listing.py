"""The list of rules: a line for each, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from cleaner.packs.pack import Rule
from cleaner.report.look import Drawn, Look
from cleaner.report.style import category_style
from cleaner.report.visible import visible

_HEADS = ("rule", "kind", "lang", "safety", "removes")
# With fewer columns left for what a rule removes, that goes below it.
_LEAST = 30
_GAP = 2


def listed(rules: Sequence[Rule]) -> Drawn:
    """The rules by id. What they remove is wrapped on a terminal only: in a pipe each keeps to one line."""

    def draw(look: Look) -> Iterator[Text]:
        ordered = sorted(rules, key=lambda rule: rule.id)
        rows = [(rule.id, rule.kind, rule.lang, rule.safety, visible(rule.message)) for rule in ordered]
        widths = [max(map(len, column)) + _GAP for column in list(zip(*[_HEADS, *rows], strict=True))[:-1]]
        room = look.width - sum(widths)
        yield Text("".join(map(str.ljust, _HEADS, [*widths, 0])), "bold")
        for row, rule in zip(rows, ordered, strict=True):
            start = Text("".join(map(str.ljust, row[:-1], widths)))
            start.stylize(category_style(rule.category), 0, len(rule.id))
            if not look.console.is_terminal:
                yield start.append(row[-1])
            elif room >= _LEAST:
                for number, line in enumerate(look.wrapped(Text(row[-1]), room)):
                    yield (Text(" " * sum(widths)) if number else start) + line
            else:
                start.rstrip()
                yield start
                yield from look.hung(Text(row[-1], "dim"), indent=4)

    return Drawn(draw)
