"""The front door: the names a program may import, and what their docstrings promise."""

from __future__ import annotations

import doctest
import importlib
import importlib.metadata
import pkgutil
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from packing import ROOT

import cleaner as public
from cleaner import Document


def test_every_public_name_is_there_and_told_of():
    for name in public.__all__:
        assert getattr(public, name) is not None
        assert name.startswith("_") or getattr(public, name).__doc__


def test_names_are_imported_only_when_they_are_asked_for():
    code = "import sys, cleaner; print([name for name in sys.modules if name.startswith('cleaner.')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert set(public.__all__) <= set(dir(public))
    with pytest.raises(AttributeError, match="has no attribute 'clean_txt'"):
        getattr(public, "clean_" + "txt")


def test_the_version_is_that_of_the_package():
    assert public.__version__ == importlib.metadata.version("news-cleaner")


MODULES = [f"cleaner.{module.name}" for module in pkgutil.iter_modules(public.__path__) if not module.ispkg]


def test_the_examples_of_the_docstrings_hold():
    results = [doctest.testmod(importlib.import_module(name)) for name in MODULES]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) >= 5


def test_the_example_of_the_readme_runs(capsys):
    examples = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert examples
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().err == ""


def test_a_program_that_uses_us_is_checked_by_its_type_checker():
    assert (ROOT / "cleaner" / "py.typed").exists()


def test_one_cleaner_serves_several_threads(cleaner):
    texts = [f"It rained {n} times.\n\nADVERTISEMENT\n\nSupport us\n\nRead more: a goat {n}\n" for n in range(40)]
    one_by_one = [cleaner.clean(Document(text)).text for text in texts]
    fresh = public.Cleaner(cleaner.packs)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: fresh.clean(Document(text)).text, texts))
    assert together == one_by_one


def test_a_program_meets_only_errors_of_ours(tmp_path):
    (tmp_path / "p.toml").write_text("[[rule]]\n")
    with pytest.raises(public.CleanerError, match="2 errors in rule packs"):
        public.load_packs([tmp_path / "p.toml"], builtin=False)
