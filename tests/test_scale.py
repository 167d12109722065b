"""Large and strange inputs take bounded time. The limits are generous; the point is what grows with the square."""

from __future__ import annotations

import pytest
from packing import PROSE, cleaner_of, line_rule

from cleaner import Document
from cleaner.report.diff import diff_rows

EVERY_KIND = (
    line_rule("advertisement", name="advert/test")
    + line_rule("foot box", name="promo/test", zone="tail")
    + """
[[rule]]
id = "read-more/test"
kind = "span"
phrases = ["read more"]

[[rule]]
id = "payment/test"
kind = "cluster"
[rule.tokens]
amount = ["{money}"]
period = ["once"]

[[rule]]
id = "related/test"
kind = "block"
phrases = ["related stories"]
take = "links"

[[rule]]
id = "donation/test"
kind = "evidence"
threshold = 2
[[rule.cue]]
name = "asks"
weight = 2
phrases = ["please give"]

[[rule]]
id = "donation/fill"
kind = "fill"
near = ["payment", "donation"]
gap = 1
"""
)


@pytest.fixture(scope="module")
def every():
    return cleaner_of(EVERY_KIND)


@pytest.mark.limit(30)
@pytest.mark.parametrize(
    "sentence", ["It rained in Verrin. ", "Il pleuvait à l’aube\u00a0! ", "Hid\u00adden İt was&nbsp;so. "]
)
def test_a_line_of_fifty_megabytes_loses_its_tail(every, sentence):
    body = (sentence * (50_000_000 // len(sentence.encode()))).rstrip()
    result = every.clean(Document(f"{body} Read more »"))
    assert result.text == body
    assert [removal.rule_id for removal in result.removals] == ["read-more/test"]


@pytest.mark.limit(30)
def test_a_document_of_two_hundred_thousand_lines(every):
    part = f"{PROSE}\n\nAdvertisement\n\nIt rained. Read more\n\nOnce\n$5\nOnce\n\nPlease give\n\n"
    part += "Related stories\nGoat found in bank\n\n"
    count = 200_000 // part.count("\n")
    result = every.clean(Document(part * count))
    assert result.text == f"{PROSE}\n\nIt rained.\n\n" * count
    assert len(result.removals) == 5 * count


LEANING = """
[structure]
beside = 1.0

[[rule]]
id = "donation/chain"
kind = "evidence"
threshold = 3.0
[[rule.cue]]
name = "asks"
weight = 2.0
phrases = ["please give"]
"""

# Rules and a text whose work must not grow with the square of its lines.
PATHS = {
    "waiting for their zone": (line_rule("foot box", zone="tail"), f"{PROSE}\n" + "Foot box\n" * 20_000),
    "waiting for a neighbour": (
        line_rule("donate now", name="donation/a") + line_rule("box", name="donation/b", near=["donation"]),
        "Donate now\nbox\nx\n" * 15_000,
    ),
    "waiting to be safe": (
        line_rule("foot box", safety="unsafe") + line_rule("ad", name="promo/b"),
        "Foot box\nx\n\nad\n" * 15_000,
    ),
    "spared and removed": (
        line_rule("box", name="social/a", safety="unsafe") + line_rule("ad", name="promo/b"),
        ("ad\n" + "x\n" * 4 + "box\n" + "x\n" * 4) * 15_000,
    ),
    "each line leans on the one before": (
        LEANING + line_rule("ad", name="donation/b"),
        f"{PROSE}\n\n" * 400 + "ad\n" + "Please give to us all now.\n" * 6_000,
    ),
    "two tails on every line": (
        '[[rule]]\nid = "read-more/a"\nkind = "span"\nphrases = ["read more"]\n',
        "It rained. Read more » Read more »\n" * 6_000,
    ),
    "lines filled in": (
        line_rule("newsletter", name="newsletter/a")
        + '[[rule]]\nid = "newsletter/f"\nkind = "fill"\nnear = ["newsletter"]\ngap = 2\n',
        "Newsletter\nx\nNewsletter\n\n" * 15_000,
    ),
    "blocks that overlap": (
        '[[rule]]\nid = "promo/b"\nkind = "block"\nphrases = ["box"]\nend = ["close"]\n',
        "Box\n" * 15_000 + "close",
    ),
}


@pytest.mark.limit(10)
@pytest.mark.parametrize("name", PATHS)
def test_time_grows_with_the_lines_not_with_their_square(name):
    source, text = PATHS[name]
    cleaner_of(source).clean(Document(text))


@pytest.mark.limit(30)
def test_a_diff_of_many_removals_takes_no_square_either():
    result = cleaner_of(line_rule("ad")).clean(Document("It rained.\n\nAd\n\n" * 80_000))
    assert sum(row.sign == "-" for row in diff_rows(result)) == 2 * 80_000


@pytest.mark.limit(20)
def test_an_expression_that_runs_away_is_given_up():
    cleaner = cleaner_of("[[rule]]\nid = 'promo/x'\nkind = 'line'\nre = ['(x+x+)+y']\ngate = ['xx']\n")
    assert cleaner.clean(Document("x" * 3000 + "\n")).text == "x" * 3000 + "\n"


@pytest.mark.limit(20)
def test_deep_brackets_in_a_phrase_are_read_or_refused():
    from cleaner.packs.read import read_pack

    source = line_rule("[a " * 3000 + "b" + "]" * 3000)
    _, errors = read_pack("deep.toml", source.encode())
    assert all("deep.toml" in error.where for error in errors)
