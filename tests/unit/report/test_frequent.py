"""The most frequent things are found in a small memory, and no count is claimed that is not sure."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.report.frequent import Frequent

# Few letters that come often and many that come now and then.
STREAM = st.tuples(st.sampled_from("aaaaaaaabbbbcc" + "defghijklmnopqrstuvwxyz"), st.integers(1, 5))
streams = st.lists(STREAM, max_size=200)


def counted(stream, capacity):
    found = Frequent(capacity)
    for key, weight in stream:
        found.add(key, Counter, weight=weight)["seen"] += weight
    return found


@given(streams)
def test_counts_are_exact_while_there_is_room(stream):
    true = Counter()
    for key, weight in stream:
        true[key] += weight
    found = counted(stream, 26)
    assert {entry.key: entry.at_least for entry in found.all()} == true
    assert [entry.at_least for entry in found.all()] == sorted(true.values(), reverse=True)
    assert not any(entry.error for entry in found.all())


@given(streams, st.integers(1, 8))
def test_without_room_counts_stay_between_their_bounds_and_the_frequent_are_found(stream, capacity):
    true = Counter()
    for key, weight in stream:
        true[key] += weight
    found = counted(stream, capacity)
    entries = {entry.key: entry for entry in found.all()}
    assert len(found) == len(entries) <= capacity
    for key, entry in entries.items():
        assert entry.at_least <= true[key] <= entry.count
        assert entry.value["seen"] == entry.at_least
        assert entry.error <= true.total() / capacity
    assert {key for key, count in true.items() if count > true.total() / capacity} <= set(entries)


@pytest.mark.limit(20)
def test_a_long_stream_of_new_things_takes_no_more_room_than_a_short_one():
    found = Frequent(100)
    for number in range(100_000):
        found.add(f"once {number}", list)
        if number % 10 == 0:
            found.add("often", list)
    assert (len(found), len(found._least)) == (100, 100)
    first = found.all()[0]
    assert first.key == "often"
    assert first.at_least <= 10_000 <= first.count
