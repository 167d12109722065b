"""Have the rules ready at once: from an image made before, or made now and kept."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from cleaner.engine import stored
from cleaner.engine.stored import StoredRuleSet
from cleaner.errors import InputError
from cleaner.packs import loader, store
from cleaner.packs.loader import PackSource, pack_sources, read_packs
from cleaner.packs.parts import DamagedError, Parts, in_memory
from cleaner.packs.seen import Seen

_HERE = Path(__file__).resolve().parent.parent
# Comes with an installed package, made when that was built.
SHIPPED = _HERE / "_packs.image"
_CODE = ("engine", "packs", "text", ".")
_FORM = f"{stored.FORMAT} {sys.byteorder}"


def ready(paths: Sequence[str | Path] = ()) -> StoredRuleSet:
    """The rules of the packs that come with the tool and of those at `paths`.

    Raises PackErrors and InputError.
    """
    seen = _seen(paths)
    key = seen and seen.answer()
    if not key:
        key = image_key(pack_sources(paths))
        if seen:
            seen.keep(key)
    for look in (_shipped, store.opened):
        parts = look(key)
        if parts:
            parts.renew = partial(_renewed, paths, key)
            with contextlib.suppress(DamagedError):
                return stored.decode(parts)
    made = _made(pack_sources(paths), key)
    return stored.decode(Parts(in_memory(made), len(made)))


def make_image(sources: Iterable[PackSource]) -> bytes:
    """The image of all rules of some packs. Raises PackErrors."""
    # Imported late: nearly every run finds an image.
    from cleaner.engine.image import encode
    from cleaner.engine.ruleset import RuleSet

    packs = read_packs(sources)
    return encode(RuleSet([rule for pack in packs for rule in pack.rules], packs), packs)


def image_key(sources: Iterable[PackSource]) -> str:
    """What an image of these packs is kept under: it differs whenever packs, code or the order of bytes do."""
    # Imported late: files that are as they were need not be read.
    import hashlib

    digest = hashlib.sha256(f"{_FORM}\n".encode())
    for file in sorted(file for part in _CODE for file in (_HERE / part).glob("*.py")):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + hashlib.sha256(source.data).digest())
    return digest.hexdigest()[:32]


def ship(place: Path) -> None:
    """Write the image of the packs that come with the tool, for a package that is being built."""
    sources = pack_sources()
    # Moved into place: somebody may be reading what was there before.
    beside = place.with_suffix(".part")
    beside.write_bytes(f"{image_key(sources)}\n".encode() + make_image(sources))
    beside.replace(place)


def _made(sources: Sequence[PackSource], key: str) -> bytes:
    made = make_image(sources)
    store.write(key, made)
    return made


def _renewed(paths: Sequence[str | Path], key: str) -> bytes:
    sources = pack_sources(paths)
    if image_key(sources) != key:
        raise InputError("the packs have changed while they were in use", hint="start again")
    return _made(sources, key)


def _shipped(key: str) -> Parts | None:
    return store.read_parts(SHIPPED, before=f"{key}\n".encode())


def _seen(paths: Sequence[str | Path]) -> Seen | None:
    """The files of which the key is made; None when some cannot be told."""
    packs = [str(loader.rules_folder()), *map(str, paths)]
    code = [str(_HERE / part) for part in _CODE]
    try:
        return Seen(f"{_FORM} {packs}", [(packs, ".toml", True), (code, ".py", False)])
    except OSError:
        return None
