"""The table of keys against the options, the reader and the schema; and the places of keys."""

from __future__ import annotations

import tomllib

import click
import jsonschema
import pytest
from packing import ROOT

from cleaner.cli.main import cli
from cleaner.config.keys import BY_NAME, KEYS
from cleaner.config.places import key_lines
from cleaner.config.read import read_config
from cleaner.config.resolve import resolve
from cleaner.config.schema import config_schema
from cleaner.errors import ConfigErrors
from cleaner.formats.compression import MAX_RATIO

# Built as options by the commands for folders; a key without an option of its own changes the settings only.
ONLY_CONFIGURED = {"preview", "budget", "url-field", "max-ratio", "exclude", "ignore-files", "hidden", "force-exclude"}


def test_the_ratio_is_that_of_the_readers():
    assert BY_NAME["max-ratio"].default == MAX_RATIO


def test_the_schema_is_a_schema():
    jsonschema.Draft7Validator.check_schema(config_schema())


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_key_has_the_default_of_its_option(key):
    clean = cli.get_command(click.Context(cli), "clean")
    values = clean.make_context("clean", ["a.txt"]).params
    if key.option not in values:
        assert key.name in ONLY_CONFIGURED
    elif key.name != "select":
        assert (values[key.option] or key.default) == key.default


SOUND = [
    "",
    "select = ['ALL']\nignore = []\nbudget = 1\njobs = 0\ncolor = 'never'",
    "packs = ['a.toml']\nexclude = ['*.bak']\ntext-field = 'body'\nhidden = true",
    "[per-file.'a/*']\nselect = ['advert']\n[per-site.'example.com']\nextend-select = ['nav']",
]
FAULTY = [
    "select = []",
    "select = [1]",
    "budget = 1.5",
    "budget = true",
    "jobs = 1.5",
    "color = 'red'",
    "url-field = ''",
    "unsafe = 1",
    "selected = ['advert']",
    "per-file = 1",
    "per-file = { a = 1 }",
    "[per-site.'example.com']\nunsafe = true",
    "[per-site.'example.com']\nignore = 'advert'",
]


@pytest.mark.parametrize("source", [*SOUND, *FAULTY])
def test_the_reader_and_the_schema_agree(source, tmp_path):
    path = tmp_path / "cleaner.toml"
    path.write_text(source, "utf-8")
    valid = jsonschema.Draft7Validator(config_schema()).is_valid(tomllib.loads(source))
    assert valid == (source in SOUND)
    if valid:
        read_config(str(path))
    else:
        with pytest.raises(ConfigErrors):
            read_config(str(path))


def test_what_show_prints_is_a_configuration_that_says_the_same(tmp_path):
    from command import run

    (tmp_path / "cleaner.toml").write_text(
        "unsafe = true\ntext-field = 'a \"b\" \\u001b'\n[per-file.'x\"y/*']\nignore = ['legal']\n", "utf-8"
    )
    shown = run("config", "show", cwd=tmp_path).out
    assert b"\x1b" not in shown
    (tmp_path / "again.toml").write_bytes(shown)
    again = run("config", "show", "--config", "again.toml", cwd=tmp_path).out
    assert tomllib.loads(again.decode()) == tomllib.loads(shown.decode())


def test_lines_of_keys():
    source = """# select = 1
select = [
  "a",
]
[per-site."example.com"]
ignore = []
[ per-site . 'b.example' ]
"ignore"=[]
per.dotted = 1
"""
    assert key_lines(source) == {
        ("select",): 2,
        ("per-site", "example.com"): 5,
        ("per-site", "example.com", "ignore"): 6,
        ("per-site", "b.example"): 7,
        ("per-site", "b.example", "ignore"): 8,
        ("per-site", "b.example", "per"): 9,
        ("per-site", "b.example", "per", "dotted"): 9,
    }


def test_the_search_goes_upward(tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "cleaner.toml").write_text("budget = 0.5\n", "utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.cleaner]\nbudget = 0.6\n", "utf-8")
    assert resolve({}, environment={}, folder=str(deep)).values["budget"].value == 0.5
    (tmp_path / "cleaner.toml").unlink()
    assert resolve({}, environment={}, folder=str(deep)).values["budget"].value == 0.6


def test_the_configuration_of_this_repository_is_sound():
    resolve({}, environment={}, folder=str(ROOT))
