"""Compare what could announce phrases: `python -m bench.engines`, with whichever of the packages are installed.

All but the automaton over words look for the texts that the rules for English need, in lines that were written for the
search; the automaton finds the phrases of all languages in the lines as they are.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from bench.measure import function
from bench.texts import documents, stream
from cleaner import Cleaner
from cleaner.engine.gate import folded_words, is_open, words
from cleaner.engine.written import Written, edged

MB = 1_000_000


def main() -> None:
    """Measure each engine."""
    rules = Cleaner().rules
    rules.looked = 1 << 40
    lines = [line for text in stream(documents()[1], MB) for line in text.split("\n") if line.strip()]
    literals = sorted({text for texts in _texts(rules) for text in texts if len(text) > 2})
    written = Written()
    found = [words(line) if is_open(line) else folded_words(line) for line in lines]
    shown = [edged(" ".join(map(written.__getitem__, some))) for some in found]
    data = "\n".join(shown).encode()
    print(f"{len(rules.gate.units)} patterns, {len(literals)} literals, {len(data) / MB:.1f} MB")
    gate = rules.gate

    def announce() -> int:
        return sum(
            len(gate.announced_by(words(line) if is_open(line) else folded_words(line), len(line))) for line in lines
        )

    _tell("automaton over words, first pass", data, announce)
    _tell("automaton over words, again", data, announce)
    engines = {"ahocorasick_rs": _aho_rs, "hyperscan": _hyperscan, "ahocorasick": _aho, "re2": _re2}
    for name, make in engines.items():
        try:
            module = importlib.import_module(name)
        except ImportError:
            print(f"{name:34} not installed")
            continue
        made: list[Callable[[], int]] = []
        built = function(lambda make=make, module=module, made=made: made.append(make(module, literals, data)))
        _tell(f"{name} (built in {built.cpu:.1f} s)", data, made[0])


def _texts(rules) -> list[list[str]]:
    """By unit of the rules for English texts, the texts that announce it."""
    literals, owner = rules.literals, rules.gate.announcements.owner
    wanted = {number for number, language in rules.languages.items() if language in ("any", "en")}
    return [
        [literals.texts[text] for text in literals.rows[unit]] for unit, number in enumerate(owner) if number in wanted
    ]


def _tell(name: str, data: bytes, run: Callable[[], int]) -> None:
    hits = [0]
    took = function(lambda: hits.__setitem__(0, run()))
    print(f"{name:34} {len(data) / MB / took.cpu:8.1f} MB/s {hits[0]:9} announcements")


def _hyperscan(module, literals: list[str], data: bytes) -> Callable[[], int]:
    flags = module.HS_FLAG_UTF8
    base = module.Database(mode=module.HS_MODE_BLOCK)
    escaped = ["".join(f"\\x{{{ord(c):x}}}" for c in text).encode() for text in literals]
    base.compile(expressions=escaped, ids=list(range(len(literals))), flags=[flags] * len(literals))

    def run() -> int:
        found: list[int] = []
        base.scan(data, match_event_handler=lambda number, *_: found.append(number))
        return len(found)

    return run


def _aho_rs(module, literals: list[str], data: bytes) -> Callable[[], int]:
    automaton = module.BytesAhoCorasick(
        [text.encode() for text in literals], implementation=module.Implementation.NoncontiguousNFA
    )
    return lambda: len(automaton.find_matches_as_indexes(data, overlapping=True))


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
