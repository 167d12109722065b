"""Other rules for some documents: what a configuration says of single files and sites."""

from __future__ import annotations

import os
from dataclasses import replace

from cleaner.engine.outlet import host
from cleaner.settings import Override, Settings


def overrides_for(settings: Settings, path: str, url: str) -> tuple[Override, ...]:
    """Those of the settings' overrides that are for a document."""
    on = host(url) if url else ""
    return tuple(o for o in settings.overrides if (_on_site(o, on) if o.site else _names(o, path)))


def tailored(settings: Settings, overrides: tuple[Override, ...]) -> Settings:
    """The settings with some overrides applied: the last `select` counts, the others add up."""
    select = next((o.select for o in reversed(overrides) if o.select), settings.select)
    return replace(
        settings,
        select=select,
        ignore=settings.ignore + tuple(name for o in overrides for name in o.ignore),
        extend_select=settings.extend_select + tuple(name for o in overrides for name in o.extend_select),
        overrides=(),
    )


def _on_site(override: Override, on: str) -> bool:
    return on == override.site or on.endswith(f".{override.site}")


def _names(override: Override, path: str) -> bool:
    # Imported late: few runs have settings for files.
    from fnmatch import fnmatchcase

    if path in ("", "-"):
        return False
    # A row is named by its file and its number.
    file, _, number = path.rpartition(":")
    for name in (path, file) if file and number.isdigit() else (path,):
        full = os.path.abspath(name).replace(os.sep, "/")
        if "/" not in override.files:
            if fnmatchcase(full.rpartition("/")[2], override.files):
                return True
            continue
        below = override.folder.replace(os.sep, "/").rstrip("/") + "/"
        if full.startswith(below) and fnmatchcase(full[len(below) :], override.files.removeprefix("./")):
            return True
    return False
