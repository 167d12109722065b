"""Carry out what was decided in a review: rules, findings to keep, and then the files."""

from __future__ import annotations

import contextlib
from typing import Any

import click

from cleaner import __version__
from cleaner.authoring.doubts import Doubt
from cleaner.authoring.draft import Draft, draft
from cleaner.authoring.review import Review
from cleaner.cli.own_pack import OwnPack
from cleaner.cli.session import Session
from cleaner.errors import CleanerError
from cleaner.formats.stream import Problem
from cleaner.report.totals import Totals
from cleaner.report.visible import visible
from cleaner.runs.accepted import remove_accepted
from cleaner.runs.baseline import IGNORED_FINDINGS, ignore_findings, told_of
from cleaner.runs.decisions import Decisions
from cleaner.runs.journal import JournalWriter
from cleaner.text.count import counted


class Concluding:
    """The end of a review. Each step can be done twice, so one that was stopped is taken up by the next review."""

    def __init__(
        self, session: Session, review: Review, decisions: Decisions, own: OwnPack, options: dict[str, Any]
    ) -> None:
        self.session, self.review, self.decisions, self.own, self.options = session, review, decisions, own, options
        self._told: list[str] = []

    def run(self) -> None:
        """Do all of it, and say what was done."""
        self._rules()
        self._kept()
        self._removed()
        left = self.review.open
        if left:
            self._told.append(f"{counted('finding', left)} left to review")
        if not self.options["quiet"] and self._told:
            told = "; ".join(self._told)
            click.echo(f"{told[0].upper()}{told[1:]}.", err=True)

    def _doubts(self, *said: str) -> list[Doubt]:
        return [self.review.doubts[n] for n, word in sorted(self.review.said.items()) if word in said]

    def _rules(self) -> None:
        drafts: dict[str, Draft] = {}
        for keep in (False, True):
            for doubt in self._doubts("always keep" if keep else "always remove"):
                try:
                    one = draft(doubt, keep=keep, lang=self.own.lang, packs=self.session.cleaner.packs)
                except CleanerError as error:
                    self.session.problem(Problem(f"{doubt.document}:{doubt.line}", error.message))
                else:
                    drafts.setdefault(one.rule_id, one)
        if drafts:
            self.own.add(list(drafts.values()))
            path = visible(self.own.path)
            use = "" if self.own.named else f", for `cleaner clean -p {path}` or `packs` in cleaner.toml"
            self._told.append(f"{counted('rule', len(drafts))} in {path}{use}")
        self.decisions.forget(doubt.place for doubt in self._doubts("always keep"))

    def _kept(self) -> None:
        kept = self._doubts("keep")
        if kept:
            # The first of several with the same words is told of.
            ignore_findings({key: told_of(d.document, d.text) for d in reversed(kept) for key in d.fingerprints})
            self._told.append(f"{counted('finding', len(kept))} to keep in {IGNORED_FINDINGS}")
        self.decisions.forget(doubt.place for doubt in kept)

    def _removed(self) -> None:
        wanted = self._doubts("remove", "always remove")
        if not wanted:
            return
        if self.options["no_write"]:
            self._told.append(
                f"{counted('piece', len(wanted))} to remove, recorded in {visible(self.options['state'])}"
            )
            return
        totals = Totals()
        with contextlib.ExitStack() as stack:
            journal = None
            if self.options["journal"]:
                journal = stack.enter_context(contextlib.closing(JournalWriter(self.options["journal"], __version__)))
            done = remove_accepted(
                wanted,
                self.session.job(target="stream"),
                self.session.cleaner,
                totals,
                self.session.problem,
                journal=journal,
                backup=self.options["backup"] or "",
            )
        self.decisions.forget(done)
        files = len({doubt.file for doubt in wanted if doubt.place in done})
        self._told.insert(0, f"removed {counted('piece', len(done))} from {counted('file', files)}")
        if len(done) < len(wanted):
            self._told.append(f"{counted('piece', len(wanted) - len(done))} still to remove")
