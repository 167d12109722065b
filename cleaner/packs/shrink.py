"""Compress short texts one by one, by a vocabulary that they share."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

# No more can be referred to.
MOST_BYTES = 32_768
# Entries that the vocabulary is made of, at most, and the bytes of each.
_SAMPLES = 96
_SAMPLE_BYTES = 600
_RAW = -15


def vocabulary_of(entries: Sequence[bytes]) -> bytes:
    """What some entries are made of, to compress them by."""
    step = max(len(entries) // _SAMPLES, 1)
    return b"".join(entry[:_SAMPLE_BYTES] for entry in entries[::step])[-MOST_BYTES:]


def shrunk(entry: bytes, vocabulary: bytes) -> bytes:
    """One entry, compressed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zlib.Z_DEFAULT_STRATEGY, vocabulary)
    return packer.compress(entry) + packer.flush()


def grown(data: bytes, vocabulary: bytes) -> bytes:
    """What was shrunk by the same vocabulary."""
    return zlib.decompressobj(_RAW, vocabulary).decompress(data)
