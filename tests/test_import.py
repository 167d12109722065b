"""Lists that others keep become packs that can be read, and nothing is guessed."""

from __future__ import annotations

import tomllib

import pytest
from command import run

from cleaner import Cleaner, load_packs
from cleaner.authoring.importing import css, from_easylist, from_ftr, pack_toml
from cleaner.formats.html import clean_html

FTR = """\
# A comment
title: //h1
body: //div[@id='story']
strip: //div[@class='promo box']
strip: //ul[contains(@class, 'teaser')]/li | //*[@id="more"]
strip: //p[position()=1]
strip: //div[contains(concat(' ', normalize-space(@class), ' '), ' tout ')]//span
strip: //p
strip_id_or_class: sidelink
strip_id_or_class: 'quoted'
strip_image_src: /pixel.gif
strip_image_src: a b
"""
EASYLIST = """\
[Adblock Plus 2.0]
! A comment
||ads.example^
##.banner-rail
dull.example,grey.example##div[id^="rail-"] > .unit
##.side-rail
~fine.example##.x-ad
fine.example#@#.banner-rail
dull.example#?#.y:-abp-has(.z)
dull.example##.v:has(> .w)
dull.example##..broken
dull.example##+js(abort)
"""


@pytest.mark.parametrize(
    ("path", "want"),
    [
        ("//div[@id='a']", "div[id='a']"),
        ("//*[@id='a']", "[id='a']"),
        ("//div[@class=\"a b\"]/p[@id='c']", "div[class='a b'] > p[id='c']"),
        ("//a[contains(@href, 'shop')]", "a[href*='shop']"),
        ("//div[contains(concat(' ', normalize-space(@class), ' '), ' a ')]", "div.a"),
        ("//div[contains(concat(' ',@class,' '),' a ')]//b", "div.a b"),
        ("//div[@id='a'][@class='b']", "div[id='a'][class='b']"),
        ("/html/body", None),
        ("//div[1]", None),
        ("//div[@id='a']/following-sibling::p", None),
        ("//div[@id='a' or @id='b']", None),
        ("//div[not(@id='a')]", None),
        ("//div/text()", None),
        ("id('a')", None),
        ("", None),
    ],
)
def test_css_of_an_xpath(path, want):
    assert css(path) == want


def test_a_site_config():
    found = from_ftr(FTR, "bell.example")
    assert found.selectors == {
        ("bell.example",): [
            "div[class='promo box']",
            "ul[class*='teaser'] > li",
            "[id='more']",
            "div.tout span",
            "[id*='sidelink']",
            "[class*='sidelink']",
            "[id*='quoted']",
            "[class*='quoted']",
            "img[src*='/pixel.gif']",
        ]
    }
    assert [(one.line, one.reason) for one in found.left_out] == [
        (6, "an XPath that has no simple CSS"),
        (8, "names no class, id or attribute"),
        (12, "not a plain word"),
    ]


def test_a_filter_list():
    found = from_easylist(EASYLIST)
    assert found.selectors == {
        (): [".banner-rail", ".side-rail"],
        ("dull.example", "grey.example"): ['div[id^="rail-"] > .unit'],
        ("dull.example",): [".v:has(> .w)"],
    }
    assert [one.line for one in found.left_out] == [3, 7, 8, 9, 11, 12]


def test_an_imported_pack_is_read_and_used(tmp_path):
    pack = tmp_path / "pack.toml"
    pack.write_text(pack_toml(from_easylist(EASYLIST), category="advert", description='From "a \\ list"'), "utf-8")
    cleaner = Cleaner(load_packs([pack], builtin=False))
    page = b"<p>It rained.</p><div class='banner-rail'>x</div><div id=rail-1><p class=unit>y</p></div>"
    for url, want in (
        ("https://bell.example/a", b"<p>It rained.</p><div id=rail-1><p class=unit>y</p></div>"),
        ("https://www.grey.example/a", b"<p>It rained.</p><div id=rail-1></div>"),
    ):
        assert clean_html(page, url=url, clean=cleaner.clean, nodes=cleaner.nodes)[0] == want


def test_the_command(tmp_path):
    (tmp_path / "bell.example.txt").write_text(FTR, "utf-8")
    result = run("rules", "import", "--ftr", "bell.example.txt", cwd=tmp_path)
    assert result.code == 0
    table = tomllib.loads(result.out.decode())
    assert [(rule["id"], rule["sites"]) for rule in table["rule"]] == [("promo/bell-imported", ["bell.example"])]
    assert b"left out: bell.example.txt:6: strip: //p[position()=1]: an XPath" in result.err
    assert b"9 selectors carried over, 3 lines left out." in result.err


def test_the_command_writes_a_file(tmp_path):
    (tmp_path / "list.txt").write_text(EASYLIST, "utf-8")
    result = run("rules", "import", "--easylist", "list.txt", "--category", "related", "-o", "p.toml", cwd=tmp_path)
    assert (result.code, result.out) == (0, b"")
    assert b'id = "related/any-imported"' in (tmp_path / "p.toml").read_bytes()


@pytest.mark.parametrize("args", [[], ["--ftr", "a", "--easylist", "b"], ["--ftr", "no-such-file"]])
def test_what_the_command_refuses(args, tmp_path):
    result = run("rules", "import", *args, cwd=tmp_path)
    assert result.code == 2
    assert b"error" in result.err
