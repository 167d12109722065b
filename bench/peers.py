"""`python -m bench.peers`: the texts of rows beside datatrove's C4QualityFilter, as it comes and without its count of
sentences, where datatrove and spacy are installed.

BENCH_MB sets how many bytes of text are measured (default 4), BENCH_CORPUS names a file of them. All in one process;
processor seconds of one run each, after some texts to warm up.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from bench.measure import function
from bench.texts import documents, stream
from cleaner import Cleaner, Document
from cleaner.runs.garbage import look_less_often

MB = 1_000_000
SIZE = int(float(os.environ.get("BENCH_MB", "4")) * MB)
WARM = 30


def main() -> None:
    """Measure and tell."""
    texts = list(stream(documents()[1], SIZE))
    size = sum(len(text.encode()) for text in texts) / MB
    look_less_often()

    def tell(name: str, run: Callable[[str], object]) -> float:
        for text in texts[:WARM]:
            run(text)
        speed = size / function(lambda: [run(text) for text in texts]).cpu
        print(f"{name:44}{speed:9.2f} MB/s", flush=True)
        return speed

    engine = Cleaner()
    ours = tell("cleaner", lambda text: engine.clean(Document(text)))
    try:
        from datatrove.data import Document as Theirs
        from datatrove.pipeline.filters import C4QualityFilter
    except ImportError:
        print("datatrove is not installed: not compared")
        return
    for name, filter_ in (
        ("C4QualityFilter", C4QualityFilter()),
        ("C4QualityFilter, min_num_sentences=-1", C4QualityFilter(min_num_sentences=-1)),
    ):
        theirs = tell(name, lambda text, use=filter_: use.filter(Theirs(text=text, id="")))  # type: ignore[misc]
        print(f"cleaner: {ours / theirs:.2f} x {name}")


main()
