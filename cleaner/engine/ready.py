"""Have the rules ready at once: from an image made before, or made now and kept."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cleaner.engine import stored
from cleaner.engine.stored import StoredRuleSet
from cleaner.errors import InputError
from cleaner.packs import loader, store
from cleaner.packs.loader import PackSource, pack_sources, read_packs
from cleaner.packs.parts import DamagedError, Parts, in_memory
from cleaner.packs.seen import Seen

if TYPE_CHECKING:
    from pathlib import Path

_HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
# Comes with an installed package, made when that was built.
SHIPPED = os.path.join(_HERE, "_packs.image")
_CODE = ("engine", "packs", "text", ".")
_KEY_BYTES = 32
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
    shipped, own = _shipped(key), None
    if not (shipped and _fits(shipped)):
        own = store.opened(key)
    # An image of another `regex` serves, too; those of an own one are made anew.
    for parts in (own if own and _fits(own) else None, shipped):
        if parts:
            parts.renew = partial(_renewed, paths, key)
            with contextlib.suppress(DamagedError):
                return stored.decode(parts)
    made = _made(pack_sources(paths), key)
    return stored.decode(Parts(in_memory(made), len(made)))


def make_image(sources: Iterable[PackSource], earlier: Sequence[Parts] = (), *, compiled: bool = True) -> bytes:
    """The image of all rules of some packs, for which `earlier` ones may be of use. Raises PackErrors."""
    # Imported late: nearly every run finds an image.
    from cleaner.engine.image import encode
    from cleaner.engine.ruleset import RuleSet

    packs = read_packs(sources)
    rules = RuleSet([rule for pack in packs for rule in pack.rules], packs)
    return encode(rules, packs, earlier, compiled=compiled)


def image_key(sources: Iterable[PackSource]) -> str:
    """What an image of these packs is kept under: it differs whenever packs, code or the order of bytes do."""
    # Imported late: files that are as they were need not be read.
    import hashlib

    digest = hashlib.sha256(f"{_FORM}\n".encode())
    for folder in (os.path.join(_HERE, part) for part in _CODE):
        for name in sorted(name for name in os.listdir(folder) if name.endswith(".py")):
            with open(os.path.join(folder, name), "rb") as file:
                digest.update(hashlib.sha256(file.read()).digest())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + hashlib.sha256(source.data).digest())
    return digest.hexdigest()[:_KEY_BYTES]


def ship(place: Path) -> None:
    """Write the image of the packs that come with the tool, for a package that is being built."""
    sources = pack_sources()
    # Moved into place: somebody may be reading what was there before.
    beside = place.with_suffix(".part")
    beside.write_bytes(f"{image_key(sources)}\n".encode() + make_image(sources))
    beside.replace(place)


def _made(sources: Sequence[PackSource], key: str) -> bytes:
    shipped = store.read_parts(SHIPPED, before=_KEY_BYTES + 1)
    earlier = [*store.newest(), *([shipped] if shipped else [])]
    # It takes long to compile all expressions, and pays only if it is kept.
    made = make_image(sources, earlier, compiled=store.is_open())
    store.write(key, made)
    return made


def _fits(parts: Parts) -> bool:
    try:
        return stored.is_compiled_here(parts)
    except (DamagedError, KeyError):
        return False


def _renewed(paths: Sequence[str | Path], key: str) -> bytes:
    sources = pack_sources(paths)
    if image_key(sources) != key:
        raise InputError("the packs have changed while they were in use", hint="start again")
    return _made(sources, key)


def _shipped(key: str) -> Parts | None:
    try:
        with open(SHIPPED, "rb") as file:
            if file.read(_KEY_BYTES + 1) != f"{key}\n".encode():
                return None
    except OSError:
        return None
    return store.read_parts(SHIPPED, before=_KEY_BYTES + 1)


def _seen(paths: Sequence[str | Path]) -> Seen | None:
    """The files of which the key is made; None when some cannot be told."""
    packs = [loader.rules_folder(), *map(str, paths)]
    code = [os.path.join(_HERE, part) for part in _CODE]
    try:
        return Seen(f"{_FORM} {packs}", [(packs, ".toml", True), (code, ".py", False)])
    except OSError:
        return None
