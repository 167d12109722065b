"""The help of the commands names every option once; what a shell completes; what a plain filter imports."""

from __future__ import annotations

import subprocess
import sys
from unittest import mock

import click
import pytest
from click.shell_completion import BashComplete
from command import RULES
from packing import ROOT

from cleaner.cli.main import cli
from cleaner.packs import loader

GROUPED = ["check", "clean", "diff", "review", "why"]


@pytest.mark.parametrize("name", GROUPED)
def test_help_tells_each_option_once(name):
    command = cli.get_command(click.Context(cli), name)
    context = click.Context(command, info_name=name, max_content_width=100)
    lines = command.get_help(context).splitlines()
    heads = [line.split("  ")[1] for line in lines if line.startswith("  -")]
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    assert len(heads) == len(set(heads)) == len(options)
    for option in options:
        assert sum(option.opts[-1] in head.replace(",", " ").split() for head in heads) == 1


@pytest.mark.parametrize("name", list(cli.list_commands(click.Context(cli))))
def test_every_option_says_what_it_does(name):
    command = cli.get_command(click.Context(cli), name)
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    for one in commands:
        assert one.help
        assert [p.name for p in one.params if isinstance(p, click.Option) and not p.help] == []


def completed(*words):
    *before, begun = words
    return {item.value for item in BashComplete(cli, {}, "cleaner", "_CLEANER_COMPLETE").get_completions(before, begun)}


def test_commands_options_and_rules_are_completed():
    assert {"check", "clean", "config", "completion"} <= completed("c")
    assert {"--select", "--statistics"} <= completed("clean", "--s")
    assert "--no-write" in completed("review", "--no")
    with mock.patch.object(loader, "rules_folder", return_value=RULES):
        assert completed("rule", "advert/") == {"advert/de-label", "advert/en-label"}


def test_a_plain_filter_reads_no_configuration_code(tmp_path):
    script = (
        "import pathlib, sys\n"
        "from cleaner.packs import loader\n"
        f"loader.rules_folder = lambda: pathlib.Path({str(RULES)!r})\n"
        "sys.argv = ['cleaner', 'clean', '-q']\n"
        "from cleaner.cli.main import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "CLEANER_CACHE": "off"}
    done = subprocess.run(
        [sys.executable, "-c", script], input=b"", capture_output=True, cwd=tmp_path, env=environment, timeout=100
    )
    loaded = set(done.stderr.decode().split())
    assert "cleaner.cli.configured" in loaded
    assert {name for name in loaded if name.startswith("cleaner.config.")} == {"cleaner.config.find"}
    unwanted = {"cleaner.engine.tailor", "cleaner.authoring", "cleaner.report.why", "cleaner.cli.config", "rich"}
    assert not unwanted & loaded
