"""Have the rules ready at once: from an image made before, or made now and kept."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from cleaner.engine import image
from cleaner.engine.ruleset import RuleSet
from cleaner.packs import store
from cleaner.packs.loader import PackSource, pack_sources, read_packs
from cleaner.packs.pack import Pack

_HERE = Path(__file__).resolve().parent.parent
# Comes with an installed package, made when that was built.
SHIPPED = _HERE / "_packs.image"
# What comes of bytes that are intact but hold something else.
_NO_IMAGE = (ValueError, TypeError, EOFError, KeyError, AttributeError, IndexError)
_CODE = ("engine", "packs", "text", ".")


def ready(paths: Sequence[str | Path] = ()) -> tuple[RuleSet, tuple[Pack, ...]]:
    """The rules of the packs that come with the tool and of those at `paths`, and the packs without their phrases.

    Raises PackErrors and InputError.
    """
    sources = pack_sources(paths)
    key = image_key(sources)
    for look in (_shipped, store.read):
        found = look(key)
        with contextlib.suppress(*_NO_IMAGE):
            if found:
                return image.decode(found)
    made = make_image(sources)
    store.write(key, made)
    return image.decode(made)


def make_image(sources: Iterable[PackSource]) -> bytes:
    """The image of all rules of some packs. Raises PackErrors."""
    packs = read_packs(sources)
    return image.encode(RuleSet([rule for pack in packs for rule in pack.rules], packs), packs)


def image_key(sources: Iterable[PackSource]) -> str:
    """What an image of these packs is kept under: it differs whenever packs, code or the order of bytes do."""
    digest = hashlib.sha256(f"{image.FORMAT} {sys.byteorder}\n".encode())
    for file in sorted(file for part in _CODE for file in (_HERE / part).glob("*.py")):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + hashlib.sha256(source.data).digest())
    return digest.hexdigest()[:32]


def ship(place: Path) -> None:
    """Write the image of the packs that come with the tool, for a package that is being built."""
    sources = pack_sources()
    place.write_bytes(f"{image_key(sources)}\n".encode() + store.sealed(make_image(sources)))


def _shipped(key: str) -> bytes | None:
    try:
        with open(SHIPPED, "rb") as file:
            return store.unsealed(file.read()) if file.read(len(key) + 1) == f"{key}\n".encode() else None
    except OSError:
        return None
