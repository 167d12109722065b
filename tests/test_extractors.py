"""A page and the text that an extractor takes from it lose the same clutter."""

from __future__ import annotations

import html
import unicodedata

import pytest
from packing import ROOT

from cleaner import Document
from cleaner.clean import Nodes
from cleaner.formats.html import clean_html
from cleaner.model import Cleaned

SAMPLES = sorted(path for path in (ROOT / "samples").glob("*.txt") if ".expected" not in path.name)


def rows(text):
    # Extractors drop characters that nobody sees.
    seen = "".join(char for char in html.unescape(text) if unicodedata.category(char) != "Cf")
    return [" ".join(row.split()) for row in seen.splitlines() if row.strip()]


def page_of(text):
    """A text in the markup of an article, between a menu and a footer."""
    title, *lines = [html.escape(row, quote=False) for row in rows(text)]
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>{title}</title></head><body>"
        "<nav><ul><li><a href='/a'>Harbour</a><li><a href='/b'>Council</a></ul></nav>"
        f"<article><h1>{title}</h1>\n{body}</article><footer><a href='/c'>Contact</a></footer></body></html>"
    )


def nothing(document):
    return Cleaned(document, document.text)


def own(page, cleaner, *, rules):
    clean, nodes = (cleaner.clean, cleaner.nodes) if rules else (nothing, Nodes())
    return clean_html(page.encode(), url="", clean=clean, nodes=nodes, to="text")[0].decode()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_page_and_its_text(path, cleaner):
    page = page_of(path.read_text("utf-8-sig"))
    of_page = rows(own(page, cleaner, rules=True))
    of_text = rows(cleaner.clean(Document(own(page, cleaner, rules=False))).text)
    assert of_page == of_text


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_page_and_what_trafilatura_takes_from_it(path, cleaner):
    trafilatura = pytest.importorskip("trafilatura", reason="trafilatura is not installed: pip install trafilatura")
    text = path.read_text("utf-8-sig")
    page = page_of(text)
    lines = rows(text)
    clutter = set(lines) - set(rows(path.with_suffix(".expected.txt").read_text("utf-8-sig")))

    def extracted(page):
        return trafilatura.extract(page, include_comments=False, favor_recall=True) or ""

    taken = rows(extracted(page))
    cleaned = clean_html(page.encode(), url="", clean=cleaner.clean, nodes=cleaner.nodes)[0].decode()
    of_page, of_text = rows(extracted(cleaned)), rows(cleaner.clean(Document(extracted(page))).text)
    # Of what the extractor took for text no clutter is left either way, and nothing else is missing.
    assert clutter & set(of_page) == set()
    for row in clutter & set(of_text):
        # A line that is clutter by its neighbours only may stay where the extractor left them out.
        at = lines.index(row)
        assert not set(lines[max(at - 2, 0) : at + 3]) <= set(taken), row
    assert set(taken) - clutter <= set(of_text)
    assert set(taken) - clutter <= set(of_page)
