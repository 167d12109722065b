"""Pages: what goes is cut from the source, and every other byte stays."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import TESTS

from cleaner import Cleaner, CleanerError
from cleaner.clean import Nodes
from cleaner.formats import html_parts
from cleaner.formats.charset import decoded
from cleaner.formats.html import clean_html
from cleaner.formats.html import run as html_run
from cleaner.formats.html_source import read
from cleaner.formats.html_text import lines
from cleaner.formats.stream import Reading
from cleaner.model import Cleaned, Span
from cleaner.report.choose import FORMATS
from cleaner.report.diff import diff_rows
from cleaner.report.overview import Overview
from cleaner.report.tally import Tally
from cleaner.report.totals import Totals
from cleaner.settings import Settings

PAGES = sorted(path for path in (TESTS / "html").glob("*.html") if ".expected" not in path.name)


@cache
def engine():
    return Cleaner()


def clean(data, *, to="same", url="", charset=""):
    data = data.encode() if isinstance(data, str) else data
    return clean_html(data, url=url, clean=engine().clean, nodes=engine().nodes, to=to, charset=charset)


def same(page):
    return clean(page)[0].decode()


def text(page):
    return clean(page, to="text")[0].decode()


def nothing(document):
    return Cleaned(document, document.text)


def plain(page):
    """The text of a page from which nothing is taken."""
    data = page.encode() if isinstance(page, str) else page
    return clean_html(data, url="", clean=nothing, nodes=Nodes(), to="text")[0].decode()


PROSE = (
    "The council voted on Tuesday to mend the old bridge before the winter, and it set aside nine million crowns for "
    "the work, which is to begin in May."
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path):
    data = path.read_bytes()
    got, record = clean(data)
    rules = [f"{r.line}: {r.rule_id}: {r.text[:60]!r}" for r in record.removals]
    assert got == path.with_suffix(".expected.html").read_bytes(), rules
    assert clean(data, to="text")[0] == path.with_suffix(".expected.txt").read_bytes(), rules


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_clean_page_stays_as_it_is(path):
    expected = path.with_suffix(".expected.html").read_bytes()
    got, record = clean(expected)
    assert record.removals == ()
    assert got == expected


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_and_its_text_lose_the_same(path):
    data = path.read_bytes()
    assert plain(clean(data)[0]) == clean(data, to="text")[0].decode()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_record_tells_what_went(path):
    record = clean(path.read_bytes())[1]
    whole = record.document.text
    rows = whole.splitlines()
    kept, at = [], 0
    for cut in record.cuts:
        kept.append(whole[at : cut.start])
        at = cut.end
    assert "".join([*kept, whole[at:]]) == record.text
    for removal in record.removals:
        assert whole[removal.span.start : removal.span.end] == removal.text
        assert not removal.text or rows[removal.line - 1][removal.column - 1 :].startswith(removal.text.split("\n")[0])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<p>{PROSE}<p>Advertisement<p>{PROSE}", f"<p>{PROSE}<p>{PROSE}"),
        (f"<p>{PROSE}</p><div><div>Advertisement</div></div>", f"<p>{PROSE}</p>"),
        (f"<div>{PROSE}<br>Advertisement<br>{PROSE}</div>", f"<div>{PROSE}<br><br>{PROSE}</div>"),
        (f"{PROSE}<div id=a>Advertisement</div>{PROSE}", f"{PROSE}<div id=a></div>{PROSE}"),
        (f"<p>{PROSE} <a href=x>Read more »</a></p>", f"<p>{PROSE}</p>"),
        (f"<ul><li>{PROSE}<li>Advertisement</ul>", f"<ul><li>{PROSE}</ul>"),
        (f"<P>{PROSE}</P>\r\n<P>Adver&#116;isement</P>\r\n", f"<P>{PROSE}</P>\r\n\r\n"),
        (f"<p>{PROSE}</p><p>Advertisement<img src=a></p>", f"<p>{PROSE}</p><p><img src=a></p>"),
        (f"<p>{PROSE}</p><table><tr><td>Advertisement</table>", f"<p>{PROSE}</p><table><tr><td></table>"),
        (f"<p>{PROSE}</p><p><!-- x -->Adver<b>tise</b>ment</p>", f"<p>{PROSE}</p>"),
    ],
)
def test_a_line_goes_with_the_elements_that_hold_nothing_else(before, after):
    assert same(before) == after
    assert same(after) == after


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{PROSE}</p><script>var a = '<p>Advertisement</p>';</script>",
        f"<p>{PROSE}</p><!-- <p>Advertisement</p> -->",
        f"<p title='Advertisement'>{PROSE}</p>",
        f"<title>Advertisement</title><p>{PROSE}</p>",
        f"<p>{PROSE}</p><select><option>Advertisement</select>",
        f"<p>{PROSE}</p><div hidden>Advertisement</div><div style='color:red;display: none'>Advertisement</div>",
        f"<!-- cleaner: keep --><p>Advertisement</p><!-- cleaner: end --><p>{PROSE}</p>",
        f"<p>{PROSE}</p><!--cleaner:keep--><div class=mc4wp-form>Get our letter</div>",
        f"<div class=mc4wp-form><p>{PROSE}</p><!-- cleaner: keep -->a<!-- cleaner: end --></div>",
        # It is not known where this one ends.
        f"<div class=mc4wp-form>Get our letter<p>{PROSE}</p>",
        f"<body class=mc4wp-form><p>{PROSE}</p></body>",
        "",
        "\ufeff",
        " \n",
        "no tags & none &amp; at all",
        "<",
        "</>",
        "<p",
        "<!--",
        "<script>",
        "<a b='",
        "\0<p>\0</p>",
    ],
)
def test_a_page_that_stays(page):
    assert same(page) == page


LONG = f"<p>{PROSE} {PROSE}</p><p>{PROSE} {PROSE}</p>"


@pytest.mark.parametrize(
    ("page", "want"),
    [
        (f"<h1>Bridge</h1><div style='display:none'>{LONG}</div>", True),
        (f"<p>{PROSE}</p><div class=modal role=dialog aria-hidden=true hidden>{LONG}</div>", True),
        (f"<p>{PROSE}</p><div id=app></div><noscript>{LONG}</noscript>", True),
        (f"{LONG * 4}<div hidden>{LONG}</div>", False),
        (f"<p>{PROSE}</p><div hidden><p>{PROSE}</p></div>", False),
        (f"<p>{PROSE}</p><div hidden><script>{LONG}</script></div>", False),
        (f"<p>{PROSE}</p><noscript><div hidden>{LONG}</div></noscript>", False),
    ],
)
def test_a_hidden_article_is_read(page, want):
    assert (PROSE in text(page).removeprefix(f"{PROSE}\n").removeprefix(f"{PROSE} {PROSE}\n" * 8)) == want
    assert same(page) == page


def test_a_hidden_box_goes_but_not_with_an_article():
    box = "<div class=modal aria-hidden=true><p>Before you go</p></div>"
    assert same(f"{LONG}{box}") == LONG
    story = "".join(f"<p>{PROSE} It was day {day}.</p>" for day in range(5))
    page = f"{LONG * 30}{box.replace('Before you go', story)}"
    made, record = clean(page)
    assert made.decode() == page
    assert [s.reason.partition(":")[0] for s in record.spared] == ["prose"]


LINKS = "".join(f"<li><a href=x>Goat number {n} found on the roof</a></li>" for n in range(9))


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (f"<ul>{LINKS}</ul>", ""),
        (f"<ul>{LINKS.replace('</a>', '</a> <i>12 May</i>')}</ul>", ""),
        (f"<p>{PROSE}</p><ul>{LINKS}</ul>", f"<p>{PROSE}</p><ul>{LINKS}</ul>"),
        (LINKS.replace("<a href=x>", "").replace("</a>", "."),) * 2,
        (f"<!-- cleaner: keep --><ul>{LINKS}</ul><!-- cleaner: end -->",) * 2,
    ],
)
def test_lines_of_links_go_with_the_heading_that_announces_them(after, left):
    assert same(f"{LONG}<h3>Related articles</h3>{after}{LONG}") == f"{LONG}{left}{LONG}"


OFFER = "Get our newsroom's own morning update"


@pytest.mark.parametrize(
    ("block", "goes"),
    [
        (f"<p><a href=/x>{OFFER}</a></p>", True),
        ("<p>» <a href=/x><b>Get our newsroom's</b> own</a> morning update</p>", False),
        ("<p><a href=/x>Get our newsroom's own</a> <a href=/y>morning update</a></p>", True),
        (f"<p>{OFFER}</p>", False),
        # An anchor leads nowhere, and where one is never closed the whole page is in it.
        (f"<p><a name=offer>{OFFER}</a></p>", False),
        (f"<p><a href='#offer'>{OFFER}</a></p>", False),
        (f"<p><a href='#'>{OFFER}</a></p>", True),
        (f"<p><a href=/4>4. {OFFER}</a></p>", False),
        (f"<a href=/x><p>{OFFER}</p>", False),
    ],
)
def test_a_block_that_is_all_link_weighs_more(block, goes):
    page = f"<p>{PROSE}</p>{block}<p>{PROSE}</p>"
    got, record = clean(page)
    assert [removal.text.endswith("morning update") for removal in record.removals] == [True] * goes
    assert all("linked +0.8" in removal.cues for removal in record.removals)
    assert (got.decode() == page) is not goes


def test_which_lines_are_links_is_known_after_others_went():
    # Lines that are protected, that go with elements, and that a first look at the text takes shift those below.
    other = OFFER.replace("morning", "evening")
    page = (
        f"<!-- cleaner: keep --><p>Advertisement<p>x</p><!-- cleaner: end --><p>Advertisement</p><p>{PROSE}</p>"
        f"<div class=mc4wp-form>Our letter</div><pre>Advertisement\n{other}</pre>{f'<p>{PROSE}' * 4}"
        f"<p><a href=/x>{OFFER}</a><p>{PROSE}"
    )
    left = plain(clean(page)[0])
    assert (other in left, OFFER in left) == (True, False)
    assert left == text(page)
    assert clean(page)[1].document.links == ()


def test_hidden_text_keeps_the_elements_around_it():
    page = f"<p>{PROSE}</p><div>Advertisement<p style='display:none'>{PROSE}</p></div>"
    assert same(page) == page.replace("Advertisement", "")


def test_an_element_goes_with_all_that_is_in_it():
    page = f"<p>{PROSE}</p><form class='a mc4wp-form b'><p>Get our letter<input></form>\n<p>It rained."
    made, record = clean(page)
    assert made.decode() == f"<p>{PROSE}</p>\n<p>It rained."
    assert [(r.kind, r.line, r.text) for r in record.removals] == [("node", 2, "Get our letter")]
    assert record.text == f"{PROSE}\nIt rained.\n"


def test_an_empty_element_counts_as_a_removal():
    made, record = clean(f"<p>{PROSE}</p><div class=mc4wp-form></div>")
    assert made.decode() == f"<p>{PROSE}</p>"
    assert record.changed
    assert record.text == f"{PROSE}\n"


def test_most_of_a_page_is_no_widget():
    page = f"<div class=mc4wp-form>{f'<p>{PROSE}</p>' * 3}</div><p>It rained.</p>"
    made, record = clean(page)
    assert made.decode() == page
    assert [s.reason.partition(":")[0] for s in record.spared] == ["over budget"]


def test_a_slot_holds_no_article():
    story = "".join(f"<p>{PROSE} It was day {day}.</p>" for day in range(5))
    rest = "".join(f"<p>{PROSE} He saw boat {boat}.</p>" for boat in range(9))
    page = f"<div class=ad-slot>{story}</div>{rest}"
    made, record = clean(page)
    assert made.decode() == page
    assert [s.reason.partition(":")[0] for s in record.spared] == ["prose"]
    assert same(page.replace("ad-slot", "comment-respond")) == rest
    assert same(page.replace("ad-slot", "yarpp-related")) == rest
    long = page.replace("ad-slot", "yarpp-related").replace(story, story * 3)
    assert same(long) == long


@pytest.mark.parametrize(
    ("page", "want"),
    [
        ("<p>a<b>b</b> c<br>d", "ab c\nd\n"),
        ("<p> a \n b </p>c<div>d</div>", "a b\nc\nd\n"),
        ("<p>Caf&eacute; &lt;b&gt; &amp;amp; &#x41;&nbsp;1", "Café <b> &amp; A\u00a01\n"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a\nb\nc\n"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "a\nb\nc\n"),
        ("<a title='1 > 0'>a</a> <a title=\"'\">b</a>", "a b\n"),
        ("<p>1 < 2 and 3 > 2", "1 < 2 and 3 > 2\n"),
        ("<b><p>a</b>b</p>", "ab\n"),
        ("<svg><text>a</text></svg><noscript>b</noscript>c", "c\n"),
        ("<pre>a  b\n\tc\n\n&lt;d>\n</pre>e", "a  b\n\tc\n\n<d>\ne\n"),
        ("<pre>\r\n  a\r\n <b>b</b>\r</pre><p>c  d", "  a\n b\nc d\n"),
        ("<pre> </pre><pre>\n</pre>a", "a\n"),
        ("<pre><p>a  b</p></pre>c  d", "a  b\nc d\n"),
    ],
)
def test_the_text_of_a_page(page, want):
    assert plain(page) == want


@pytest.mark.parametrize("depth", [10_000])
@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "p", "font color=a"])
def test_deep_nesting(tag, depth):
    page = f"<{tag}>" * depth + "<p class=mc4wp-form>Advertisement</p>" + PROSE + "</div></i>" * depth
    assert same(page) != page
    assert PROSE in text(page)


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<a b='", '<a b="', "<!--", "<!-", "</", "<script>", "&", "&a", "<b></i>", "<![CDATA["]
)
def test_a_hostile_page_takes_no_longer_than_others(part):
    page = part * 100_000
    assert same(page) == page


@pytest.fixture
def small_parts(monkeypatch):
    def most(chars):
        monkeypatch.setattr(html_parts, "MOST_CHARS", chars)

    return most


def story(count):
    rows = (
        f"<section><h2>Day {n}</h2><p>{PROSE} Day {n}.</p>\n<p>Advertisement</p>{BOX}</section>" for n in range(count)
    )
    return "<html><body>" + "\n".join(rows) + "</body></html>"


BOX = "<form class=mc4wp-form><p>Get our letter</p></form>"


def test_a_page_in_parts_loses_what_the_whole_page_loses(small_parts):
    page = story(30)
    whole, told = clean(page)
    small_parts(2000)
    assert len(list(html_parts.parts(io.BytesIO(page.encode())))) > 3
    made, record = clean(page)
    assert made == whole
    assert record == told
    assert clean(page, to="text")[0].decode() == told.text


def test_lines_of_a_page_in_parts_count_from_its_start(small_parts, tmp_path):
    small_parts(2000)
    found = []
    reading = Reading("a.html", nodes=engine().nodes)
    notes = []
    html_run(io.BytesIO(story(30).encode()), None, reading, engine().clean, found.append, notes.append)
    lines_told = [removal.line for cleaned in found for removal in cleaned.removals]
    assert lines_told == [removal.line for removal in clean(story(30))[1].removals] or len(found) > 1
    assert lines_told == sorted(lines_told)
    assert lines_told[-1] == 30 * 4
    assert [note.fatal for note in notes] == [False]


def told(page, report):
    """The pages and records of a run over a page, and what a report makes of them."""
    seen, totals, tally, out = [], Totals(), Tally(), io.BytesIO()
    writer = FORMATS[report](out)
    # Nothing at the edges of the text: a part has edges of its own.
    wanted = Cleaner(settings=Settings(select=("advert", "newsletter")))
    reading = Reading("a.html", url="https://www.bell.example/a", nodes=wanted.nodes)

    def observe(cleaned):
        seen.append(cleaned)
        for observer in (totals.add, tally, writer.add):
            observer(cleaned)

    html_run(io.BytesIO(page.encode()), None, reading, wanted.clean, observe, lambda _: None)
    writer.close(totals, {"version": "1"})
    return len(seen), totals, tally, out.getvalue().decode()


@pytest.mark.parametrize("report", ["json", "json-lines", "concise", "github", "rdjson"])
@pytest.mark.parametrize("page", ["", "<p>Advertisement</p>"], ids=["", "other"])
def test_a_page_in_parts_is_reported_as_one_document(small_parts, report, page):
    # Without a text in its first part, and with letters of several bytes.
    page = f"<html><head><!--{'x' * 2000}--></head>{page}" + story(30).replace("winter", "Wïntér 冬")
    one, totals, tally, out = told(page, report)
    small_parts(2000)
    many, totals_of_parts, tally_of_parts, out_of_parts = told(page, report)
    assert (one, many > 3) == (1, True)
    assert totals.removals.total() > 30
    assert totals_of_parts == totals
    assert (totals_of_parts.documents, totals_of_parts.changed) == (1, 1)
    assert "in 1 of" not in totals_of_parts.summary()
    assert tally_of_parts.with_spared == tally.with_spared
    assert list(map(str, tally_of_parts.sites.all())) == list(map(str, tally.sites.all()))
    assert out_of_parts == out


def test_a_page_in_parts_is_one_bar_in_a_report_to_look_at(small_parts):
    page = story(30)

    def looked(page):
        overview, seen = Overview(), []
        for number in range(3):
            reading = Reading(f"{number}.html", nodes=engine().nodes)
            html_run(io.BytesIO(page.encode()), None, reading, engine().clean, seen.append, lambda _: None)
        for cleaned in seen:
            overview.add(cleaned)
        return len(seen), overview

    one, whole = looked(page)
    small_parts(2000)
    many, parts = looked(page)
    assert (one, many > 10) == (3, True)
    assert sum(parts.histogram) == 3
    assert parts == whole


def test_the_diff_of_a_page_in_parts(small_parts):
    def rows(page):
        seen = []
        reading = Reading("a.html", nodes=engine().nodes)
        html_run(io.BytesIO(page.encode()), None, reading, engine().clean, seen.append, lambda _: None)
        return [(row.sign, row.number, row.text) for one in seen for row in diff_rows(one) if row.sign != " "]

    whole = rows(story(30))
    small_parts(2000)
    assert rows(story(30)) == whole
    assert len(whole) >= 60


@pytest.mark.parametrize(
    "giant",
    [
        "<script>" + "x<p>Advertisement</p>" * 400 + "</script>",
        "<SCRIPT>" + "x<p>Advertisement</p>" * 400 + "</SCRIPT >",
        "<!--" + "<p>Advertisement</p>" * 400 + "-->",
        "<img src='data:" + "A" * 9000 + "'>",
        "<style>" + "a{}" * 900 + "</style>",
    ],
)
def test_what_is_larger_than_a_part_goes_through(small_parts, giant):
    small_parts(1000)
    page = f"<p>{PROSE}</p><p>Advertisement</p>{giant}<p>Advertisement</p><p>{PROSE}</p>"
    assert same(page) == f"<p>{PROSE}</p>{giant}<p>{PROSE}</p>"
    assert text(page) == f"{PROSE}\n{PROSE}\n"


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<a b='", "<!--", "<script>", "&", "<b></i>", "<![CDATA[", "x", "<div>", "é"]
)
def test_a_hostile_page_in_parts(small_parts, part):
    small_parts(5000)
    page = part * 20_000
    assert same(page) == page


def test_a_protected_region_goes_on_in_the_next_part(small_parts):
    small_parts(1500)
    page = "<!-- cleaner: keep -->" + story(20) + "<!-- cleaner: end --><p>Advertisement</p>"
    assert same(page) == page.removesuffix("<p>Advertisement</p>")


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "shift_jis", "cp1252", "gb18030"])
def test_a_large_page_in_another_character_set(small_parts, charset):
    small_parts(1000)
    words = "橋は五月に開通する" if charset in ("shift_jis", "gb18030") else "Café"
    page = f"<meta charset={charset}>" + f"<p>{words}</p><p>Advertisement</p>\n" * 200
    mark = b"\xff\xfe" if charset == "utf-16-le" else b""
    made, _ = clean(mark + page.encode(charset))
    assert made == mark + page.replace("<p>Advertisement</p>", "").encode(charset)


CAFE = "<p>Das Café öffnete im März, und die Gäste kamen früh aus der ganzen Stadt, aus Köln und aus Münster.</p>"


@pytest.mark.parametrize(
    ("head", "charset", "mark", "header"),
    [
        ("", "utf-8", b"", ""),
        ("", "utf-8", b"\xef\xbb\xbf", ""),
        ("", "utf-16-le", b"\xff\xfe", ""),
        ("", "utf-16-be", b"\xfe\xff", ""),
        ("<meta charset=iso-8859-1>", "cp1252", b"", ""),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252", b"", ""),
        ("", "iso-8859-15", b"", "ISO-8859-15"),
        ("<meta charset=utf-8>", "iso-8859-2", b"", "iso-8859-2"),
        ("<meta charset=utf-16>", "utf-8", b"", ""),
        ("<meta charset=nonsense>", "utf-8", b"", ""),
        ('<?xml version="1.0" encoding="cp1252"?>', "cp1252", b"", ""),
        ("", "cp1252", b"", ""),
    ],
)
def test_character_sets(head, charset, mark, header):
    page = f"<html>{head}{CAFE}<p>Advertisement</p></html>"
    made, record = clean(mark + page.encode(charset), charset=header)
    assert made == mark + page.replace("<p>Advertisement</p>", "").encode(charset)
    assert "Café öffnete im März" in record.text


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("shift_jis", "橋は五月に開通する"),
        ("euc-jp", "橋は五月に開通する"),
        ("gb2312", "大桥五月开通"),
        ("big5", "大橋五月開通"),
        ("euc-kr", "다리는 오월에 열린다"),
        ("koi8-r", "Мост откроют в мае"),
        ("windows-1251", "Мост откроют в мае"),
    ],
)
def test_declared_character_sets(charset, words):
    page = f"<meta charset={charset}><p>{words}</p><p>Advertisement</p>"
    made, record = clean(page.encode(charset))
    assert made == page.replace("<p>Advertisement</p>", "").encode(charset)
    assert record.text == f"{words}\n"


def test_half_a_character_at_the_end_is_told():
    with pytest.raises(CleanerError, match="do not fit"):
        clean(b"\xff\xfe<\0p\0>")


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read_and_written_back(data):
    page = decoded(data)
    assert page is None or page.encode(page.text) == data


TAGS = ["<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<br>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>"]
TAGS += ["</table>", "<span>", "</span>", "<a href='x'>", "</a>", "<i", "<!-- x -->", "<div class='mc4wp-form'>"]
TAGS += ["<pre>", "</pre>", "<div hidden>", "<h3>Related articles</h3>"]
TAGS += ["<!-- cleaner: keep -->", "<!-- cleaner: end -->", "<script>", "</script>", "<p hidden>", "<img src=a>"]
WORDS = [PROSE, "It rained.", "Advertisement", "Sold.&nbsp;", " ", "\n", "&", "é", f"{PROSE} Read more »"]
page_texts = st.lists(st.sampled_from(TAGS + WORDS + WORDS), max_size=25).map("".join)


def squeezed(words):
    return [row for row in (re.sub(r"\s+", " ", row).strip() for row in words.split("\n")) if row]


@given(page_texts)
def test_what_is_left_is_the_text_without_what_went(page):
    made, record = clean(page)
    assert squeezed(plain(made.decode())) == squeezed(record.text)
    if not record.removals:
        assert made.decode() == page
    left = iter(page)
    assert all(char in left for char in made.decode())


@given(page_texts, st.integers(20, 300))
def test_parts_lose_no_more_than_pages(page, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html_parts, "MOST_CHARS", size)
        made, record = clean(page)
        assert "".join(part.page.text for part in html_parts.parts(io.BytesIO(page.encode()))) == page
    left = iter(page)
    assert all(char in left for char in made.decode())
    assert record.text.count(PROSE) == record.document.text.count(PROSE)


@given(page_texts)
def test_a_place_of_the_text_and_its_place_in_the_source_agree(page):
    found = lines(read(page))
    for number in range(len(found)):
        low, high = found.block(number)
        assert len(found.places(number)) == high - low
        for at, (start, end) in enumerate(found.places(number), low):
            wanted = [Span(at, at + 1)] + [Span(at, at + 2)] * (high - low == 1)
            assert found.in_text(start, end) in wanted


@given(page_texts)
def test_elements_lie_within_each_other(page):
    source = read(page)
    for element in map(source.element, range(len(source.opened))):
        assert element.start < element.inner <= element.inner_end <= element.end <= len(page)
        if element.parent >= 0:
            parent = source.element(element.parent)
            assert parent.inner <= element.start
            assert element.end <= parent.inner_end
