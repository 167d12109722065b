"""`python -m bench.html`: pages of HTML, beside lxml and trafilatura, and where the time goes.

BENCH_MB sets how many bytes of pages are measured (default 4). All in one process; processor seconds of the best run.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable

from lxml import etree
from lxml import html as lxml_html

from bench.measure import function
from bench.pages import pages
from cleaner import Cleaner
from cleaner.clean import Nodes
from cleaner.formats.charset import decoded
from cleaner.formats.html import clean_html
from cleaner.formats.html_source import read
from cleaner.formats.html_text import lines
from cleaner.model import Cleaned, Document
from cleaner.runs.garbage import look_less_often

MB = 1_000_000
SIZE = int(float(os.environ.get("BENCH_MB", "4")) * MB)


def main() -> None:
    """Measure and tell."""
    found = list(pages(SIZE))
    size, count = sum(map(len, found)), len(found)
    engine = Cleaner()
    nodes = engine.nodes
    # As the command does: what is there for good is no matter for the collector, which looks less often anyway.
    look_less_often()
    gc.collect()
    gc.freeze()
    texts = [lines(read(page.decode())).text for page in found]
    words = sum(map(len, texts))
    print(
        f"{len(found)} pages of {size / len(found) / 1000:.0f} KB, of which {words / len(found) / 1000:.1f} KB are text"
    )
    for page in found[:40]:
        clean_html(page, url="", clean=engine.clean, nodes=nodes)

    def each(run: Callable[[bytes], object]) -> float:
        return function(lambda: [run(page) for page in found], times=3).cpu / count

    def tell(name: str, took: float) -> None:
        print(f"{name:56}{1000 * took:9.2f} ms a page {1 / took:9.1f} pages/s", flush=True)

    bare = each(lambda page: etree.tostring(lxml_html.document_fromstring(page), method="html"))
    tell("lxml parse + serialise", bare)
    tell("charset", each(lambda page: decoded(page)))
    tell("charset, tags and texts", each(lambda page: read(decoded(page).text)))
    tell("charset, tags, texts and lines", each(lambda page: lines(read(decoded(page).text))))
    tell("node rules only, --to same", each(lambda page: _cleaned(page, _nothing, nodes)))
    tell("text rules only, --to same", each(lambda page: _cleaned(page, engine.clean, Nodes())))
    tell(
        "text rules on their text alone",
        function(lambda: [engine.clean(Document(t)) for t in texts], times=3).cpu / count,
    )
    same = each(lambda page: _cleaned(page, engine.clean, nodes))
    tell("all, --to same", same)
    text = each(lambda page: _cleaned(page, engine.clean, nodes, "text"))
    tell("all, --to text", text)
    new = Cleaner()
    cold = function(lambda: [_cleaned(page, new.clean, nodes) for page in found]).cpu / count
    tell("all, --to same, lines never seen before", cold)
    for name, took in (("--to same", same), ("--to text", text), ("--to same, never seen", cold)):
        print(f"{name}: {bare / took:.3f} x lxml parse + serialise")
    try:
        import trafilatura
    except ImportError:
        print("trafilatura is not installed: not compared")
        return
    some = found[:: max(len(found) // 20, 1)]
    took = function(lambda: [trafilatura.extract(page.decode()) for page in some]).cpu / len(some)
    tell("trafilatura", took)
    for name, ours in (("--to same", same), ("--to text", text), ("--to text, never seen", cold)):
        print(f"{name}: {took / ours:.1f} x trafilatura")


def _cleaned(page: bytes, clean: Callable[[Document], Cleaned], nodes: Nodes, to: str = "same") -> bytes:
    return clean_html(page, url="", clean=clean, nodes=nodes, to=to)[0]


def _nothing(document: Document) -> Cleaned:
    return Cleaned(document, document.text)


if __name__ == "__main__":
    main()
