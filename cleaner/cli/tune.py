"""`cleaner rules tune`: fit the weights of evidence rules on labelled texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cleaner.authoring.gold import read_gold
from cleaner.clean import Cleaner
from cleaner.cli.options import color_option, console, make_settings, selection_options
from cleaner.cli.score import gold_argument, half_option, write
from cleaner.packs.loader import load_packs


@click.command(name="tune", short_help="Fit the weights of cues to labelled texts.")
@gold_argument
@half_option
@click.option("--folds", type=click.IntRange(0), default=5, show_default=True, help="Cross-validation; 0 for none.")
@click.option(
    "--harm-cost",
    type=click.FloatRange(0, min_open=True),
    default=20.0,
    show_default=True,
    help="How many misses one false removal is worth.",
)
@click.option(
    "--prior",
    type=click.FloatRange(0, min_open=True),
    default=100.0,
    show_default=True,
    help="How hard present weights hold; more moves less.",
)
@click.option("--show", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="Weights to show.")
@click.option("--diff", "as_diff", is_flag=True, help="Print the new weights as a patch, and the tables to stderr.")
@click.option("--write", "in_place", is_flag=True, help="Write the new weights into the packs.")
@selection_options
@color_option
def command(gold: Path, half: str | None, as_diff: bool, in_place: bool, **options: Any) -> None:
    """Fit the weights of evidence rules on the labelled texts of GOLD, and tell what that gains.

    GOLD is what `cleaner score` reads. Thresholds stay, no weight changes its sign, and present weights hold: a
    cue that the texts say nothing about keeps its weight. What is gained is measured on the same pages and, by
    cross-validation, on pages the weights were not fitted on; trust the latter. Writes nothing without --write.
    Needs scipy: pip install 'news-cleaner[tune]'.
    """
    from rich.progress import Progress

    from cleaner.authoring.rewrite import rewrite
    from cleaner.authoring.tune import Terms, changed_weights, steps, tune
    from cleaner.report.tune_table import tuned_tables

    terms = Terms(options["harm_cost"], options["prior"], options["folds"])
    texts = read_gold(gold, half=half or "")
    # Read anew: rules that were kept ready have no phrases, and their files may have changed.
    cleaner = Cleaner(load_packs(options["pack"]), make_settings(options))
    err = console(options["color"])
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Fitting", total=steps(texts, terms))
        tuned = tune(texts, cleaner, terms, step=lambda: progress.advance(task))
    files = rewrite(cleaner.packs, changed_weights(tuned))
    out = console(options["color"], stderr=as_diff)
    out.print(tuned_tables(tuned, show=options["show"]))
    if as_diff:
        click.echo("".join(file.diff() for file in files), nl=False)
    if in_place:
        for file in files:
            write(str(file.file), file.after.encode())
        click.echo(f"{len(files)} pack{'s' if len(files) != 1 else ''} written", err=True)
