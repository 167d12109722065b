"""What is said to the collector is taken back."""

from __future__ import annotations

import gc

import pytest

from cleaner.errors import InputError
from cleaner.runs.garbage import making_what_stays


def test_the_collector_is_back_even_after_a_fault():
    def faulty():
        with making_what_stays():
            assert not gc.isenabled()
            raise InputError("a faulty pack")

    with pytest.raises(InputError):
        faulty()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
