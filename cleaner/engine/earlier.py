"""Take over from earlier images what was worked out of phrases and expressions that are as they were."""

from __future__ import annotations

import hashlib
import marshal
import sys
import unicodedata
import zlib
from collections.abc import Iterable
from pathlib import Path

from cleaner.engine.compiled import kept_for
from cleaner.engine.stored import EXPRESSION_UNIT
from cleaner.engine.stored_gate import StoredLiterals
from cleaner.engine.unit_texts import Told
from cleaner.packs.parts import DamagedError, Parts
from cleaner.packs.shrink import grown

_HERE = Path(__file__).resolve().parent.parent
# The code that reads phrases and expressions and works out what they need.
_CODE = (
    "packs/*.py",
    "text/*.py",
    "engine/literals.py",
    "engine/assemble.py",
    "engine/matcher.py",
    "engine/stored*.py",
)
# The regular expression of a unit, and what an author's gate requires besides, if it is not made of a phrase.
Identity = tuple[bytes, tuple[tuple[str, ...], ...] | None]


def basis() -> bytes:
    """What texts of units depend on besides themselves."""
    made = hashlib.sha256(repr((sys.version_info, unicodedata.unidata_version)).encode())
    for file in sorted(file for part in _CODE for file in _HERE.glob(part)):
        made.update(hashlib.sha256(file.read_bytes()).digest())
    return made.digest()


class Earlier:
    """What some images know of units, by their identities. Of several that know one the first counts."""

    def __init__(self, images: Iterable[Parts] = (), based_on: bytes = b"") -> None:
        self._told: dict[Identity, Told] = {}
        self._compiled: dict[tuple[bytes, bool], bytes] = {}
        for image in images:
            try:
                self._read(image, based_on)
            except (DamagedError, zlib.error, KeyError):
                continue

    def told(self, identity: Identity) -> Told | None:
        """The texts of a unit."""
        return self._told.get(identity)

    def compiled(self, source: bytes, *, expression: bool) -> bytes | None:
        """What `compiled.kept` gave for a unit."""
        return self._compiled.get((source, expression))

    def _read(self, image: Parts, based_on: bytes) -> None:
        vocabulary = image["source.vocabulary"]
        flags = image["unit.flags"]
        sources = [grown(image.entry("source", n), vocabulary) for n in range(len(flags))]
        expression = [bool(flag & EXPRESSION_UNIT) for flag in flags]
        if image["code.for"] == kept_for().encode():
            vocabulary = image["code.vocabulary"]
            for n, source in enumerate(sources):
                data = image.entry("code", n)
                if data:
                    self._compiled.setdefault((source, expression[n]), grown(data, vocabulary))
        if image["basis"] == based_on:
            required = marshal.loads(image["unit.required"])
            literals = StoredLiterals(image)
            texts, rows, sets = literals.texts, literals.rows, literals.sets
            members = [tuple(texts[n] for n in literals.members[m]) for m in range(len(literals.members.starts) - 1)]
            for n, source in enumerate(sources):
                identity = source, required.get(n, ()) if expression[n] else None
                told = Told(
                    tuple(texts[m] for m in rows[n]), bool(literals.whole[n]), tuple(members[m] for m in sets[n])
                )
                self._told.setdefault(identity, told)
