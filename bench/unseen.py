"""`python -m bench.unseen`: how many notices go that no rule was written from.

`tests/quality/unseen/` holds lines in 19 languages, by hand: notices in common and in rare turns of thought, and some
sentences of stories about the same matters. Each is tried alone at the end of an article; notices also in rows of four.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleaner import Cleaner, Document

LINES = Path(__file__).resolve().parent.parent / "tests" / "quality" / "unseen"
CODES = "DSNRAOKCFMT"
STORY = "T"
ROW = 4


def read(path: Path) -> tuple[str, list[dict[str, str]]]:
    """The sentence of an article and the lines of a file: each with `set` (common or rare), `code` and `text`."""
    first, *rows = map(json.loads, path.read_text("utf-8").splitlines())
    return first["article"], rows


def gone(cleaner: Cleaner, article: str, lines: Sequence[str]) -> int:
    """How many lines go that stand together behind two lines of an article."""
    left = cleaner.clean(Document("\n".join([article, f"{article} ", *lines]))).text
    return sum(line not in left for line in lines)


def rows_of_four(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines in rows, always mixed in the same way; what is left over is left out."""
    mixed = random.Random(len(lines)).sample(lines, len(lines))
    return (mixed[at : at + ROW] for at in range(0, len(mixed) - ROW + 1, ROW))


def main() -> None:
    """Measure and tell."""
    cleaner = Cleaner()
    for which in ("common", "rare"):
        total, went, rows, went_in_rows = (Counter[str]() for _ in range(4))
        for path in sorted(LINES.glob("*.jsonl")):
            article, lines = read(path)
            for code in CODES:
                some = [line["text"] for line in lines if line["set"] == which and line["code"] == code]
                total[code] += len(some)
                went[code] += sum(gone(cleaner, article, [text]) for text in some)
                if code != STORY:
                    for row in rows_of_four(some):
                        rows[code] += len(row)
                        went_in_rows[code] += gone(cleaner, article, row)
        clutter = CODES.replace(STORY, "")
        tell(which, "alone", went, total, CODES)
        print(f"{which:7} alone, all clutter {sum(went[c] for c in clutter) / sum(total[c] for c in clutter):.0%}")
        tell(which, "in rows", went_in_rows, rows, clutter)


def tell(which: str, how: str, went: Counter[str], total: Counter[str], codes: str) -> None:
    """One line of the table."""
    shares = "  ".join(f"{code} {went[code] / total[code]:4.0%} of {total[code]}" for code in codes if total[code])
    print(f"{which:7} {how:8} {shares}")


if __name__ == "__main__":
    main()
