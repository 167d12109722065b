"""Remove donation appeals, ad notices, paywall widgets and their like from scraped news text."""

from __future__ import annotations

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
