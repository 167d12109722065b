"""Draw the results as bars, group by group."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape

WIDTH, LINE, LEFT, BAR = 860, 20, 330, 300


def chart(rows: list[dict], title: str) -> str:
    """An SVG of all rows; bars compare the rows of one group and unit."""
    out, y = [], 48
    for (group, unit), found in groupby(rows, key=lambda row: (row["group"], row["unit"])):
        members = list(found)
        most = max(row["value"] for row in members) or 1
        y += 10
        out.append(f'<text x="12" y="{y}" font-weight="bold">{escape(group)} ({escape(unit)})</text>')
        for row in members:
            y += LINE
            width = max(BAR * row["value"] / most, 1)
            beside = f"  {row['ratio']:g} × {row['floor']}" if row["floor"] else ""
            out.append(f'<text x="24" y="{y}">{escape(row["name"])}</text>')
            out.append(f'<rect x="{LEFT}" y="{y - 12}" width="{width:.0f}" height="14" fill="#4878a8"/>')
            out.append(f'<text x="{LEFT + width + 8:.0f}" y="{y}">{row["value"]:g}{escape(beside)}</text>')
        y += LINE
    head = f'<text x="12" y="26" font-size="16">cleaner: {escape(title)}</text>'
    size = f'width="{WIDTH}" height="{y}"'
    box = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
    return "\n".join([box, f'<rect width="{WIDTH}" height="{y}" fill="white"/>', head, *out, "</svg>"]) + "\n"
