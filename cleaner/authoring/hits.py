"""How often each rule removes something from the sample texts, counted once and kept in `rules/hits.json`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.model import Cleaned
from cleaner.packs import loader

FILE = "hits.json"


@dataclass(slots=True)
class Hits:
    """Pieces that rules removed, and the texts they removed them from, of all `texts`."""

    texts: int = 0
    pieces: Counter[str] = field(default_factory=Counter)
    in_texts: Counter[str] = field(default_factory=Counter)

    def add(self, cleaned: Cleaned) -> None:
        """Count one text."""
        self.texts += 1
        rules = [removal.rule_id for removal in cleaned.removals]
        self.pieces.update(rules)
        self.in_texts.update(set(rules))

    def of(self, rule_id: str) -> tuple[int, int, int]:
        """Pieces, texts with pieces, and all texts, for a rule."""
        return self.pieces[rule_id], self.in_texts[rule_id], self.texts

    def as_json(self) -> str:
        """A line for each rule that hit something, so that changes are easy to read and to merge."""
        rows = [f"    {json.dumps(rule)}: [{self.pieces[rule]}, {self.in_texts[rule]}]" for rule in sorted(self.pieces)]
        rules = ",\n".join(rows)
        return f'{{\n  "texts": {self.texts},\n  "rules": {{\n{rules}\n  }}\n}}\n'


def texts_in(folder: Path) -> list[Path]:
    """The files of a folder of samples: all but notes on them and the texts as they should come out."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in files if path.suffix != ".md" and ".expected." not in path.name)


def shipped_hits() -> Hits | None:
    """What was counted with the rules that come with the tool."""
    path = Path(loader.rules_folder(), FILE)
    if not path.is_file():
        return None
    record = json.loads(path.read_text("utf-8"))
    rules = record["rules"].items()
    pieces, texts = Counter({rule: n for rule, (n, _) in rules}), Counter({rule: n for rule, (_, n) in rules})
    return Hits(record["texts"], pieces, texts)
