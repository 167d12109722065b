"""What a page draws: sums that add up, however many documents there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Cleaned, Document, Span
from cleaner.report.overview import BOUNDS, TOP_DOCUMENTS, Overview, site_of

documents = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted), max_size=40)


def overview_of(pairs):
    overview = Overview()
    for n, (gone, size) in enumerate(pairs):
        cuts = (Span(0, gone),) if gone else ()
        overview.add(Cleaned(Document("x" * size, f"https://www.s{n % 3}.example/", "", f"{n}"), "", cuts=cuts))
    return overview


@given(documents, st.integers(1, 40))
def test_sums_add_up(pairs, times):
    pairs = pairs * times
    overview = overview_of(pairs)
    gone, size = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    assert sum(overview.histogram) == sum(overview.site_documents.values()) == overview.count == len(pairs)
    assert (sum(n for n, _ in overview.bins), sum(n for _, n in overview.bins)) == (size, gone)
    assert (overview.site_characters.total(), overview.site_removed.total()) == (size, gone)
    assert len(overview.bins) <= 240
    shares = sorted((pair[0] / pair[1] for pair in pairs if pair[0]), reverse=True)
    assert sorted((entry[0] for entry in overview.most), reverse=True) == shares[:TOP_DOCUMENTS]


@pytest.mark.parametrize(("percent", "place"), [(0, 0), (1, 1), (2, 2), (3, 3), (50, 6), (51, 7), (100, 7)])
def test_a_document_is_counted_by_its_share(percent, place):
    assert overview_of([(percent, 100)]).histogram == [int(n == place) for n in range(len(BOUNDS))]


@pytest.mark.parametrize(
    ("url", "site"),
    [("https://www.a.example/x", "a.example"), ("http://B.example:80", "b.example"), ("http://[x", ""), ("", ""),
     ("a.example/x", "")],
)  # fmt: skip
def test_the_site_of_an_address(url, site):
    assert site_of(url) == site
