"""The JSON schema of configuration files, so that editors complete and check them."""

from __future__ import annotations

from typing import Any

from cleaner.config.keys import KEYS, LISTS, TABLE_KEYS, TABLES, Key

DRAFT = "http://json-schema.org/draft-07/schema#"


def config_schema() -> dict[str, Any]:
    """The schema of `cleaner.toml`, and of [tool.cleaner] in `pyproject.toml`."""
    tables = {
        name: {
            "type": "object",
            "description": about,
            "additionalProperties": {
                "type": "object",
                "properties": {key.name: _property(key, default=False) for key in TABLE_KEYS},
                "additionalProperties": False,
            },
        }
        for name, about in TABLES.items()
    }
    return {
        "$schema": DRAFT,
        "title": "Configuration of cleaner",
        "type": "object",
        "properties": {key.name: _property(key) for key in KEYS} | tables,
        "additionalProperties": False,
    }


def _property(key: Key, *, default: bool = True) -> dict[str, Any]:
    out: dict[str, Any] = {"description": key.about}
    if key.kind in LISTS:
        out |= {"type": "array", "items": {"type": "string", "minLength": 1}}
    elif key.kind == "flag":
        out["type"] = "boolean"
    elif key.kind == "share":
        out |= {"type": "number", "minimum": 0, "maximum": 1}
    elif key.kind == "count":
        out |= {"type": "integer", "minimum": 0}
    elif key.kind == "choice":
        out["enum"] = list(key.choices)
    else:
        out |= {"type": "string", "minLength": 1}
    if key.name == "select":
        out["minItems"] = 1
    if default:
        out["default"] = list(key.default) if isinstance(key.default, tuple) else key.default
    return out
