"""`cleaner review`: decide what the rules leave open, one finding after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from cleaner.authoring.doubts import Doubt, Doubting, Doubts
from cleaner.authoring.draft import draft
from cleaner.authoring.review import Change, Review, Said
from cleaner.cli.concluding import Concluding
from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.keys import keys
from cleaner.cli.options import color_option, console, input_options, quiet_option, selection_options
from cleaner.cli.own_pack import OwnPack, own_pack
from cleaner.cli.session import Session
from cleaner.cli.walking import expanded, folder_options, with_list
from cleaner.cli.why import why_at
from cleaner.errors import CleanerError, InputError
from cleaner.report.doubt import doubt_view, key_lines, key_table
from cleaner.report.visible import visible
from cleaner.report.why import told
from cleaner.runs.decisions import STATE, Decisions
from cleaner.runs.files import STDIN
from cleaner.text.count import counted

_SAID: dict[str, Said] = {"r": "remove", "R": "always remove", "k": "keep", "K": "always keep"}
_KEYS = {
    "r": ("remove", "Remove it here."),
    "R": ("always remove", "Remove it, and this text wherever it stands: a new rule in your own pack."),
    "k": ("keep", "Keep it, and what the same rule finds in the same words."),
    "K": ("always keep", "Keep this text whatever rule finds it: a keep rule in your own pack."),
    "s": ("skip", "Leave it open and go on; it is asked again the next time. Also the right arrow."),
    "b": ("back", "Go to the one before. Also the left arrow."),
    "u": ("undo", "Take back the last decision."),
    "w": ("why", "Tell what each rule has to say of the line."),
    "q": ("quit", "Carry out what is decided, and leave the rest for the next time."),
    "?": ("help", "Show this."),
}


@click.command(name="review", short_help="Decide what the rules leave open.", cls=GroupedCommand)
@input_options
@click.option("--no-write", is_flag=True, help="Leave the files as they are; what is to be removed is only recorded.")
@click.option("--state", metavar="FILE", default=STATE, show_default=True, help="Where decisions are kept meanwhile.")
@click.option("--journal", metavar="FILE", help="Keep what goes, so that `cleaner restore` can put it back.")
@click.option("--backup", metavar="SUFFIX", help="Keep each changed file as it was, under its name + SUFFIX.")
@folder_options
@selection_options
@color_option
@quiet_option
def command(**options: Any) -> None:
    """Decide one by one what the rules leave open in PATHS.

    Shows what unsafe rules find, what was spared, and what was too much to go at once, each with the lines around
    it, and asks for a key: remove or keep it, here or always, skip, back, undo, quit. From a pipe it takes a letter
    a line.

    Each decision is on the disk at once: a review that is stopped, however hard, is taken up by the same command.
    At the end, or with q, what is decided is carried out. What was to be removed is cut out of the files, findings to
    keep are listed in .cleanerignore-findings, and what is to be removed or kept always becomes a rule in your own
    pack. That is the file of the last --pack, else cleaner-review.toml beside the configuration, or here.
    """
    paths = with_list(options["paths"], options)
    if not paths:
        raise click.UsageError("Name files or folders to review.")
    if STDIN in paths:
        raise InputError("standard input cannot be reviewed", hint="name files; keys are read from it")
    own = own_pack(options)
    session = Session({**options, "pack": own.read_with(options["pack"])})
    decisions = Decisions(options["state"])
    try:
        _review(session, paths, options, own, decisions)
    finally:
        decisions.close()
    if session.failed:
        raise click.exceptions.Exit(2)


def _review(
    session: Session, paths: tuple[str, ...], options: dict[str, Any], own: OwnPack, decisions: Decisions
) -> None:
    paths = expanded(paths, options, session.problem)
    found = _found(session, paths)
    gone = decisions.gone(paths, (doubt.place for doubt in found.found))
    if gone and not options["quiet"]:
        count = f"{len(gone)} decision{'s' if len(gone) != 1 else ''}"
        click.echo(f"Dropped {count} on text that is not there any more.", err=True)
    decisions.forget(decision.place for decision in gone)
    review = Review(found.found, {place: decision.said for place, decision in decisions.known.items()})
    if not found.found:
        if not options["quiet"]:
            click.echo(f"Nothing to review in {counted('document', found.documents)}.", err=True)
        return
    try:
        _Dialogue(session, review, decisions, own, console(options["color"], stderr=False)).run()
    except KeyboardInterrupt:
        kept = len(review.said)
        told = f"{kept} decision{'s' if kept != 1 else ''} kept in {options['state']}" if kept else "Nothing decided"
        click.echo(f"\n{told}; nothing was carried out. The same command goes on.", err=True)
        raise click.exceptions.Exit(130) from None
    Concluding(session, review, decisions, own, options).run()


def _found(session: Session, paths: tuple[str, ...]) -> Doubts:
    """What is open in the files."""
    found = Doubts()
    plain = session.cleaner
    session.cleaner = Doubting(plain)
    shown = sys.stderr.isatty() and not session.options["quiet"]
    with console(session.options["color"]).status("Looking for what is in doubt …") if shown else nullcontext():
        session.run(paths, [found.add])
    session.cleaner = plain
    return found


class _Dialogue:
    """Shows one doubt after the other and does what the keys say."""

    def __init__(self, session: Session, review: Review, decisions: Decisions, own: OwnPack, out: Console) -> None:
        self.session, self.review, self.decisions, self.own, self.out = session, review, decisions, own, out

    def run(self) -> None:
        """Until all is decided or skipped, or there are no more keys."""
        with keys() as pressed:
            while True:
                doubt = self.review.current
                if doubt:
                    self._show(doubt)
                if not (self._asked(doubt, pressed) if doubt else self._ended(pressed)):
                    return

    def _ended(self, pressed: Iterator[str]) -> bool:
        """After the last doubt: whether to go back to one."""
        left = self.review.open
        self.out.print(Text(f"That was the last; {f'{left:,} skipped' if left else 'all are decided'}.", "bold"))
        while True:
            self.out.print(key_lines((("q", "carry it out"), ("u", "undo"), ("b", "back"))))
            key = self._pressed(pressed)
            if key in ("q", "s"):
                self._done("carry it out")
                return False
            if (key == "b" and self._back()) or (key == "u" and self._undo()):
                return True
            if key not in ("b", "u"):
                self._unknown(key)

    def _pressed(self, pressed: Iterator[str]) -> str:
        self.out.print(Text("? ", "bold"), end="")
        self.out.file.flush()
        return next(pressed, "q")

    def _show(self, doubt: Doubt) -> None:
        review = self.review
        progress = f"{review.at + 1:,} of {len(review.doubts):,}"
        if review.said:
            progress += f", {len(review.said):,} decided"
        self.out.print(doubt_view(doubt, progress=progress, said=review.said.get(review.at, "")))
        self._print_keys()

    def _print_keys(self) -> None:
        self.out.print(key_lines((key, word) for key, (word, _) in _KEYS.items()))

    def _asked(self, doubt: Doubt, pressed: Iterator[str]) -> bool:
        """Ask until something is done about the doubt; whether to go on."""
        while True:
            key = self._pressed(pressed)
            if key == "q":
                self._done("quit")
                return False
            if key in _SAID:
                if self._said(doubt, _SAID[key]):
                    return True
            elif key in ("s", " "):
                self._done("skip")
                self.review.skip()
                return True
            elif key in ("b", "u"):
                if self._back() if key == "b" else self._undo():
                    return True
            else:
                self._told(doubt, key)

    def _back(self) -> bool:
        moved = self.review.back()
        self._done("back") if moved else self.out.print(Text("back: this is the first one"))
        return moved

    def _undo(self) -> bool:
        changes = self.review.undo()
        if not changes:
            self.out.print(Text("undo: nothing was decided since the start"))
            return False
        self.decisions.put(changes)
        self._done("undo", len(changes) - 1)
        return True

    def _told(self, doubt: Doubt, key: str) -> None:
        if key == "w":
            self.out.print(Text("why"))
            self.out.print(self._why(doubt), soft_wrap=True)
        elif key == "?":
            self.out.print(Text("help"))
            self.out.print(key_table((name, *told) for name, told in _KEYS.items()))
        else:
            self._unknown(key)
            self._print_keys()

    def _unknown(self, key: str) -> None:
        if not sys.stdin.isatty():
            # A script that has lost its way must not go on deciding.
            hint = f"there are {' '.join(_KEYS)}; what was decided before is kept, nothing was carried out"
            raise InputError(f"no key `{visible(key)}`", where="standard input", hint=hint)
        self.out.print(Text("no such key"))

    def _said(self, doubt: Doubt, said: Said) -> bool:
        if said.startswith("always"):
            try:
                draft(doubt, keep=said == "always keep", lang=self.own.lang, packs=self.session.cleaner.packs)
            except InputError as error:
                self.out.print(Text(f"{said}: {error.message}"))
                return False
        changes = self.review.say(said)
        self.decisions.put(changes)
        self._done(said, _others(changes, doubt))
        return True

    def _done(self, what: str, others: int = 0) -> None:
        more = f", and {others:,} more like it" if others > 0 else ""
        self.out.print(Text(f"{what}{more}\n"))

    def _why(self, doubt: Doubt) -> Any:
        row = doubt.document.removeprefix(f"{doubt.file}:")
        numbers = [int(row), doubt.line] if doubt.document != doubt.file else [doubt.line]
        try:
            return told(why_at(self.session, doubt.file, numbers, self.session.options))
        except CleanerError as error:
            return Text(visible(str(error)))


def _others(changes: list[Change], doubt: Doubt) -> int:
    return sum(other is not doubt for other, _ in changes)
