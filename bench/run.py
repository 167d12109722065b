"""`make bench`: how fast, how large, and beside what floor. Writes docs/bench.json and docs/bench.svg.

BENCH_MB sets the size of the measured texts (default 1). Times are processor seconds, but for workers, where they are
wall seconds; small things are run several times and the best run counts.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import orjson

from bench.chart import chart
from bench.measure import CLEANER, ROOT, command, function
from bench.texts import documents, stream
from cleaner import Cleaner, Document
from cleaner.engine import ready
from cleaner.packs.loader import pack_sources, read_packs

MB = 1_000_000
SIZE = int(float(os.environ.get("BENCH_MB", "1")) * MB)
JSONL = ["clean", "--from", "jsonl", "-q"]


def main() -> None:
    """Measure all and tell."""
    made_of, texts = documents()
    rows: list[dict] = []

    def note(group: str, name: str, value: float, unit: str, floor: str = "", ratio: float = 0.0) -> None:
        told = {"group": group, "name": name, "value": round(value, 4), "unit": unit}
        rows.append({**told, "floor": floor, "ratio": round(ratio, 3)})
        beside = f"{ratio:8.2f} x {floor}" if floor else ""
        print(f"{group:10} {name:42} {value:10.3f} {unit:6} {beside}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        Cleaner()
        _streams(Path(folder), texts, note)
        _start(Path(folder), note)
        _growth(texts, note)
    out = {"texts": made_of, "bytes": SIZE, "python": sys.version.split()[0], "rows": rows}
    (ROOT / "docs" / "bench.json").write_text(json.dumps(out, indent=1) + "\n")
    (ROOT / "docs" / "bench.svg").write_text(chart(rows, f"{SIZE / MB:g} MB made of {made_of}"))


def _streams(folder: Path, texts: list[str], note) -> None:
    path, plain = folder / "rows.jsonl", folder / "text.txt"
    found = list(stream(texts, SIZE))
    path.write_bytes(b"".join(orjson.dumps({"id": n, "text": text}) + b"\n" for n, text in enumerate(found)))
    plain.write_text("\n\n".join(found), "utf-8")
    size, count = path.stat().st_size, len(found)
    data = path.read_bytes().splitlines()
    floor = size / MB / function(lambda: [orjson.dumps(orjson.loads(row)) for row in data], times=3).cpu
    note("rows", "orjson loads + dumps", floor, "MB/s")
    took = command([*CLEANER, *JSONL], source=str(path))
    note("rows", "cleaner, JSON Lines", size / MB / took.cpu, "MB/s", "orjson", size / MB / took.cpu / floor)
    note("rows", "cleaner, JSON Lines", count / took.cpu, "docs/s")
    note("memory", "cleaner, JSON Lines", took.peak, "MB")
    _peer(found, size, note)
    text = plain.stat().st_size
    words = folder / "words.txt"
    count = _phrases(words)
    rate = text / MB / command(["grep", "-F", "-i", "-v", "-f", str(words), str(plain)], times=3).cpu
    floor_name = f"grep -F -i -v -f, {count:,} literals"
    whole = command([*CLEANER, "clean", "-q"], source=str(plain))
    note("text", floor_name, rate, "MB/s")
    note("text", "cleaner, one text", text / MB / whole.cpu, "MB/s", "grep -F", text / MB / whole.cpu / rate)
    note("memory", "cleaner, one text", whole.peak, "MB")
    two = command([*CLEANER, *JSONL, "-j", "2"], source=str(path)).wall
    note("workers", "two workers", size / MB / two, "MB/s", "one worker", took.wall / two)
    _pages(folder, found, note)


def _phrases(place: Path) -> int:
    """Write a text for each pattern of the rules, the rarest that it cannot do without; how many there are."""
    literals = Cleaner().rules.literals
    assert literals
    rows = (literals.rows[n] for n in range(len(literals.whole)))
    texts = sorted({literals.texts[row[0]].strip(" \x01\x02") for row in rows if len(row)} - {""})
    place.write_text("\n".join(text for text in texts if len(text) > 2) + "\n", "utf-8")
    return len(texts)


def _pages(folder: Path, found: list[str], note) -> None:
    pages = folder / "pages"
    pages.mkdir()
    some, size = found[: max(len(found) // 4, 1)], 0
    for n, text in enumerate(some):
        body = "\n".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
        head = f"<!doctype html><html><head><title>{n}</title></head>"
        page = f"{head}<body><article>{body}</article></body></html>".encode()
        (pages / f"{n}.html").write_bytes(page)
        size += len(page)
    took = command([*CLEANER, "clean", "-q", "-o", str(folder / "clean"), str(pages)])
    note("html", "cleaner, a folder of pages", size / MB / took.cpu, "MB/s")
    note("html", "cleaner, a folder of pages", len(some) / took.cpu, "docs/s")
    note("memory", "cleaner, a folder of pages", took.peak, "MB")


def _peer(found: list[str], size: int, note) -> None:
    """The line filter of another tool, where it is installed."""
    try:
        from datatrove.data import Document as Row
        from datatrove.pipeline.filters import C4QualityFilter
    except ImportError:
        return
    peer = C4QualityFilter()
    took = function(lambda: [peer.filter(Row(text=text, id="")) for text in found])
    note("rows", "datatrove C4QualityFilter", size / MB / took.cpu, "MB/s")


def _start(folder: Path, note) -> None:
    empty = command([sys.executable, "-c", "pass"], times=5).cpu
    floor = command([sys.executable, "-c", "import click, regex"], times=5).cpu
    note("start", "python -c pass", 1000 * empty, "ms")
    note("start", "python -c 'import click, regex'", 1000 * floor, "ms")
    for name, variables in (("in the cache", {}), ("in the package", {"CLEANER_CACHE": "off"})):
        with _shipped(there=bool(variables)):
            took = command([*CLEANER, "clean"], source=b"text\n", times=5, **variables).cpu
        note("start", f"echo text | cleaner clean, rules ready {name}", 1000 * took, "ms", "imports", took / floor)
    with _shipped(there=False):
        took = command([*CLEANER, "clean"], source=b"text\n", CLEANER_CACHE=str(folder / "none")).cpu
    note("start", "echo text | cleaner clean, rules to be read", 1000 * took, "ms", "imports", took / floor)


@contextmanager
def _shipped(*, there: bool) -> Iterator[None]:
    """The rules ready in the package, as an installed one has them, or not, as in a checkout that was edited."""
    place = Path(ready.SHIPPED)
    beside = place.with_suffix(".before")
    if place.exists():
        place.replace(beside)
    try:
        if there:
            ready.ship(place)
        yield
    finally:
        place.unlink(missing_ok=True)
        if beside.exists():
            beside.replace(place)


def _growth(texts: list[str], note) -> None:
    sources = pack_sources()
    some = list(stream(texts, SIZE // 4))
    first = 0.0
    for share in (16, 4, 1):
        # Structure and common words are in these packs, whatever the share.
        kept = [source for n, source in enumerate(sources) if n % share == 0 or "/any/" in f"/{source.name}"]
        cleaner = Cleaner(read_packs(kept))

        def run(cleaner: Cleaner = cleaner) -> None:
            for text in some:
                cleaner.clean(Document(text))

        run()
        cost = function(run).cpu
        first = first or cost
        count = len(cleaner.rules.rules)
        note("growth", f"{count} rules", 1000 * cost / len(some), "ms/doc", "the fewest", cost / first)
    cleaner = Cleaner()
    base = "\n".join(some)[:100_000]
    for times in (1, 4, 16):
        text = "\n".join(base for _ in range(times))
        took = function(lambda text=text: cleaner.clean(Document(text))).cpu
        note("length", f"one text of {len(text) / MB:.2f} MB", len(text) / MB / took, "MB/s")


if __name__ == "__main__":
    main()
