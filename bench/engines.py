"""Compare what could announce phrases: `python -m bench.engines`, with whichever of the packages are installed.

The other engines look for one literal for each pattern, the rarest that it cannot do without, in the lower-case bytes
of the text; the automaton over words finds the phrases themselves.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from bench.measure import function
from bench.texts import documents, stream
from cleaner import Cleaner, load_packs
from cleaner.engine.gate import folded_words, is_open, words

MB = 1_000_000


def main() -> None:
    """Measure each engine."""
    cleaner = Cleaner(load_packs())
    lines = [line for text in stream(documents()[1], MB) for line in text.split("\n") if line.strip()]
    data = "\n".join(lines).lower().encode()
    literals = sorted({text for unit in cleaner.rules.gate.units if unit.required for text in unit.required[0]})
    print(f"{len(cleaner.rules.gate.units)} patterns, {len(literals)} literals, {len(data) / MB:.1f} MB")
    gate = cleaner.rules.gate

    def announce() -> int:
        return sum(
            len(gate.announced_by(words(line) if is_open(line) else folded_words(line), len(line))) for line in lines
        )

    _tell("automaton over words, first pass", data, announce)
    _tell("automaton over words, again", data, announce)
    for name, make in {"hyperscan": _hyperscan, "ahocorasick_rs": _aho_rs, "ahocorasick": _aho, "re2": _re2}.items():
        try:
            module = importlib.import_module(name)
        except ImportError:
            print(f"{name:34} not installed")
            continue
        made: list[Callable[[], int]] = []
        built = function(lambda make=make, module=module, made=made: made.append(make(module, literals, data)))
        _tell(f"{name} (built in {built.cpu:.1f} s)", data, made[0])


def _tell(name: str, data: bytes, run: Callable[[], int]) -> None:
    hits = [0]
    took = function(lambda: hits.__setitem__(0, run()))
    print(f"{name:34} {len(data) / MB / took.cpu:8.1f} MB/s {hits[0]:9} announcements")


def _hyperscan(module, literals: list[str], data: bytes) -> Callable[[], int]:
    flags = module.HS_FLAG_UTF8 | module.HS_FLAG_SOM_LEFTMOST
    base = module.Database(mode=module.HS_MODE_BLOCK)
    escaped = ["".join(f"\\x{{{ord(c):x}}}" for c in text).encode() for text in literals]
    base.compile(expressions=escaped, ids=list(range(len(literals))), flags=[flags] * len(literals))

    def run() -> int:
        found: list[int] = []
        base.scan(data, match_event_handler=lambda number, *_: found.append(number))
        return len(found)

    return run


def _aho_rs(module, literals: list[str], data: bytes) -> Callable[[], int]:
    automaton, text = module.AhoCorasick(literals), data.decode()
    return lambda: len(automaton.find_matches_as_indexes(text, overlapping=True))


def _aho(module, literals: list[str], data: bytes) -> Callable[[], int]:
    automaton, text = module.Automaton(), data.decode()
    for number, literal in enumerate(literals):
        automaton.add_word(literal, number)
    automaton.make_automaton()
    return lambda: sum(1 for _ in automaton.iter(text))


def _re2(module, literals: list[str], data: bytes) -> Callable[[], int]:
    options = module.Options()
    options.max_mem = 1 << 30
    found = module.Set.SearchSet(options)
    for literal in literals:
        found.Add(module.escape(literal))
    found.Compile()
    rows = data.split(b"\n")
    return lambda: sum(len(found.Match(row) or ()) for row in rows)


if __name__ == "__main__":
    main()
