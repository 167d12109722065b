"""Findings in rule packs, as lines for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import orjson
from rich.text import Text

from cleaner.authoring.lint import Finding
from cleaner.report.visible import harmless_json, visible


def as_text(finding: Finding) -> Text:
    """`path:line: CODE message`."""
    line = Text(f"{visible(finding.path)}:{finding.line}: ")
    line.append(finding.code, "bold red")
    return line.append(f" {visible(finding.message)}")


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects with `path`, `line`, `code`, `name`, `rule` and `message`."""
    return harmless_json(orjson.dumps([asdict(finding) for finding in findings], option=orjson.OPT_INDENT_2)).decode()
