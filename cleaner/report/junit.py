"""`junit`: a failed test case for each removal, for build servers."""

from __future__ import annotations

from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from cleaner.model import Cleaned, Removal
from cleaner.report.place import told
from cleaner.report.totals import Totals
from cleaner.report.visible import visible

_NONE = (
    '  <testsuite name="cleaner" tests="1" failures="0" errors="0">\n'
    '    <testcase name="nothing to remove"/>\n'
    "  </testsuite>\n"
)


class Junit:
    """One suite a document with removals; a single passed case when there was nothing at all."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.empty = file, True
        file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cleaner">\n')

    def add(self, cleaned: Cleaned) -> None:
        """Write the suite of one document."""
        if not cleaned.removals:
            return
        self.empty = False
        name, count = quoteattr(_xml(cleaned.document.path or "-")), len(cleaned.removals)
        out = [f'  <testsuite name={name} tests="{count}" failures="{count}" errors="0">\n']
        out += [_case(name, removal) for removal in cleaned.removals]
        self.file.write("".join([*out, "  </testsuite>\n"]).encode())

    def close(self, totals: Totals, about: dict[str, Any]) -> None:
        """End the document."""
        self.file.write(f"{_NONE if self.empty else ''}</testsuites>\n".encode())


def _case(name: str, removal: Removal) -> str:
    text = _xml(told(removal))
    where = f"line {removal.line}, col {removal.column}, "
    return (
        f'    <testcase name={quoteattr(removal.rule_id)} classname={name} line="{removal.line}"'
        f' column="{removal.column}">\n'
        f"      <failure message={quoteattr(text)} type={quoteattr(removal.category)}>{where}{escape(text)}</failure>\n"
        "    </testcase>\n"
    )


def _xml(text: str) -> str:
    # What XML cannot carry is shown as an escape, like what a terminal would obey.
    return visible(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
