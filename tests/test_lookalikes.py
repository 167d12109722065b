"""Texts that share the words of clutter and are none: each survives whole, alone and inside a document."""

from __future__ import annotations

import pytest
from packing import cases_in

from cleaner import Document

NEUTRAL = (
    "The ferry to the island leaves at six in the morning, and at noon, and again in the evening when the tide is "
    "high enough for it to pass the sandbank."
)
CASES = [pytest.param(case["text"].strip("\n"), id=name) for name, case in cases_in("lookalikes", "keep")]


def harm(result):
    return [f"{r.rule_id} took {r.text[:80]!r} {' '.join(r.cues)}" for r in result.removals]


@pytest.mark.parametrize("text", CASES)
def test_it_survives_alone(cleaner, text):
    result = cleaner.clean(Document(text))
    assert result.text == text, harm(result)


@pytest.mark.parametrize("text", CASES)
def test_it_survives_in_a_document(cleaner, text):
    document = f"{NEUTRAL}\n\n{text}\n\n{NEUTRAL}\n"
    result = cleaner.clean(Document(document))
    assert result.text == document, harm(result)


@pytest.mark.parametrize("text", CASES)
def test_it_survives_at_the_end_of_a_document(cleaner, text):
    document = f"{NEUTRAL}\n\n{text}"
    result = cleaner.clean(Document(document))
    assert result.text == document, harm(result)


def test_every_text_is_there_once():
    texts = [param.values[0] for param in CASES]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []
