"""A file imports only lower layers, and each third-party library has its home."""

from __future__ import annotations

import ast
import sys

import pytest
from packing import ROOT

HOUSE = ROOT / "cleaner"
# From the ground up; modules of one floor do not import each other's floor above.
FLOORS = [
    {"errors"},
    {"model", "settings"},
    {"text"},
    {"packs"},
    {"config"},
    {"engine"},
    {"clean"},
    {"formats", "report", "authoring"},
    {"runs", "arrow"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}
# `cleaner/__init__.py` is the front door: it names what is public, and no module inside imports through it.
HOMES = {
    "click": ("cli/",),
    "rich": ("cli/", "report/"),
    "ahocorasick_rs": ("engine/search.py",),
    "orjson": ("formats/", "report/"),
    "regex": ("",),
    "numpy": ("authoring/fit.py",),
    "scipy": ("authoring/fit.py",),
    "bs4": ("formats/",),
    "charset_normalizer": ("formats/",),
    "cssselect": ("formats/", "packs/"),
    "lxml": ("formats/",),
    "brotli": ("formats/coding.py",),
    "backports": ("formats/compression.py",),
    "compression": ("formats/compression.py",),
    "fastwarc": ("formats/warc",),
    "pyarrow": ("formats/", "arrow.py"),
    "pathspec": ("runs/ignore.py",),
}
MODULES = sorted(HOUSE.rglob("*.py"))


def name_of(path):
    return path.relative_to(HOUSE).as_posix()


def floor_of(path):
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(path):
    """The full names of all modules that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: imports are absolute"
            yield node.module
            if node.module == "cleaner":
                yield from (f"cleaner.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_its_floor_and_below(path):
    if name_of(path) == "__init__.py":
        return
    level = LEVEL[floor_of(path)]
    for module in imports(path):
        parts = module.split(".")
        if parts[0] != "cleaner" or len(parts) == 1 or parts[1] == "__version__":
            continue
        assert parts[1] in LEVEL, f"{name_of(path)} imports {module}, which has no floor"
        assert LEVEL[parts[1]] <= level, f"{name_of(path)} imports {module} from above"
        same = LEVEL[parts[1]] == level and parts[1] != floor_of(path)
        assert not same or {parts[1], floor_of(path)} <= {"formats", "report", "authoring"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_is_imported_only_at_home(path):
    for module in imports(path):
        library = module.split(".")[0]
        if library == "cleaner" or library in sys.stdlib_module_names:
            continue
        assert library in HOMES, f"{name_of(path)} imports {library}, which has no home"
        assert name_of(path).startswith(HOMES[library]), f"{library} is not at home in {name_of(path)}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_too_long(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_engine_never_prints_and_never_exits():
    for path in MODULES:
        if floor_of(path) in ("cli", "__init__"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "exit", "quit", "input", "eval", "exec"), name_of(path)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
                assert node.attr != "exit", name_of(path)


def test_every_folder_has_a_floor():
    found = {floor_of(path) for path in MODULES} - {"__init__"}
    assert found == set(LEVEL)
