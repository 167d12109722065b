"""A batch killed at random moments, and taken up by the same command, ends as if nobody had touched it.

`make crash` kills two hundred times; the suite only a dozen.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from command import RULES

KILLS = int(os.environ.get("CLEANER_KILLS", "12"))
FILES = int(os.environ.get("CLEANER_CRASH_FILES", "300" if KILLS > 50 else "60"))
TEXT = "It rained in Verrin for {n} days.\n\nAdvertisement\n\nIt stopped. Read more »\n\n"
ROW = '{{"id": {n}, "text": "It rained.\\n\\nAdvertisement\\n\\nIt stopped on day {n}."}}\n'
SCRIPT = """
import pathlib, sys
from cleaner.packs import loader
from cleaner.runs import sharded
loader.rules_folder = lambda root=pathlib.Path(sys.argv[1]): root
sharded.SHARD_BYTES = 4000
del sys.argv[1]
from cleaner.cli.main import main
main()
"""
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs Unix processes"),
    pytest.mark.limit(60 + 12 * KILLS),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crash") / "corpus"
    for n in range(FILES):
        path = folder / f"{n % 7}" / f"{n}.{'jsonl' if n % 20 == 0 else 'txt'}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(ROW.format(n=k) for k in range(300)) if n % 20 == 0 else TEXT.format(n=n) * (n % 9))
    return folder


def started(args, cwd):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(RULES), "clean", *args],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def digests(folder):
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".cleaner" not in path.parts)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def totals(err):
    """What a run says that it removed; nothing before it has said so."""
    lines = re.findall(rb"^(?:pieces removed .*|Removed .*\.)$", err, re.MULTILINE)
    return [b" ".join(line.split()) for line in lines]


def left_over(folder):
    return [str(path) for path in folder.rglob("*") if path.name.startswith(".cleaner-") or path.parent.name == "tmp"]


class Tree:
    """One corpus, one command over it, and how it ends undisturbed."""

    def __init__(self, corpus, folder, args, *, in_place, chance):
        self.corpus, self.folder, self.args, self.in_place, self.chance = corpus, folder, args, in_place, chance
        self.before = digests(corpus)
        begin = time.monotonic()
        self.seconds = 0.0
        self.end, self.totals = self.whole(), self.last
        self.whole_report = self.report
        self.seconds = time.monotonic() - begin

    def fresh(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        shutil.copytree(self.corpus, self.folder / "corpus")

    @property
    def target(self):
        return self.folder / ("corpus" if self.in_place else "out")

    def whole(self):
        self.fresh()
        return self.finished()

    def finished(self):
        child = started(self.args, self.folder)
        _, err = child.communicate(timeout=100)
        assert child.returncode == 0, err.decode()
        self.last = totals(err)
        self.report = (self.folder / "r.jsonl").read_bytes()
        return digests(self.target)

    def killed(self):
        """Kill a run at a random moment; what it said till then, and whether it was not done already."""
        child = started(self.args, self.folder)
        if self.chance.random() < 0.8:
            # Not while it only reads its rules.
            while child.poll() is None and not (self.target / ".cleaner" / "ledger.sqlite3").exists():
                time.sleep(0.002)
        time.sleep(self.chance.random() * self.seconds)
        if self.chance.random() < 0.5:
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
        _, err = child.communicate(timeout=100)
        return err, child.returncode == -signal.SIGKILL

    def check_no_half(self):
        for name, digest in digests(self.target).items() if self.target.exists() else ():
            allowed = {self.end[name], self.before[name]} if self.in_place else {self.end[name]}
            assert digest in allowed, f"{name} is neither as it was nor as it will be"


@pytest.mark.parametrize("in_place", [False, True], ids=["mirror", "in place"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_batch_is_taken_up(corpus, tmp_path, jobs, in_place):
    chance = random.Random(f"{jobs} {in_place} {os.environ.get('CLEANER_SEED', '')}")
    args = [
        "corpus",
        "-j",
        jobs,
        "--journal",
        "j.jsonl.gz",
        "--report",
        "r.jsonl",
        *(["-w"] if in_place else ["-o", "out"]),
    ]
    tree = Tree(corpus, tmp_path / "tree", args, in_place=in_place, chance=chance)
    assert tree.end != tree.before
    left = max(KILLS // 4, 1)
    while left:
        tree.fresh()
        said = b""
        for _ in range(min(chance.randint(1, 5), left)):
            said, alive = tree.killed()
            left -= alive
            tree.check_no_half()
            if totals(said):
                # It was killed after its last word.
                break
        end = tree.finished()
        assert end == tree.end
        assert tree.last == tree.totals or (in_place and totals(said) == tree.totals)
        assert tree.report == tree.whole_report or (in_place and totals(said) == tree.totals)
        assert left_over(tree.folder) == []
        if in_place:
            assert not (tree.target / ".cleaner").exists()
        restore = [sys.executable, "-c", SCRIPT, str(RULES), "restore", "-q", "j.jsonl.gz"]
        assert subprocess.run(restore, cwd=tree.folder, timeout=100).returncode == 0
        assert digests(tree.target) == tree.before
