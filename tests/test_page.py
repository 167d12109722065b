"""The page of a report: what is in it, that no text can break out of it, and how it behaves in a browser."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from browser import seen
from command import run
from packing import TESTS
from test_golden import compare

from cleaner import __version__
from cleaner.model import Cleaned, Document, Removal, Span, Spared
from cleaner.report.page import Page
from cleaner.report.totals import Totals

FOLDER = TESTS / "golden"
MARKUP = "</script><script>window.pwned = 1</script><img src=x onerror='window.pwned = 2'><!-- <b>bold</b> &amp; "
ABOUT = {"version": "0", "settings": {"select": [MARKUP], "budget": 0.7}, "packs": {MARKUP: "00"}}


def written(documents, about=ABOUT):
    file, totals = BytesIO(), Totals()
    page = Page(file)
    for cleaned in documents:
        totals.add(cleaned)
        page.add(cleaned)
    page.close(totals, about)
    return file.getvalue()


def document(text, gone, *, spared="", rule="advert/x", path="a.txt", url="", doc_id="", cues=(), **fields):
    """A document that lost the first `gone` in its text, and kept the first `spared`."""
    at = text.index(gone)
    line = text[:at].count("\n") + 1
    category = rule.split("/")[0]
    span = Span(at, at + len(gone))
    removal = Removal(rule, category, "line", "A message", "safe", span, line, 1, line, 1, gone, 1.5, tuple(cues))
    kept = ()
    if spared:
        start = text.index(spared)
        kept = (Spared("promo/y", "promo", "unsafe", Span(start, start + len(spared)), 1, spared),)
    left = text[:at] + text[at + len(gone) :]
    return Cleaned(Document(text, url, doc_id, path), left, (removal,), kept, (span,), **fields)


def hostile():
    text = f"It rained {MARKUP}.\nGONE {MARKUP} \x1b[1m \u202e \ud800\nKept {MARKUP}\n"
    gone = text.splitlines()[1]
    yield document(
        text, gone, spared=text.splitlines()[2], path=f"a{MARKUP}.jsonl:1", url=f"https://x.example/{MARKUP}",
        doc_id=MARKUP, cues=[MARKUP],
    )  # fmt: skip
    yield document(text, gone, rule="donation/z", path="b.txt", url="javascript:window.pwned=3")
    yield document(text, gone, path="c.txt", url="http://[bad")


class Tags(HTMLParser):
    """The elements of a page, and the text of its data."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.data, self.inside, self.links = [], "", False, []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.inside = tag == "script" and ("id", "data") in attrs
        self.links += [value for key, value in attrs if key in ("src", "href", "action") or key.startswith("on")]

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        self.data += data if self.inside else ""


def page_of(tmp_path, documents=None):
    path = tmp_path / "page.html"
    path.write_bytes(written(hostile() if documents is None else documents))
    return path


def test_the_page_looks_as_before(tmp_path):
    run("clean", "-q", "-p", "pack.toml", "--report", str(tmp_path / "r.html"), "article.txt", "rows.jsonl", cwd=FOLDER)
    page = (tmp_path / "r.html").read_text("utf-8").replace(f"<td>{__version__}</td>", "<td>X</td>")
    still = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
    compare("report.html", re.sub(r"(?=<(section|li|tr)\b)", "\n", still).encode())


def test_the_page_needs_nothing_but_itself():
    page = written(hostile())
    assert b"default-src 'none'" in page
    assert [link for link in Tags(page).links if not link.startswith("#")] == []
    assert not re.search(rb"@import|url\(|<link|\bfetch\(|XMLHttpRequest|import\(", page.split(b'id="data"')[0])


def test_texts_add_no_element_to_the_page():
    plain = [document("It rained.\nGONE\nKept\n", "GONE", spared="Kept", path=f"{n}.txt", url="https://x.example/",
                      rule=rule) for n, rule in enumerate(["advert/x", "donation/z", "advert/x"])]  # fmt: skip
    about = ABOUT | {"settings": {"select": ["x"], "budget": 0.7}, "packs": {"x": "00"}}
    assert Tags(written(hostile())).tags == Tags(written(plain, about)).tags


def test_the_data_holds_every_text_as_it_was():
    page = written(hostile())
    assert b"<" not in page.split(b'id="data">')[1].split(b"</script>")[0]
    rows = json.loads(Tags(page).data)["rows"]
    documents = list(hostile())
    texts = [piece.text for cleaned in documents for piece in (*cleaned.removals, *cleaned.spared)]
    assert [row[10] for row in rows] == texts
    for row in rows:
        whole = documents[row[1]].document.text
        around = "".join([*row[9], row[10], *row[11]]).strip("…")
        assert around in whole


def test_pieces_around_a_removal_take_turns_between_kept_and_gone():
    text = "one GONE two three GONE four"
    spans = [Span(m.start(), m.end()) for m in re.finditer("GONE ?", text)]
    removals = [Removal("advert/x", "advert", "span", "", "safe", s, 1, 1, 1, 1, text[s.start : s.end]) for s in spans]
    cleaned = Cleaned(Document(text), "", tuple(removals), (), tuple(spans))
    rows = json.loads(Tags(written([cleaned])).data)["rows"]
    assert [(row[9], row[11]) for row in rows] == [
        (["one "], ["two three ", "GONE ", "four"]),
        (["one ", "GONE ", "two three "], ["four"]),
    ]


def test_a_long_removal_is_cut_and_says_so():
    (row,) = json.loads(Tags(written([document("x" * 50_000, "x" * 50_000)])).data)["rows"]
    assert len(row[10]) + row[12] == 50_000
    assert row[12] > 0


def test_an_empty_run_makes_a_page(tmp_path):
    page = written([])
    assert json.loads(Tags(page).data) == {"rows": [], "documents": [], "rules": []}
    assert seen(page_of(tmp_path, []), "return document.querySelectorAll('.row').length;") == 0


LOOK = """
  const look = () => ({
    rows: [...document.querySelectorAll(".row")].map((row) => row.querySelector("b").textContent),
    count: document.getElementById("count").textContent,
    hash: location.hash,
  });
  const set = async (id, value) => {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event("input"));
    await wait();
  };
"""


def test_the_list_can_be_searched_and_filtered(tmp_path):
    page = page_of(tmp_path)
    all_of, category, nothing, reset, spared, arrow = seen(
        page,
        f"""{LOOK}
        const out = [look()];
        await set("category", "donation"); out.push(look());
        await set("q", "nowhere"); out.push(look());
        document.getElementById("reset").click(); await set("q", "c.TXT gone"); out.push(look());
        document.getElementById("reset").click();
        document.querySelector(".states [value=spared]").click(); out.push(look());
        document.querySelector(".states [value=removed]").click();
        document.getElementById("list").dispatchEvent(new KeyboardEvent("keydown", {{ key: "ArrowDown" }}));
        out.push(document.querySelector("#detail h3").textContent);
        return out;""",
    )
    assert all_of["rows"] == ["advert/x", "donation/z", "advert/x"]
    assert all_of["count"].startswith("3 of 3 findings")
    assert (category["rows"], category["hash"]) == (["donation/z"], "#category=donation")
    assert nothing["rows"] == []
    assert reset["rows"] == ["advert/x"]
    assert spared["rows"] == ["promo/y"]
    assert arrow == "advert/x"


def test_an_address_with_filters_opens_filtered(tmp_path):
    got = seen(page_of(tmp_path), f"{LOOK} return look();", fragment="#rule=donation%2Fz&sort=words")
    assert got["rows"] == ["donation/z"]


def test_injected_markup_stays_text(tmp_path):
    got = seen(
        page_of(tmp_path),
        """
        const out = { details: [], links: [] };
        for (const row of document.querySelectorAll(".row")) {
          row.click();
          out.details.push(document.getElementById("detail").textContent);
          out.links.push(...[...document.querySelectorAll("#detail a")].map((link) => link.protocol));
        }
        dispatchEvent(new Event("beforeprint"));
        await wait();
        out.printed = document.querySelectorAll("#printed article").length;
        out.alien = document.querySelectorAll("img, iframe, object, body b:not(.tiles b, .row b)").length;
        out.pwned = window.pwned ?? null;
        return out;""",
    )
    assert got["pwned"] is None
    assert (got["alien"], got["printed"]) == (0, 3)
    assert got["links"] == ["https:"]
    for detail in got["details"]:
        assert f"GONE {MARKUP}" in detail
        assert "\\x1b[1m \\u202e \\ud800" in detail
        assert not re.search(r"[\x1b\u202e]", detail)


def test_the_page_fits_a_phone(tmp_path):
    frame = tmp_path / "frame.html"
    frame.write_text(f'<iframe src="{page_of(tmp_path).name}" style="width:390px;height:800px;border:0"></iframe>')
    wide, room = seen(
        frame,
        """
        await wait();
        const inside = document.querySelector("iframe").contentDocument.documentElement;
        return [inside.scrollWidth, inside.clientWidth];""",
        flags=["--allow-file-access-from-files"],
    )
    assert wide <= room <= 390


@pytest.mark.limit(110)
def test_a_hundred_thousand_removals_are_a_few_rows_at_a_time(tmp_path):
    text = "It rained for hours in the valley of Verrin.\nADVERTISEMENT\nThe bridge held, and so did the mayor.\n"
    documents = (
        document(text, "ADVERTISEMENT", path=f"r.jsonl:{n}", url=f"https://s{n % 50}.example/{n}")
        for n in range(1, 100_001)
    )
    first, last, held, count = seen(
        page_of(tmp_path, documents),
        """
        const list = document.getElementById("list"), out = [];
        const places = () => [...document.querySelectorAll(".row small")].map((node) => node.textContent);
        out.push(places()[0]);
        list.scrollTop = list.scrollHeight;
        list.dispatchEvent(new Event("scroll"));
        await wait();
        out.push(places().at(-1), places().length, document.getElementById("count").textContent);
        return out;""",
    )
    assert (first, last) == ("r.jsonl:1:2", "r.jsonl:100000:2")
    assert 10 <= held <= 60
    assert count.startswith("100,000 of 100,000 findings")
