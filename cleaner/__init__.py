"""Remove donation appeals, ad notices, paywall widgets and their like from scraped news text."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.clean import Cleaner, clean_text
    from cleaner.errors import CleanerError
    from cleaner.model import Cleaned, Document, Removal
    from cleaner.packs.loader import load_packs
    from cleaner.settings import Settings

__version__ = "0.1.0"
__all__ = [
    "Cleaned",
    "Cleaner",
    "CleanerError",
    "Document",
    "Removal",
    "Settings",
    "__version__",
    "clean_text",
    "load_packs",
]

# The public names are imported when they are asked for: the command line begins with less.
_HOMES = {
    "Cleaned": "cleaner.model",
    "Cleaner": "cleaner.clean",
    "CleanerError": "cleaner.errors",
    "Document": "cleaner.model",
    "Removal": "cleaner.model",
    "Settings": "cleaner.settings",
    "clean_text": "cleaner.clean",
    "load_packs": "cleaner.packs.loader",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
