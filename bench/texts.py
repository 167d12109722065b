"""The texts that are measured: made from the samples, or from the labelled corpus where it is beside the checkout.

BENCH_CORPUS names another file of the same form.
"""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

from bench.measure import ROOT

CORPUS = Path(os.environ.get("BENCH_CORPUS") or ROOT.parent / "shared" / "corpus" / "dev.jsonl.gz")


def documents() -> tuple[str, list[str]]:
    """What the documents are made of, and the documents."""
    if CORPUS.exists():
        with gzip.open(CORPUS, "rt", encoding="utf-8") as rows:
            return "corpus", ["\n".join(text for text, _ in json.loads(row)["lines"]) for row in rows]
    return "samples", [path.read_text("utf-8") for path in _samples()]


def _samples() -> list:
    return sorted(path for path in (ROOT / "samples").glob("*.txt") if ".expected" not in path.name)


def stream(texts: list[str], size: int) -> Iterator[str]:
    """Documents of about `size` bytes together. Where they are used again their words change, as on other pages."""
    shuffled = random.Random(1)
    done, turn = 0, 0
    while True:
        for text in texts:
            if turn:
                lines = text.split("\n")
                text = "\n".join(_varied(line, shuffled) if len(line) > 120 else line for line in lines)
            yield text
            done += len(text.encode())
            if done >= size:
                return
        turn += 1


def _varied(line: str, shuffled: random.Random) -> str:
    words = line.split(" ")
    at = shuffled.randrange(len(words))
    return " ".join(words[at:] + words[:at])
