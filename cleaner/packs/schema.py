"""The JSON schema of packs, so that editors complete and check them."""

from __future__ import annotations

from typing import Any

from cleaner.packs import fields
from cleaner.packs.pack import STRUCTURE

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_NAMED_LISTS = {"type": "object", "additionalProperties": {**_TEXTS, "minItems": 1}}
_WEIGHTS = {
    "type": "object",
    "properties": {name: {"type": "number"} for name in STRUCTURE},
    "additionalProperties": False,
}
_HITS = {
    "type": "array",
    "items": {"anyOf": [_TEXT, {**_TEXTS, "minItems": 2, "maxItems": 2}]},
}


def pack_schema() -> dict[str, Any]:
    """The schema of one pack file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Rule pack of cleaner",
        "type": "object",
        "properties": {
            "pack": _table(fields.HEAD),
            "lists": {**_NAMED_LISTS, "description": "Named lists for the phrases of this file."},
            "rule": {"type": "array", "items": _rule()},
            "structure": {**_WEIGHTS, "description": "Weights that all evidence rules share."},
            "languages": {**_NAMED_LISTS, "description": "Common words, by which languages are told."},
            "persons": {**_NAMED_LISTS, "description": "By language the words for those who write and those who read."},
        },
        "additionalProperties": False,
    }


def _rule() -> dict[str, Any]:
    """A rule: every field there is, and for each kind the names of its own."""
    table = _table({key for keys in fields.KEYS.values() for key in keys}, fields.REQUIRED)
    table["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}},
            "then": {"propertyNames": {"enum": sorted(keys)}},
        }
        for kind, keys in fields.KEYS.items()
    ]
    return table


def _table(keys: set[str], required: tuple[str, ...] = ()) -> dict[str, Any]:
    out = {
        "type": "object",
        "properties": {key: _field(key) for key in sorted(keys)},
        "additionalProperties": False,
    }
    return out | {"required": list(required)} if required else out


def _field(key: str) -> dict[str, Any]:
    made: dict[str, Any]
    if key in fields.CHOICES:
        made = {"enum": list(fields.CHOICES[key])}
    elif key in fields.INTEGERS:
        made = {"type": "integer", "minimum": 0}
    elif key in fields.NUMBERS:
        made = {"type": "number"}
    elif key in fields.FLAGS:
        made = {"type": "boolean"}
    elif key in fields.LISTS:
        made = dict(_TEXTS)
    elif key in _SPECIAL:
        made = dict(_SPECIAL[key])
    else:
        made = dict(_TEXT)
    return made | {"description": fields.ABOUT[key]}


_SPECIAL: dict[str, dict[str, Any]] = {
    "id": {**_TEXT, "pattern": f"^{fields.ID.pattern}$"},
    "hit": _HITS,
    "tokens": _NAMED_LISTS,
    "structure": _WEIGHTS,
}
_SPECIAL["cue"] = {
    "type": "array",
    "items": {
        **_table(fields.CUE, ("name", "weight")),
        "anyOf": [{"required": ["phrases"]}, {"required": ["re"]}],
    },
}
