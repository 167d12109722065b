"""Sentences of stories that talk of what notices talk of survive, in 19 languages; notices of the same files count only
in `python -m bench.unseen`, and no rule is written from them."""

from __future__ import annotations

import pytest

from bench.unseen import CODES, LINES, STORY, read
from cleaner import Document

FILES = sorted(LINES.glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_stories_survive(cleaner, path):
    article, lines = read(path)
    for text in (line["text"] for line in lines if line["code"] == STORY):
        for document in (f"{article}\n{text}\n{article} ", f"{article}\n{article} \n{text}"):
            assert cleaner.clean(Document(document)).text == document


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_has_lines_of_every_code(path):
    article, lines = read(path)
    for which in ("common", "rare"):
        assert {line["code"] for line in lines if line["set"] == which} == set(CODES)
    assert article not in {line["text"] for line in lines}
    assert len({line["text"] for line in lines}) == len(lines)
