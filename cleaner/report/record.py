"""One removal as a plain record, the same in every machine format."""

from __future__ import annotations

from typing import Any

from cleaner.model import Cleaned, Removal
from cleaner.text.fingerprint import fingerprint
from cleaner.text.segment import count_words
from cleaner.text.size import utf8_size


def records(cleaned: Cleaned) -> list[dict[str, Any]]:
    """The removals of a document as dictionaries, in order of position.

    `start` and `end` count code points, `start_byte` and `end_byte` bytes of the text as UTF-8; lines and
    columns count from 1, ends are exclusive.
    """
    text, out = cleaned.document.text, []
    at, byte = 0, cleaned.before.bytes if cleaned.before else 0
    for removal in cleaned.removals:
        byte += utf8_size(text[at : removal.span.start])
        at = removal.span.start
        out.append(_record(cleaned, removal, byte))
    return out


def _record(cleaned: Cleaned, removal: Removal, start_byte: int) -> dict[str, Any]:
    document = cleaned.document
    ahead = cleaned.before.chars if cleaned.before else 0
    return {
        "path": document.path,
        "line": removal.line,
        "column": removal.column,
        "end_line": removal.end_line,
        "end_column": removal.end_column,
        "start": ahead + removal.span.start,
        "end": ahead + removal.span.end,
        "start_byte": start_byte,
        "end_byte": start_byte + utf8_size(removal.text),
        "rule": removal.rule_id,
        "category": removal.category,
        "kind": removal.kind,
        "action": "cut" if removal.kind == "span" else "drop",
        "safety": removal.safety,
        "score": removal.score,
        "cues": list(removal.cues),
        "words": count_words(removal.text),
        "text": removal.text,
        "message": removal.message,
        "doc_id": document.doc_id,
        "url": document.url,
        "fingerprint": fingerprint(removal.rule_id, removal.text),
    }
