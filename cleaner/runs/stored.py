"""Cleaned documents as bytes, for the ledger: a run that is taken up reports what was removed before, too."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cleaner.model import Before, Cleaned, Document, Removal, Span, Spared

UNREADABLE = (KeyError, TypeError, ValueError, zlib.error)


def packed(documents: Iterable[Cleaned]) -> bytes:
    """Documents as compressed JSON."""
    return zlib.compress(json.dumps([asdict(cleaned) for cleaned in documents]).encode())


def unpacked(data: bytes) -> list[Cleaned]:
    """The documents in such bytes. Raises one of `UNREADABLE` for others."""
    return [_cleaned(record) for record in json.loads(zlib.decompress(data))]


def _cleaned(record: dict[str, Any]) -> Cleaned:
    return Cleaned(
        **record
        | {
            "before": Before(**record["before"]) if record["before"] else None,
            "document": Document(**record["document"] | {"links": tuple(record["document"]["links"])}),
            "removals": tuple(Removal(**_restored(entry)) for entry in record["removals"]),
            "spared": tuple(Spared(**_restored(entry)) for entry in record["spared"]),
            "cuts": tuple(Span(*entry) for entry in record["cuts"]),
        }
    )


def _restored(entry: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {"span": Span(*entry["span"])}
    if "cues" in entry:
        changes["cues"] = tuple(entry["cues"])
    return entry | changes
