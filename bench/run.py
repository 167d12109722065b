"""`make bench`: how fast, how large, and beside what floor. Writes docs/bench.json and docs/bench.svg.

BENCH_MB sets the size of the measured texts (default 4). Times are processor seconds of the best run, but for
workers, where they are wall seconds.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import orjson

from bench.chart import chart
from bench.measure import CLEANER, ROOT, command, function
from bench.texts import documents, stream
from cleaner import Cleaner, Document
from cleaner.packs.loader import pack_sources, read_packs

MB = 1_000_000
SIZE = int(float(os.environ.get("BENCH_MB", "4")) * MB)
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
    took = command([*CLEANER, *JSONL], source=str(path), times=2)
    note("rows", "cleaner, JSON Lines", size / MB / took.cpu, "MB/s", "orjson", size / MB / took.cpu / floor)
    note("rows", "cleaner, JSON Lines", count / took.cpu, "docs/s")
    note("memory", "cleaner, JSON Lines", took.peak, "MB")
    rate = size / MB / command(["cat", str(path)], times=3).wall
    text = plain.stat().st_size
    whole = command([*CLEANER, "clean", "-q"], source=str(plain), times=2)
    note("text", "cat", rate, "MB/s")
    note("text", "cleaner, one text", text / MB / whole.cpu, "MB/s", "cat", text / MB / whole.cpu / rate)
    note("memory", "cleaner, one text", whole.peak, "MB")
    one = command([*CLEANER, *JSONL, "-j", "1"], source=str(path), times=2).wall
    two = command([*CLEANER, *JSONL, "-j", "2"], source=str(path), times=2).wall
    note("workers", "two workers", size / MB / two, "MB/s", "one worker", one / two)


def _start(folder: Path, note) -> None:
    empty = command([sys.executable, "-c", "pass"], times=5).cpu
    floor = command([sys.executable, "-c", "import click, regex"], times=5).cpu
    note("start", "python -c pass", 1000 * empty, "ms")
    note("start", "python -c 'import click, regex'", 1000 * floor, "ms")
    warm = command([*CLEANER, "clean"], source=b"text\n", times=5).cpu
    note("start", "echo text | cleaner clean, warm", 1000 * warm, "ms", "imports", warm / floor)
    cold = command([*CLEANER, "clean"], source=b"text\n", CLEANER_CACHE=str(folder / "cold")).cpu
    note("start", "echo text | cleaner clean, cold", 1000 * cold, "ms", "imports", cold / floor)


def _growth(texts: list[str], note) -> None:
    sources = pack_sources()
    some = list(stream(texts, SIZE // 4))
    first = 0.0
    for share in (16, 4, 1):
        cleaner = Cleaner(read_packs(sources[::share]))

        def run(cleaner: Cleaner = cleaner) -> None:
            for text in some:
                cleaner.clean(Document(text))

        run()
        cost = function(run).cpu
        first = first or cost
        count = len(cleaner.rules.rules)
        note("growth", f"{count} rules", 1000 * cost / len(some), "ms/doc", "the fewest", cost / first)
    cleaner = Cleaner()
    base = "\n".join(some)[:250_000]
    for times in (1, 4, 16):
        text = "\n".join(base for _ in range(times))
        took = function(lambda text=text: cleaner.clean(Document(text))).cpu
        note("length", f"one text of {len(text) / MB:.2f} MB", len(text) / MB / took, "MB/s")


if __name__ == "__main__":
    main()
