"""The figures of a score as plain records, the same for JSON and for pages."""

from __future__ import annotations

import json
from typing import Any

import orjson

from cleaner.authoring.gold import CATEGORIES, CORE, GROUPS, NEIGHBOURS
from cleaner.authoring.score import Harm, Recall, Score, group
from cleaner.report.visible import harmless_json


def as_record(score: Score, about: dict[str, Any]) -> dict[str, Any]:
    """All figures; shares from 0 to 1, null where there is nothing to find. `about` says what ran."""
    return {
        "harm": _harm(score.harm),
        "groups": {name: _recall(score.group(codes)) for name, codes in GROUPS.items()},
        "categories": {CATEGORIES[code]: _recall(recall) for code, recall in score.recall.items() if recall.lines},
        "languages": {
            name: {
                "core": _recall(group(language.recall, CORE)),
                "neighbours": _recall(group(language.recall, NEIGHBOURS)),
                "harm": _harm(language.harm),
            }
            for name, language in sorted(score.languages.items())
        },
        "rules": {
            name: {
                "words_lost": round(rule.lost, 2),
                "lines": rule.taken.total(),
                "categories": {CATEGORIES[code]: count for code, count in rule.taken.most_common()},
            }
            for name, rule in sorted(score.rules.items(), key=lambda item: (-item[1].lost, item[0]))
        },
        "false_removals": [
            {
                "id": false.text_id,
                "rule": false.rule,
                "cues": list(false.cues),
                "words": round(false.lost, 2),
                "text": false.text,
            }
            for false in score.false_removals
        ],
        "misses": [
            {"category": CATEGORIES[miss.code], "pages": miss.pages, "id": miss.text_id, "text": miss.text}
            for miss in score.misses
        ],
        "cleaner": about,
    }


def as_json(record: dict[str, Any]) -> bytes:
    """The record as a JSON file."""
    try:
        return harmless_json(orjson.dumps(record, option=orjson.OPT_INDENT_2)) + b"\n"
    except TypeError:
        # Lone surrogates stand for bytes that are no UTF-8; JSON can carry them only as escapes.
        return harmless_json(json.dumps(record, indent=2).encode()) + b"\n"


def _recall(recall: Recall) -> dict[str, Any]:
    share = round(recall.share, 6) if recall.lines else None
    return {"recall": share, "found": round(recall.gone, 2), "lines": recall.lines}


def _harm(harm: Harm) -> dict[str, Any]:
    return {
        "share": round(harm.share, 8),
        "words_lost": round(harm.lost, 2),
        "words": harm.words,
        "texts_harmed": harm.hurt,
        "texts": harm.texts,
    }
