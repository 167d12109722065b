"""What a run over a tree has finished, so that it can be taken up where it was stopped.

A row is written before the file it tells of is put in place. Whether it is true is seen from the file itself: it is
finished if its content has the digest of the row.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from cleaner.errors import InputError
from cleaner.formats.stream import Problem
from cleaner.model import Cleaned
from cleaner.report.totals import Totals
from cleaner.runs.digest import Digest
from cleaner.runs.stored import UNREADABLE, packed, unpacked

_SCHEMA = """
CREATE TABLE IF NOT EXISTS finished (name BLOB PRIMARY KEY, run TEXT NOT NULL, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shard (
  name BLOB NOT NULL, run TEXT NOT NULL, number INTEGER NOT NULL, row TEXT NOT NULL, PRIMARY KEY (name, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document (
  name BLOB NOT NULL, number INTEGER NOT NULL, documents BLOB NOT NULL, PRIMARY KEY (name, number)
);
"""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of one input."""

    input: Digest
    output: Digest
    totals: Totals
    problems: tuple[Problem, ...] = ()

    def text(self) -> str:
        """As JSON."""
        return json.dumps(
            {
                "input": self.input.record(),
                "output": self.output.record(),
                "totals": totals_record(self.totals),
                "problems": [[p.where, p.message, p.fatal] for p in self.problems],
            }
        )

    @classmethod
    def of_text(cls, text: str) -> Finished:
        """From JSON. Raises KeyError, TypeError or ValueError for another."""
        row = json.loads(text)
        return cls(
            Digest.of_record(row["input"]),
            Digest.of_record(row["output"]),
            totals_of_record(row["totals"]),
            tuple(Problem(*entry) for entry in row["problems"]),
        )


@dataclass(frozen=True, slots=True)
class Shard:
    """What became of some rows of an input; the numbers say where they end in the input and in what was made of it."""

    input: Digest
    input_end: int
    rows_end: int
    output_end: int
    cuts_end: int
    totals: Totals
    notes: tuple[tuple[int, str], ...] = ()

    def text(self) -> str:
        """As JSON."""
        row = {name: getattr(self, name) for name in ("input_end", "rows_end", "output_end", "cuts_end", "notes")}
        return json.dumps({**row, "input": self.input.record(), "totals": totals_record(self.totals)})

    @classmethod
    def of_text(cls, text: str) -> Shard:
        """From JSON. Raises KeyError, TypeError or ValueError for another."""
        row = json.loads(text)
        return cls(
            Digest.of_record(row["input"]),
            int(row["input_end"]),
            int(row["rows_end"]),
            int(row["output_end"]),
            int(row["cuts_end"]),
            totals_of_record(row["totals"]),
            tuple((int(number), str(message)) for number, message in row["notes"]),
        )


def totals_record(totals: Totals) -> dict[str, Any]:
    """Totals as a JSON object."""
    return {field.name: getattr(totals, field.name) for field in fields(totals)}


def totals_of_record(record: dict[str, Any]) -> Totals:
    """Totals from a JSON object. Raises TypeError for one with other fields."""
    totals = Totals(**record)
    for field in fields(totals):
        empty = getattr(Totals(), field.name)
        setattr(totals, field.name, type(empty)(getattr(totals, field.name)))
    return totals


_UNREADABLE = (KeyError, TypeError, ValueError)


class Ledger:
    """The finished inputs of a tree; `run` stands for all that decides what comes of an input."""

    def __init__(self, path: str, run: str) -> None:
        self.path, self.run = os.path.dirname(path), run
        try:
            self._db = self._opened(path)
        except sqlite3.DatabaseError:
            # Not ours, or damaged: it only saves work.
            for end in ("", "-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path + end)
            self._db = self._opened(path)

    @staticmethod
    def _opened(path: str) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level="DEFERRED")
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version not in (0, _FORMAT):
                raise sqlite3.DatabaseError("another format")
            db.executescript(_SCHEMA)
            db.execute(f"PRAGMA user_version={_FORMAT}")
        except BaseException:
            db.close()
            raise
        return db

    def finished(self, name: str) -> Finished | None:
        """What is known of an input, if the same was asked for then."""
        key = (os.fsencode(name), self.run)
        found = self._db.execute("SELECT row FROM finished WHERE name=? AND run=?", key).fetchone()
        with contextlib.suppress(*_UNREADABLE):
            return Finished.of_text(found[0]) if found else None
        return None

    def finish(self, name: str, row: Finished) -> None:
        """Say that an input is finished; its shards are forgotten."""
        key = os.fsencode(name)
        self._db.execute("INSERT OR REPLACE INTO finished VALUES (?, ?, ?)", (key, self.run, row.text()))
        self._db.execute("DELETE FROM shard WHERE name=?", (key,))

    def forget(self, name: str) -> None:
        """Say that an input is not finished after all."""
        self._db.execute("DELETE FROM finished WHERE name=?", (os.fsencode(name),))

    def shards(self, name: str) -> list[Shard]:
        """The shards of an input, from the first on, if the same was asked for then."""
        query = "SELECT row FROM shard WHERE name=? AND run=? ORDER BY number"
        rows = self._db.execute(query, (os.fsencode(name), self.run)).fetchall()
        with contextlib.suppress(*_UNREADABLE):
            return [Shard.of_text(text) for (text,) in rows]
        return []

    def add_shard(self, name: str, number: int, row: Shard) -> None:
        """Say that a shard is finished, and those after it are not."""
        key = os.fsencode(name)
        self._db.execute("DELETE FROM shard WHERE name=? AND number>=?", (key, number))
        self._db.execute("INSERT INTO shard VALUES (?, ?, ?, ?)", (key, self.run, number, row.text()))

    def add_documents(self, name: str, number: int, documents: Sequence[Cleaned]) -> None:
        """Keep the documents of a shard, or of a whole input as its number 0; those after it are forgotten."""
        key = os.fsencode(name)
        self._db.execute("DELETE FROM document WHERE name=? AND number>=?", (key, number))
        if documents:
            self._db.execute("INSERT INTO document VALUES (?, ?, ?)", (key, number, packed(documents)))

    def documents(self, name: str, last: int | None = None) -> Iterator[Cleaned]:
        """The documents of an input, or of its shards up to the `last`."""
        key, numbers = os.fsencode(name), "SELECT number FROM document WHERE name=? ORDER BY number"
        for (number,) in self._db.execute(numbers, (key,)).fetchall():
            query = "SELECT documents FROM document WHERE name=? AND number=?"
            if last is None or number <= last:
                try:
                    yield from unpacked(self._db.execute(query, (key, number)).fetchone()[0])
                except UNREADABLE as error:
                    hint = "remove that folder and run again"
                    raise InputError("what an earlier run left is damaged", where=self.path, hint=hint) from error

    def commit(self) -> None:
        """Make what was said last."""
        self._db.commit()

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self._db.rollback()
        self._db.close()
