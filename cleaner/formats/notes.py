"""Rows that pass through unchanged: the first are told one by one, the rest are counted."""

from __future__ import annotations

from cleaner.formats.stream import Problem, Reading, Report

_MAX_NOTES = 10


class Notes:
    """Tells of rows by their number; each makes the run end with exit code 2, unless `fatal` is false."""

    def __init__(self, reading: Reading, report: Report, *, fatal: bool = True) -> None:
        self.reading, self.report, self.fatal, self.count = reading, report, fatal, 0

    def add(self, number: int, message: str) -> None:
        """Tell of one row."""
        self.count += 1
        if self.count <= _MAX_NOTES:
            text = f"{message}; the row is passed through unchanged"
            self.report(Problem(f"{self.reading.path}:{number}", text, self.fatal))

    def finish(self) -> None:
        """Tell how many more there were."""
        if self.count > _MAX_NOTES:
            rest = self.count - _MAX_NOTES
            text = f"{rest} more row{'s' if rest > 1 else ''} passed through unchanged"
            self.report(Problem(self.reading.path, text, self.fatal))
