"""What all tests share: the packs that come with the tool, read once, and how hard hypothesis tries."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from cleaner import Cleaner, load_packs
from cleaner.runs.garbage import look_less_often

# The packs and what is made of them stay: a third of the time went into searching through them.
look_less_often()

settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
# HYPOTHESIS_PROFILE=explore looks for new counterexamples, with other seeds at each run.
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_configure(config):
    config.addinivalue_line("markers", "limit(seconds): fail a test that takes longer, instead of waiting for ever")


@pytest.fixture(autouse=True)
def _limit(request):
    """No test hangs: after two minutes, or its own limit, it fails."""
    mark = request.node.get_closest_marker("limit")
    seconds = mark.args[0] if mark else 120
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise TimeoutError(f"took longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def packs():
    """The packs that come with the tool."""
    return load_packs()


@pytest.fixture(scope="session")
def cleaner(packs):
    """The cleaner as most people use it: all packs, safe defaults."""
    return Cleaner(packs)
