"""Texts that share the words of clutter and are none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.clean import Cleaner
from cleaner.errors import InputError
from cleaner.model import Document
from cleaner.packs import loader
from cleaner.packs.locate import header_line
from cleaner.packs.pack import Pack
from cleaner.settings import CATEGORIES, Settings

NEUTRAL = (
    "The ferry to the island leaves at six in the morning, and at noon, and again in the evening when the tide is "
    "high enough for it to pass the sandbank."
)


SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A text that must survive whole; `where` is its file and line."""

    text: str
    why: str
    where: str

    def dressed(self) -> tuple[str, str, str]:
        """The text alone, inside a document, and at the end of one."""
        return self.text, f"{NEUTRAL}\n\n{self.text}\n\n{NEUTRAL}\n", f"{NEUTRAL}\n\n{self.text}"


@dataclass(frozen=True, slots=True)
class Harm:
    """A rule that takes a piece of a look-alike."""

    rule_id: str
    lookalike: Lookalike
    text: str


def own_folder() -> Path | None:
    """The look-alikes of the checkout that the tool runs from; none when it is installed."""
    folder = Path(loader.rules_folder()).parent / "tests" / "lookalikes"
    return folder if folder.is_dir() else None


def read_lookalikes(folder: Path) -> list[Lookalike]:
    """The `[[keep]]` texts of all TOML files of a folder. Raises InputError."""
    if not folder.is_dir():
        raise InputError("no such folder", where=str(folder), hint="give a folder of TOML files with [[keep]] texts")
    found: list[Lookalike] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            source = path.read_text("utf-8")
            line = 0
            for case in tomllib.loads(source).get("keep", []):
                line = header_line(source, line, "keep")
                found.append(Lookalike(case["text"].strip("\n"), str(case.get("why", "")), f"{path.name}:{line}"))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            hint = 'write [[keep]] tables with why = "…" and text = "…"'
            raise InputError(f"no look-alikes can be read here: {error}", where=str(path), hint=hint) from error
    return found


def harm(packs: Sequence[Pack], lookalikes: Iterable[Lookalike]) -> tuple[Harm, ...]:
    """Which rule takes what of which look-alike, each pair once. All categories run, also those off by default.

    Rules of one site need its address and stay out.
    """
    lookalikes = list(lookalikes)
    if not lookalikes:
        return ()
    cleaner = Cleaner(packs, Settings(select=CATEGORIES, preview=True))
    found: dict[tuple[str, str], Harm] = {}
    for lookalike in lookalikes:
        for text in lookalike.dressed():
            for removal in cleaner.clean(Document(text)).removals:
                piece = removal.text.strip()
                if piece in lookalike.text:
                    one = Harm(removal.rule_id, lookalike, piece[:SHOWN_CHARS])
                    found.setdefault((removal.rule_id, lookalike.where), one)
    return tuple(found.values())
