"""Scores: what is counted, and how it is told."""

from __future__ import annotations

import gzip
import json
from html.parser import HTMLParser

import pytest
from command import run
from packing import PROSE

from cleaner.authoring.gold import half_of, read_gold
from cleaner.authoring.survival import survival
from cleaner.errors import InputError

MARKUP = '<script>alert("x")</script><img src=//evil.example/a.png onerror=alert(1)>'
WEATHER = "It rained all week in Verrin, and the ferry to the island stayed in the harbour for three days."


def rows(*texts):
    return "".join(json.dumps({"id": i, "url": "https://paper.example/a", "lines": lines}) + "\n" for i, lines in texts)


CORPUS = rows(
    # One page through two scrapers: its label goes in one of them only.
    ("bridge/one", [[PROSE, "T"], ["Advertisement", "A"], ["Once a month", "P"], [WEATHER, "T"], ["", "-"]]),
    ("bridge/two", [[PROSE, "T"], ["Advertisement", "A"], ["Share this", "O"], ["Mind the gap", "?"]]),
    # An article that prints the word, and a byline.
    ("ads/one", [["Advertisement", "T"], [PROSE, "T"], ["By Ann Moss", "B"], ["Once a month", "P"]]),
    ("pointer/one", [["It rained. Read more »", "T"], [PROSE, "T"]]),
)


@pytest.fixture
def scored(tmp_path):
    (tmp_path / "gold.jsonl").write_text(CORPUS)
    result = run("score", "gold.jsonl", "--json", "out.json", cwd=tmp_path)
    assert result.code == 0, result.err
    return json.loads((tmp_path / "out.json").read_text()), result.out.decode()


def test_a_line_counts_once_a_page(scored):
    figures, _ = scored
    assert figures["categories"]["advert"] == {"recall": 1.0, "found": 1.0, "lines": 1}
    assert figures["categories"]["payment"] == {"recall": 0.0, "found": 0.0, "lines": 2}
    assert figures["groups"]["core"] == {"recall": 0.333333, "found": 1.0, "lines": 3}
    assert figures["groups"]["neighbours"]["lines"] == 1
    assert figures["groups"]["kept kinds removed"] == {"recall": 0.0, "found": 0.0, "lines": 1}


def test_harm_is_counted_in_words_of_the_article(scored):
    figures, _ = scored
    words = 4 * len(PROSE.split()) + len(WEATHER.split()) + 1 + 4
    # The lone word, and the two words of a pointer whose line the labels call text.
    assert figures["harm"] == {
        "share": round(3 / words, 8),
        "words_lost": 3.0,
        "words": words,
        "texts_harmed": 2,
        "texts": 4,
    }
    assert [(one["id"], one["rule"], one["words"]) for one in figures["false_removals"]] == [
        ("pointer/one", "read-more/en-tail", 2.0),
        ("ads/one", "advert/en-label", 1.0),
    ]


def test_misses_are_ranked_by_pages(scored):
    figures, _ = scored
    assert [(one["text"], one["category"], one["pages"]) for one in figures["misses"]] == [
        ("Once a month", "payment", 2),
        ("Share this", "social", 1),
    ]


def test_rules_are_told_with_what_they_took(scored):
    figures, out = scored
    assert figures["rules"]["advert/en-label"] == {"words_lost": 1.0, "lines": 1, "categories": {"advert": 1}}
    assert figures["cleaner"]["settings"]["budget"] == 0.7
    assert "Core recall 33.3 % (1 of 3 lines), harm" in out


def test_halves_are_disjoint_and_go_by_page(tmp_path):
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(gzip.compress(CORPUS.encode()))
    one, other = ({text.text_id for text in read_gold(path, half=half)} for half in "AB")
    assert one | other == {"bridge/one", "bridge/two", "ads/one", "pointer/one"}
    assert not one & other
    assert half_of("bridge") == ("A" if "bridge/one" in one else "B")
    assert ("bridge/one" in one) == ("bridge/two" in one)


def test_samples_tell_lines_and_pieces_that_should_go(tmp_path):
    (tmp_path / "en-bridge.txt").write_bytes(
        f"\ufeffAdvertisement\r\n{PROSE}\r\nIt rained on the hill. Read more »\r\nOnce\r\nOnce\r\n".encode()
    )
    (tmp_path / "en-bridge.expected.txt").write_text(f"\ufeff{PROSE}\nIt rained on the hill.\nOnce\n")
    (text,) = read_gold(tmp_path)
    assert [(line.code, line.keep.strip()) for line in text.lines] == [
        ("X", ""),
        ("T", PROSE),
        ("T", "It rained on the hill."),
        ("T", "Once"),
        ("X", ""),
        ("-", ""),
    ]
    result = run("score", str(tmp_path), "--json", str(tmp_path / "out.json"))
    assert result.code == 0, result.err
    figures = json.loads((tmp_path / "out.json").read_text())
    # Label and pointer go, the second "Once" stays; nothing of the article is lost.
    assert figures["categories"] == {"clutter": {"recall": 0.666667, "found": 2.0, "lines": 3}}
    assert figures["harm"]["words_lost"] == 0
    assert list(figures["languages"]) == ["en"]


def test_samples_in_json_lines(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "Anzeige\\nDie Katze."}\n\n{"id": "y", "text": "Hund."}\n')
    (tmp_path / "a.expected.jsonl").write_text('{"id": "x", "text": "Die Katze."}\n{"id": "y", "text": "Hund."}\n')
    assert [[line.code for line in text.lines] for text in read_gold(tmp_path)] == [["X", "T"], ["T"]]


@pytest.mark.parametrize(
    ("files", "where", "message"),
    [
        ({"g.jsonl": '{"id": "a"}\n'}, "g.jsonl:1", "a row without `lines`"),
        ({"g.jsonl": '{"lines": [["a", "T"]]}\n[1]\n'}, "g.jsonl:2", "not a JSON object"),
        ({"g.jsonl": '{"lines": [["a", "T"]]}\n{\n'}, "g.jsonl:2", "not JSON"),
        ({"g.jsonl": '{"lines": [["a", "Q"]]}\n'}, "g.jsonl:1", "unknown code 'Q'"),
        ({"g.jsonl": '{"lines": ["a"]}\n'}, "g.jsonl:1", "a line is 'a'"),
        ({"g.jsonl": ""}, "g.jsonl", "no labelled text here"),
        ({"g.jsonl.gz": "no gzip"}, "g.jsonl.gz", "cannot be read"),
        ({"g/a.expected.txt": "x"}, "g/a.txt", "cannot be read"),
        ({"g/a.txt": "one\ntwo", "g/a.expected.txt": "two\none"}, "g/a.txt", "an expected line is not here: 'one'"),
        ({"g/a.jsonl": "", "g/a.expected.jsonl": "{}\n"}, "g/a.jsonl", "0 rows, 1 are expected"),
        ({}, "g", "no such file or folder"),
    ],
)
def test_faulty_gold_is_told_with_its_place(tmp_path, files, where, message):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    gold = next((tmp_path / name.split("/")[0] for name in files), tmp_path / "g")
    with pytest.raises(InputError) as caught:
        read_gold(gold)
    assert caught.value.where == str(tmp_path / where)
    assert message in caught.value.message


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def test_the_page_is_whole_and_carries_no_markup_of_the_texts(tmp_path):
    lines = [[f"Please give to our reporting {MARKUP}", "T"], [f"Join {MARKUP} \u202e\x1b[31m", "N"], [PROSE, "T"]]
    (tmp_path / "gold.jsonl").write_text(rows((f"page{MARKUP}/one", lines)))
    result = run("score", "gold.jsonl", "--html", "out.html", cwd=tmp_path)
    assert result.code == 0, result.err
    source = (tmp_path / "out.html").read_text("utf-8")
    page = Page(source)
    assert MARKUP in page.text
    assert {"script", "img", "link", "iframe"}.isdisjoint(page.tags)
    assert {"src", "href", "onerror"}.isdisjoint(page.attributes)
    assert "default-src 'none'" in source
    assert "\x1b" not in source
    assert "\u202e" not in source
    assert "donation/en-appeal" in page.text
    assert b"\x1b[31m" not in result.out


@pytest.mark.parametrize(
    ("lines", "cleaned", "shares"),
    [
        (["a b", "c"], "a  b\n\nc", [1.0, 1.0]),
        (["It rained. Read more"], "It rained.", [0.5]),
        (["one two three four five"], "one five", [0.0]),
        (["one two three four five"], "one two five", [0.6]),
        (["same", "same"], "same", [1.0, 0.0]),
        (["猫が来た"], "猫が", [0.5]),
        (["five four three two one zero"], "one two three", [0.0]),
        (["..."], "", [0.0]),
    ],
)
def test_what_is_left_of_a_line(lines, cleaned, shares):
    assert survival(lines, cleaned) == shares
