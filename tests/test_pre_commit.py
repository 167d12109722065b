"""The hooks, with the real pre-commit on a real repository.

Here the hooks run the command of this checkout. With CLEANER_SLOW=1 pre-commit also builds their environment itself,
as it does for a user; that needs a package index.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

import pytest
from command import _SCRIPT, RULES
from packing import ROOT

pytest.importorskip("pre_commit")
pytestmark = [
    pytest.mark.skipif(not shutil.which("git"), reason="needs git"),
    pytest.mark.skipif(sys.platform == "win32", reason="needs a shell"),
]
DIRTY = "It rained.\n\nAdvertisement\n\nIt stopped.\n"
CLEAN = "It rained.\n\nIt stopped.\n"
IDENTITY = {f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def shell(*args, cwd, env, code=0):
    done = subprocess.run(args, cwd=cwd, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == code, f"{args}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def repository(folder, env, **files):
    folder.mkdir()
    shell("git", "init", "-q", cwd=folder, env=env)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def commit(folder, env):
    shell("git", "add", "-A", cwd=folder, env=env)
    shell("git", "commit", "-q", "-m", "all", "--no-verify", cwd=folder, env=env)
    return shell("git", "rev-parse", "HEAD", cwd=folder, env=env).strip()


@pytest.fixture
def env(tmp_path):
    """An environment in which `cleaner` is the command of this checkout, on the small rules."""
    tools = tmp_path / "bin"
    tools.mkdir()
    command = shlex.join([sys.executable, "-c", _SCRIPT, str(RULES)])
    (tools / "cleaner").write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    (tools / "cleaner").chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    paths = os.pathsep.join([str(tools), os.path.dirname(sys.executable), kept.get("PATH", "")])
    home = tmp_path / "home"
    home.mkdir()
    pythonpath = os.pathsep.join([str(ROOT), kept.get("PYTHONPATH", "")])
    return kept | IDENTITY | {"PATH": paths, "PYTHONPATH": pythonpath, "PRE_COMMIT_HOME": str(tmp_path / "cache")}


@pytest.fixture
def site(tmp_path, env):
    """A repository of texts, with a function that makes a hook its only one."""
    hooks = repository(tmp_path / "hooks", env)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    revision = commit(hooks, env)
    texts = repository(tmp_path / "texts", env, a__txt=DIRTY, b__md=CLEAN, c__py='"""Advertisement"""\n')

    def configure(hook, args=()):
        (texts / ".pre-commit-config.yaml").write_text(
            f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n"
            f"  - id: {hook}\n    language: system\n    args: [{', '.join(args)}]\n"
        )
        commit(texts, env)

    return texts, configure


def hook(site, env, code=0):
    return shell(sys.executable, "-m", "pre_commit", "run", "--all-files", cwd=site, env=env, code=code)


def test_the_fixing_hook_cleans_says_so_and_then_passes(site, env):
    texts, configure = site
    configure("cleaner")
    said = hook(texts, env, code=1)
    assert "files were modified by this hook" in said
    assert "cleaned a.txt" in said
    assert ((texts / "a.txt").read_text(), (texts / "b.md").read_text()) == (CLEAN, CLEAN)
    assert (texts / "c.py").read_text() == '"""Advertisement"""\n'
    assert "Passed" in hook(texts, env)
    changed = shell("git", "status", "--porcelain", cwd=texts, env=env)
    assert changed == " M a.txt\n"


def test_the_checking_hook_names_what_it_found_and_changes_nothing(site, env):
    texts, configure = site
    configure("cleaner-check")
    said = hook(texts, env, code=1)
    assert "a.txt:3:1: advert/en-label Advertisement" in said
    assert (texts / "a.txt").read_text() == DIRTY


def test_ignored_paths_are_left_alone_though_the_hook_names_them(site, env):
    texts, configure = site
    (texts / ".cleanerignore").write_text("a.txt\n")
    configure("cleaner")
    assert "Passed" in hook(texts, env)
    assert (texts / "a.txt").read_text() == DIRTY


def test_known_findings_are_left_alone_in_both_hooks(site, env):
    texts, configure = site
    configure("cleaner-check")
    shell("cleaner", "check", "-q", "--write-baseline", ".cleanerignore-findings", "a.txt", cwd=texts, env=env)
    assert "Passed" in hook(texts, env)
    configure("cleaner")
    assert "Passed" in hook(texts, env)
    (texts / "a.txt").write_text(DIRTY + "\nAnzeige\n")
    configure("cleaner", ["--diff"])
    assert "Anzeige" in hook(texts, env, code=1)


def test_a_commit_is_stopped(site, env):
    texts, configure = site
    configure("cleaner-check")
    shell(sys.executable, "-m", "pre_commit", "install", cwd=texts, env=env)
    (texts / "new.txt").write_text(DIRTY)
    shell("git", "add", "new.txt", cwd=texts, env=env)
    said = shell("git", "commit", "-m", "new", cwd=texts, env=env, code=1)
    assert "new.txt:3:1" in said


@pytest.mark.skipif(os.environ.get("CLEANER_SLOW") != "1", reason="slow: CLEANER_SLOW=1 runs it")
@pytest.mark.limit(600)
def test_the_hook_installs_itself(tmp_path, env):
    project = repository(tmp_path / "project", env)
    for name in ("cleaner", "rules"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "*.image"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, project)
    revision = commit(project, env)
    texts = repository(tmp_path / "texts", env, a__txt="It rained.\n\nADVERTISEMENT\n\nIt stopped.\n")
    config = f"repos:\n- repo: {project}\n  rev: {revision}\n  hooks:\n  - id: cleaner\n"
    (texts / ".pre-commit-config.yaml").write_text(config)
    commit(texts, env)
    env = {key: value for key, value in env.items() if key != "PYTHONPATH"}
    assert "cleaned a.txt" in hook(texts, env, code=1)
    assert (texts / "a.txt").read_text() == CLEAN
