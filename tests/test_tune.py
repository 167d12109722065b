"""Fitting weights: what is an example, what a fit may do, and how a pack is written back."""

from __future__ import annotations

import json
import sys
import tomllib
from unittest import mock

import pytest
from command import run
from packing import PROSE, ROOT, cleaner_of, pack_of

from cleaner import Document, load_packs
from cleaner.authoring.examples import Examiner, shared_out
from cleaner.authoring.gold import GoldLine, GoldText, read_gold
from cleaner.authoring.rewrite import rewrite
from cleaner.authoring.weights import Key, changed, reweighted, weights_of
from cleaner.errors import InputError

PACK = """\
# Appeals of the goat press.
[[rule]]
id = "donation/en-hay"   # hay is money here
kind = "evidence"
message = "Asks for hay"
threshold = 3.0
hit = ["Kindly send hay to our silver desk.", "Kindly send hay and silver."]
miss = ["The goats ate hay.", "Kindly send word."]

[[rule.cue]]
name = "asks"
weight = 1.9   # the strongest
phrases = ["kindly send"]

[[rule.cue]]
  name    = "hay"
  weight  =   0.6
  phrases = ["hay"]

[[rule.cue]]
name = "never seen"
weight = 1.25
phrases = ["silver"]

[[rule.cue]]
name = "told by others"
weight = -1.0
phrases = ["the farmer"]
"""
ASK = "Kindly send hay to our desk before noon."
STORY = "The farmer would kindly send hay to the desk before noon, and nobody asked why she did."


def text_of(*lines, page="p", copy="one", kept=()):
    made = [GoldLine(text, code, text if code == "T" else "") for text, code in lines]
    return GoldText(f"{page}/{copy}", page, "", "en", tuple(made))


def corpus(pages=12):
    """Pages with a missed appeal in the middle and a story that shares its words."""
    lines = [[PROSE, "T"], [ASK, "D"], [STORY, "T"], [PROSE + " So it was.", "T"]]
    return "".join(json.dumps({"id": f"page{n}/one", "lines": lines}) + "\n" for n in range(pages))


def examples_of(cleaner, *texts):
    examiner = Examiner(cleaner)
    found = []
    for text in texts:
        found += examiner.examine(text)[0]
    return shared_out(found)


def evidence(name, *cues, threshold=3.0, more=""):
    """The TOML text of an evidence rule; cues are pairs of a phrase and a weight."""
    written = "".join(f'[[rule.cue]]\nname = "{p}"\nweight = {w}\nphrases = ["{p}"]\n' for p, w in cues)
    return f'[[rule]]\nid = "{name}"\nkind = "evidence"\nthreshold = {threshold}\n{more}\n{written}'


# Which lines are examples, and for which rule


def test_an_example_names_the_weights_of_its_words_and_its_place():
    cleaner = cleaner_of(PACK, "[structure]\ninside = -1.0\nshort = 0.5\nlink = 0.0\n")
    line, story = examples_of(cleaner, text_of((PROSE, "T"), (ASK, "D"), (STORY, "T")))
    assert (line.wanted, line.article, line.line) == (True, False, ASK)
    assert line.words == (Key("donation/en-hay", "asks", 0), Key("donation/en-hay", "hay", 1))
    assert line.place == (Key("", "short"),)
    assert (story.wanted, story.article) == (False, True)
    assert story.words[-1] == Key("donation/en-hay", "told by others", 3)


def test_a_structural_weight_of_its_own_is_the_rules():
    cleaner = cleaner_of(
        evidence("promo/a", ("hay", 2.0), more="structure = { short = 0.2 }"), "[structure]\nshort = 1"
    )
    (example,) = examples_of(cleaner, text_of(("Hay", "M")))
    assert example.place == (Key("promo/a", "short"),)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("D", True),
        ("N", True),
        ("P", True),
        ("X", True),
        ("T", False),
        ("B", False),
        ("A", None),
        ("L", None),
        ("?", None),
    ],
)
def test_labels_speak_to_rules_of_their_family(code, wanted):
    found = examples_of(cleaner_of(evidence("donation/a", ("hay", 2.0))), text_of(("Send hay", code)))
    assert [one.wanted for one in found] == ([] if wanted is None else [wanted])
    assert [one.article for one in found] == ([] if wanted is None else [code == "T"])


def test_a_line_that_should_go_is_asked_of_the_nearest_rule_only():
    rules = evidence("donation/far", ("hay", 1.0)), evidence("donation/near", ("send hay", 2.5), ("to us", -0.2))
    goes, stays = (examples_of(cleaner_of(*rules), text_of(("Send hay", code))) for code in "DT")
    assert [one.rule for one in goes] == ["donation/near"]
    assert sorted(one.rule for one in stays) == ["donation/far", "donation/near"]


def test_a_line_that_another_kind_of_rule_takes_is_no_example():
    line = '[[rule]]\nid = "donation/line"\nkind = "line"\nphrases = ["send hay"]\n'
    assert examples_of(cleaner_of(evidence("donation/a", ("hay", 1.0)), line), text_of(("Send hay", "D"))) == []


@pytest.mark.parametrize(
    "source",
    [
        evidence("donation/a", ("hay", 1.0), more="max_words = 1"),
        evidence("donation/a", ("hay", 1.0), more='near = ["payment"]'),
        evidence("donation/a", ("hay", 1.0), more='zone = "tail"'),
        evidence("donation/a", ("hay", 1.0), more='safety = "unsafe"'),
        evidence("donation/a", ("hay", 1.0), more='sites = ["hay.example"]'),
        evidence("donation/a", ("hay", 1.0), more='action = "keep"'),
        evidence("donation/a", ("hay", -1.0)),
        evidence("donation/a", ("hay", 1.0))
        + '[[rule]]\nid = "promo/keep"\nkind = "line"\naction = "keep"\nphrases = ["send hay"]\n'
        + '[[rule]]\nid = "promo/line"\nkind = "line"\nphrases = ["send hay"]\n',
    ],
)
def test_a_line_that_no_weight_can_take_is_no_example(source):
    assert examples_of(cleaner_of(source), text_of(("Send hay", "T"), (PROSE, "T"))) == []


def test_quoted_speech_is_no_example():
    line = f'"Send hay to all of us before the winter comes," she told the council. {PROSE}'
    assert examples_of(cleaner_of(evidence("donation/a", ("hay", 1.0))), text_of((line, "T"))) == []


def test_copies_of_a_line_share_its_weight():
    cleaner = cleaner_of(evidence("donation/a", ("hay", 1.0)))
    texts = [text_of(("Send hay", "D"), copy=copy) for copy in ("one", "two")]
    found = examples_of(cleaner, *texts, text_of(("Send hay", "D"), page="q"))
    assert [one.weight for one in found] == [0.5, 0.5, 1.0]


def test_examples_agree_with_what_the_engine_tells(cleaner):
    examiner = Examiner(cleaner)
    compared = 0
    for text in read_gold(ROOT / "samples"):
        cleaned = cleaner.clean(Document(text.text, url=text.url))
        examples = {(one.rule, one.line): one for one in examiner.examine(text)[0]}
        for removal in cleaned.removals:
            one = examples.get((removal.rule_id, " ".join(removal.text.split())))
            if one and removal.kind == "evidence":
                told = {cue.rpartition(" ")[0] for cue in removal.cues}
                assert {key.name for key in one.words} <= told
                assert told <= {key.name for key in (*one.words, *one.place)}
                compared += 1
    assert compared >= 5


# Other weights


def test_a_reweighted_cleaner_is_the_one_that_the_rewritten_packs_make(packs, cleaner):
    present = weights_of(cleaner)
    weights = {key: round(weight * (3.0 if n % 2 else 0.2), 1) for n, (key, weight) in enumerate(present.items())}
    changes = {key: weight for key, weight in changed(present, weights).items() if weight}
    files = {one.path: one.after for one in rewrite(packs, changes)}
    made = [pack_of(files[pack.path], pack.path) if pack.path in files else pack for pack in packs]
    fresh = type(cleaner)(made)
    other = reweighted(cleaner, changes)
    assert weights_of(fresh) == present | changes
    texts = [text.text for text in read_gold(ROOT / "samples")]
    assert [other.clean(Document(t)).text for t in texts] == [fresh.clean(Document(t)).text for t in texts]
    assert [other.clean(Document(t)).text for t in texts] != [cleaner.clean(Document(t)).text for t in texts]
    assert weights_of(cleaner) == present


def test_only_the_digits_change(tmp_path):
    path = tmp_path / "hay.toml"
    structure = 'structure = { short=0.5, "tail" = 1 } # place\n'
    path.write_text(PACK.replace("threshold = 3.0\n", f"threshold = 3.0\n{structure}") + "\n[structure]\nshort = 1e0\n")
    name = "donation/en-hay"
    changes = {
        Key(name, "hay", 1): 0.9,
        Key(name, "told by others", 3): -1.5,
        Key(name, "tail"): 2.0,
        Key("", "short"): 0.7,
    }
    (written,) = rewrite(load_packs([path], builtin=False), changes)
    before, after = path.read_text().splitlines(), written.after.splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ('structure = { short=0.5, "tail" = 1 } # place', 'structure = { short=0.5, "tail" = 2.0 } # place'),
        ("  weight  =   0.6", "  weight  =   0.9"),
        ("weight = -1.0", "weight = -1.5"),
        ("short = 1e0", "short = 0.7"),
    ]
    assert f"--- a/{path}\n+++ b/{path}\n@@" in written.diff()
    assert path.read_text().splitlines() == before


@pytest.mark.parametrize(
    "source",
    [
        'cue = [{ name = "x", weight = 1, phrases = ["x"] }]',
        '[[rule.cue]]\nname = """\nweight = 1"""\nphrases = ["x"]\nweight = 1',
    ],
)
def test_what_cannot_be_edited_exactly_is_refused(tmp_path, source):
    path = tmp_path / "odd.toml"
    source = f'[[rule]]\nid = "promo/a"\nkind = "evidence"\nthreshold = 1\n{source}\n'
    path.write_text(source)
    packs = load_packs([path], builtin=False)
    with pytest.raises(InputError, match="cannot be edited in place") as caught:
        rewrite(packs, {Key("promo/a", packs[0].rules[0].cues[0].name, 0): 2.0})
    assert "[[rule.cue]]" in caught.value.hint
    assert path.read_text() == source


def test_a_shared_weight_is_written_where_it_counts():
    packs = [pack_of("[structure]\nshort = 1.0\n", f"{name}.toml") for name in "ab"]
    with pytest.raises(OSError, match=r"b\.toml"):
        rewrite(packs, {Key("", "short"): 2.0})


# The command


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "gold.jsonl").write_text(corpus())
    (tmp_path / "hay.toml").write_text(PACK)
    return tmp_path


def tune(folder, *options):
    pytest.importorskip("scipy")
    return run("rules", "tune", "gold.jsonl", "-p", "hay.toml", "--prior", "1", *options, cwd=folder)


def rows(out):
    return {line.split("  ")[0]: line.split() for line in out.decode().splitlines() if line.strip()}


def test_a_missed_appeal_is_found_and_on_pages_not_seen(folder):
    result = tune(folder)
    assert result.code == 0, result.err
    table = rows(result.out)
    assert table["as they are"][3:5] == ["0.00", "%"]
    assert table["fitted, same pages"][3:5] == ["100.00", "%"]
    assert table["fitted, other pages"][3:5] == ["100.00", "%"]
    assert "0.0000 %" in " ".join(table["fitted, other pages"])
    assert (folder / "hay.toml").read_text() == PACK


def test_the_new_weights_keep_their_signs_and_what_was_not_seen(folder):
    result = tune(folder, "--write", "--folds", "0")
    assert (result.code, result.err) == (0, b"1 pack written\n")
    assert "other pages" not in result.out.decode()
    written = (folder / "hay.toml").read_text()
    cues = {cue["name"]: cue["weight"] for cue in tomllib.loads(written)["rule"][0]["cue"]}
    assert cues["asks"] + cues["hay"] >= 3.0
    assert cues["never seen"] == 1.25
    assert cues["told by others"] <= -1.0
    assert cues["hay"] > 0
    assert "weight = 1.9   # the strongest" not in written
    assert "   # the strongest" in written
    # What is fitted once stays when it is fitted again.
    again = tune(folder, "--diff", "--folds", "0")
    assert len(again.out.splitlines()) < 12


def test_a_patch_goes_to_standard_output(folder):
    result = tune(folder, "--diff")
    assert result.out.startswith(b"--- a/hay.toml\n+++ b/hay.toml\n@@")
    assert b"as they are" in result.err
    assert (folder / "hay.toml").read_text() == PACK


def test_false_removals_cost_more_than_misses(folder):
    lines = [[PROSE, "T"], ["Kindly send hay and silver now.", "T"], [PROSE + " So it was.", "T"]]
    appeal = [[PROSE, "T"], ["Kindly send silver, silver and hay.", "D"], [PROSE + " So it was.", "T"]]
    texts = [(f"t{n}/1", lines) for n in range(4)] + [(f"d{n}/1", appeal) for n in range(12)]
    (folder / "gold.jsonl").write_text("".join(json.dumps({"id": i, "lines": x}) + "\n" for i, x in texts))
    careful, careless = (tune(folder, "--folds", "0", "--harm-cost", cost) for cost in ("20", "0.1"))
    # The same cues in both: whoever minds the article lets the appeal stay.
    assert rows(careful.out)["fitted, same pages"][3] == "0.00"
    assert rows(careless.out)["fitted, same pages"][3] == "100.00"


def test_nothing_to_learn_from(folder):
    (folder / "gold.jsonl").write_text(json.dumps({"id": "a", "lines": [[PROSE, "T"]]}))
    result = tune(folder)
    assert result.code == 2
    assert b"no line here is clutter" in result.err


def test_without_scipy_the_extra_is_named(folder):
    with mock.patch.dict(sys.modules, {"scipy": None, "numpy": None}):
        result = run("rules", "tune", "gold.jsonl", "-p", "hay.toml", cwd=folder)
    assert result.code == 2
    assert result.err == b"error: fitting weights needs scipy (pip install 'news-cleaner[tune]')\n"
