"""Clean many files into a folder, or in place, so that a run stopped at any moment can be taken up.

For each file the order is: the cleaned text into a temporary file and on the disk, the cuts into the journal and on
the disk, the ledger, and only then the file into its place.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cleaner.errors import InputError
from cleaner.formats.stream import Observe, Problem, Report
from cleaner.model import Cleaned
from cleaner.report.totals import Totals
from cleaner.runs.batch import Job, told
from cleaner.runs.digest import digest_of
from cleaner.runs.journal import JournalWriter
from cleaner.runs.ledger import Finished
from cleaner.runs.piece import Made, MadeRows, Rows, Whole
from cleaner.runs.place import put_in_place, target_of
from cleaner.runs.sharded import Sharded, is_sharded
from cleaner.runs.state import NoState, TreeState
from cleaner.runs.telling import telling
from cleaner.runs.walk import Found

# Files that are put in place together, after one write to journal and ledger.
_GROUP = 32
# Files that are done, bytes read, pieces removed.
Watch = Callable[[int, int, int], None]
Results = Callable[[Iterable[Whole | Rows]], Iterable[Made | MadeRows]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What to do with the files: `root` is the folder to write to, or empty for in place."""

    job: Job
    root: str
    state: TreeState | NoState
    journal: JournalWriter | None = None
    backup: str = ""


@dataclass(slots=True)
class Counts:
    """What became of the files of a run. `before` are those that an earlier run had finished."""

    files: int = 0
    size: int = 0
    changed: int = 0
    unchanged: int = 0
    before: int = 0
    failed: list[str] = field(default_factory=list)

    def rows(self) -> list[tuple[str, int]]:
        """For a table: those counts that say something."""
        rows = [("files", self.files), ("cleaned", self.changed), ("unchanged", self.unchanged)]
        return [*rows, ("finished before", self.before)] if self.before else rows


@dataclass(slots=True)
class _Plan:
    found: Found
    target: str
    temporary: str
    sharded: Sharded | None = None


class TreeRun:
    """One run. `watch` hears of each file that is done, and of shards."""

    def __init__(
        self,
        batch: Batch,
        totals: Totals,
        observers: Sequence[Observe],
        report: Report,
        watch: Watch | None = None,
    ) -> None:
        self.batch, self.totals, self.observers, self.report = batch, totals, observers, report
        self.watch: Watch = watch or _unwatched
        self.ledger = batch.state.ledger
        self.counts = Counts()
        self._plans: dict[int, _Plan] = {}
        self._ready: list[tuple[Made, _Plan]] = []
        self._targets: set[str] = set()

    def run(self, files: Iterable[Found], results: Results) -> None:
        """Clean the files. Raises InputError when nothing more can be written."""
        try:
            for made in results(self._pieces(files)):
                self._take(made)
            self._settle()
        except sqlite3.Error as error:
            hint = "make room and give the same command again; finished files are kept"
            raise InputError(f"the state of the run cannot be written: {error}", hint=hint) from error
        finally:
            for plan in self._plans.values():
                if plan.sharded and not self.ledger:
                    plan.sharded.discard()

    def _pieces(self, files: Iterable[Found]) -> Iterator[Whole | Rows]:
        for number, found in enumerate(files):
            self.counts.files += 1
            self.counts.size += found.size
            problems: list[Problem] = []
            with told(found.path, problems.append):
                yield from self._planned(number, found)
            if problems:
                self._fail(found, problems)

    def _planned(self, number: int, found: Found) -> Iterator[Whole | Rows]:
        batch, in_place = self.batch, not self.batch.root
        target = target_of(found, batch.root)
        if target in self._targets and in_place:
            self.counts.files -= 1
            return
        if target in self._targets:
            raise InputError(f"another input is already written to {target}", where=found.path)
        self._targets.add(target)
        temporary = batch.state.temporary(target, number)
        plan = self._plans[number] = _Plan(found, target, temporary)
        row = self.ledger.finished(found.name) if self.ledger else None
        known = (row.input, row.output) if row else None
        whole, journal = telling(self.observers), bool(batch.journal)
        if is_sharded(found.path, found.size, batch.job) and not (known and self._is_done(plan, known)):
            key = hashlib.sha256(os.fsencode(found.name)).hexdigest()[:32]
            part = batch.state.part(target, number, key)
            plan.temporary = part
            plan.sharded = Sharded(number, found.path, found.name, part, batch.job, self.ledger)
            yield from plan.sharded.pieces(whole=whole, journal=journal)
            return
        yield Whole(number, found.path, target, temporary, batch.job, whole, journal, in_place, known)

    def _is_done(self, plan: _Plan, known: tuple[object, object]) -> bool:
        now = digest_of(plan.found.path)
        if not self.batch.root:
            return now == known[1]
        return now == known[0] and os.path.exists(plan.target) and digest_of(plan.target) == known[1]

    def _take(self, made: Made | MadeRows) -> None:
        plan = self._plans[made.number]
        if isinstance(made, MadeRows):
            assert plan.sharded
            if plan.sharded.made.hopeless:
                return
            try:
                # What stands before it in a report must be told before it.
                self._settle()
                plan.sharded.add(made, list(self.observers))
            except OSError as error:
                raise self._stopped(error, plan.found) from error
            if made.rows:
                removals = made.outcome.totals.removals.total()
                self.watch(0, made.input.size, removals)
                return
            made = plan.sharded.finish()
        del self._plans[made.number]
        if made.failed:
            self._fail(plan.found, made.problems)
            if made.hopeless:
                self._settle()
                raise self._stopped(None, plan.found)
            return
        self._ready.append((made, plan))
        if len(self._ready) >= _GROUP or plan.sharded or not self.ledger:
            self._settle()

    def _stopped(self, error: OSError | None, found: Found) -> InputError:
        what = f": {error.strerror}" if error else ""
        hint = "make room and give the same command again; files not yet cleaned are as they were"
        return InputError(f"nothing more can be written{what}", where=found.path, hint=hint)

    def _fail(self, found: Found, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.report(problem)
        self.counts.failed.append(found.path)
        self.watch(1, found.size, 0)

    def _settle(self) -> None:
        """Enter what is ready into journal and ledger, and put it in place."""
        group, self._ready = self._ready, []
        journal = self.batch.journal
        try:
            for made, plan in group:
                if journal and made.input and made.output and made.input != made.output and not made.skipped:
                    cuts = plan.sharded.cut_lines() if plan.sharded else [made.cuts]
                    journal.add(plan.found.path, plan.target, cuts, made.input, made.output)
            if journal:
                journal.sync()
        except OSError as error:
            hint = "make room and give the same command again; nothing was replaced that the journal does not hold"
            raise InputError(
                f"cannot be written: {error.strerror}", where=journal.path if journal else "", hint=hint
            ) from error
        if self.ledger:
            for made, plan in group:
                if made.input and made.output and not made.skipped:
                    row = Finished(made.input, made.output, made.totals, tuple(made.problems))
                    self.ledger.finish(plan.found.name, row)
                    if not plan.sharded:
                        self.ledger.add_documents(plan.found.name, 0, made.documents)
            self.ledger.commit()
        for made, plan in group:
            self._put(made, plan)

    def _documents(self, found: Found) -> Iterable[Cleaned]:
        """What an earlier run knew of a finished input, if somebody wants to hear of it."""
        return self.ledger.documents(found.name) if self.ledger and self.observers else ()

    def _put(self, made: Made, plan: _Plan) -> None:
        found = plan.found
        documents: Iterable[Cleaned] = made.documents
        if made.skipped:
            row = self.ledger.finished(found.name) if self.ledger else None
            totals, problems = (row.totals, row.problems) if row else (made.totals, ())
            documents = self._documents(found)
            self.counts.before += 1
        else:
            totals, problems = made.totals, tuple(made.problems)
            faults: list[Problem] = []
            with told(found.path, faults.append):
                put_in_place(made, found, plan.target, plan.temporary, root=self.batch.root, backup=self.batch.backup)
            if plan.sharded:
                plan.sharded.discard()
            if faults:
                if self.ledger:
                    self.ledger.forget(found.name)
                self._fail(found, faults)
                return
            self.counts.changed += made.changed
            self.counts.unchanged += not made.changed
        for problem in problems:
            self.report(problem)
        self.totals.merge(totals)
        for cleaned in documents:
            for observer in self.observers:
                observer(cleaned)
        shown = plan.sharded is not None
        self.watch(1, 0 if shown else found.size, 0 if shown else totals.removals.total())


def _unwatched(files: int, size: int, removals: int) -> None:
    return
