"""A cleaned document comes back from the ledger as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from packing import PROSE, cleaner_of, line_rule

from cleaner import Document
from cleaner.model import Before
from cleaner.runs.stored import UNREADABLE, packed, unpacked

KEEP = '[[rule]]\nid = "promo/kept"\nkind = "line"\naction = "keep"\nphrases = ["anzeige hier"]\n'


def test_documents_come_back_as_they_were():
    cleaner = cleaner_of(line_rule("anzeige [hier]", name="advert/test", message="“An ad”"), KEEP)
    texts = [f"{PROSE}\n\nAnzeige\n", "\udcff\n\nAnzeige hier\n", "", "It rained.\r\nAnzeige"]
    documents = [cleaner.clean(Document(text, path=f"{n}\udcff.txt", doc_id=str(n))) for n, text in enumerate(texts)]
    documents.append(replace(documents[0], before=Before(2, 7, 99, 104, 3, changed=True)))
    assert unpacked(packed(documents)) == documents


@pytest.mark.parametrize("data", [b"", b"nonsense", packed([])[:-3]])
def test_other_bytes_are_told_from_them(data):
    with pytest.raises(UNREADABLE):
        unpacked(data)
