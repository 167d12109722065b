"""Where a removal stands, as tools that open files see it, and a name for it that outlives moved lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cleaner.model import Cleaned, Document, Removal

_ROW = re.compile(r"(.+):([1-9][0-9]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A range of `file`; `column` and `end_column` are 0 when only lines are known, ends are exclusive.

    Of a row in a file of many documents only the row is known: what the lines of its text are in the file
    depends on the format.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def exact(self) -> bool:
        """Whether the range leads to the text itself."""
        return self.column > 0


def place(document: Document, removal: Removal) -> Place:
    """Where to look for a removal."""
    row = _ROW.fullmatch(document.path)
    if row:
        return Place(row[1], int(row[2]), 0, int(row[2]), 0)
    name = document.path if document.path not in ("", "-") else "stdin"
    return Place(name, removal.line, removal.column, removal.end_line, removal.end_column)


def fingerprints(cleaned: Cleaned) -> Iterator[str]:
    """For each removal a name that stays when lines above it change: of its rule, text and document.

    The same text twice in a document gets two names, in order.
    """
    seen: Counter[tuple[str, str]] = Counter()
    document = cleaned.document
    part = (str(cleaned.before.part),) if cleaned.before else ()
    for removal in cleaned.removals:
        key = (removal.rule_id, removal.text)
        parts = (document.path, document.doc_id, *key, str(seen[key]), *part)
        seen[key] += 1
        yield sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def told(removal: Removal) -> str:
    """The message of a removal and its text, in one line."""
    text = " ⏎ ".join(part.strip() for part in removal.text.splitlines() if part.strip())
    return f"{removal.message or removal.category}: {text}"
