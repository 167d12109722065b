"""The outlet's name, as the address of a page gives it."""

from __future__ import annotations

import pytest

from cleaner.engine.outlet import outlet_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.the-daily-tide.co.uk/boats", "dailytide"),
        ("https://news.example.com/a?b=c", "example"),
        ("http://theguest.example/", "guest"),
        ("https://theend.com", "theend"),
        ("https://müller-post.de", "müllerpost"),
        ("https://bbc.co.uk/news", ""),
        ("https://localhost/x", ""),
        ("http://[broken", ""),
        ("no address", ""),
        ("", ""),
    ],
)
def test_the_name_in_the_host(url, name):
    assert outlet_name(url) == name
