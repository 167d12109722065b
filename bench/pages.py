"""Pages to measure on: sample texts in the markup of news sites, with their menus, scripts, cards and widgets."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Iterator

from bench.texts import documents, stream

# Most pages are some 60 to 250 KB, of which a tenth is text and half is script and style.
_NOUNS = (
    "bridge",
    "harbour",
    "council",
    "school",
    "ferry",
    "river",
    "market",
    "museum",
    "winter",
    "budget",
    "court",
    "hospital",
    "strike",
    "festival",
)
_VERBS = (
    "opens",
    "closes",
    "wins",
    "loses",
    "finds",
    "sells",
    "moves",
    "delays",
    "plans",
    "mends",
    "votes",
    "saves",
)
_PLACES = (
    "Verrin",
    "Hagen",
    "Saltry",
    "Marrow",
    "Ellery",
    "Calder",
    "Gannet",
    "Tolby",
    "Westmere",
    "Ostrand",
    "Pinhoe",
    "Lydden",
)
_SCRIPT = (
    "(function(w,d){var q=w.dataLayer=w.dataLayer||[];q.push({page:%d,slot:'%s',ts:+new Date()});"
    "if(d.body&&q.length>2){for(var i=0;i<q.length;i++){w.track&&w.track(q[i],\"<div class='ad'>\")}}})"
    "(window,document);"
)
_STYLE = ".c-%d .card__title>a{color:#1a1a1a;font:700 1.125rem/1.3 Georgia,serif;margin:0 0 .5em}"
_ICON = '<svg class="icon" width="24" height="24" viewBox="0 0 24 24"><path d="%s"></path></svg>'
_PATH = "M12 2.04c-5.5 0-10 4.49-10 10.02 0 5 3.66 9.15 8.44 9.9v-7H7.9v-2.9h2.54V9.85c0-2.51 1.49-3.89 3.78-3.89"
PAGES_A_SITE = 8
ARTICLE_CHARS = 4000


def pages(size: int) -> Iterator[bytes]:
    """Pages of about `size` bytes together; eight come from one site and share its menus and boxes."""
    _, texts = documents()
    done = 0
    source = stream(texts, 1 << 40)
    for number in range(1 << 30):
        site = number // PAGES_A_SITE
        text = next(source)
        while len(text) < ARTICLE_CHARS:
            text += "\n" + next(source)
        page = _page(site, number, text).encode()
        yield page
        done += len(page)
        if done >= size:
            return


def large_page(size: int) -> bytes:
    """One page of about `size` bytes: the articles of many, one after the other."""
    _, texts = documents()
    shuffled = random.Random(7)
    parts, done = ['<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"></head>\n<body>\n'], 0
    for text in stream(texts, size):
        part = _article(shuffled, text)
        parts.append(part)
        done += len(part)
        if done >= size:
            break
    return ("".join(parts) + "</body>\n</html>\n").encode()


def _headline(shuffled: random.Random) -> str:
    place, noun, verb = shuffled.choice(_PLACES), shuffled.choice(_NOUNS), shuffled.choice(_VERBS)
    return f"{place} {noun} {verb} {shuffled.choice(_NOUNS)} {shuffled.randrange(2, 90)} days after the vote"


def _page(site: int, number: int, text: str) -> str:
    of_site, own = random.Random(site), random.Random(1000 + number)
    title = html.escape(text.strip().partition("\n")[0][:90])
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="en" class="no-js">\n<head>\n<meta charset="utf-8">\n',
            f"<title>{title} – The {of_site.choice(_PLACES)} Bell</title>\n",
            *(f'<meta property="og:{name}" content="{title}">\n' for name in ("title", "description", "image:alt")),
            *(f'<link rel="preload" as="script" href="https://cdn.example/{site}/{n}.js">\n' for n in range(20)),
            '<script type="application/ld+json">',
            json.dumps({"@type": "NewsArticle", "headline": title, "articleBody": text[:2000]}).replace("</", "<\\/"),
            "</script>\n<style>",
            *(_STYLE % n for n in range(300)),
            "</style>\n<script>",
            *(_SCRIPT % (n, own.choice(_NOUNS)) for n in range(250)),
            f'</script>\n</head>\n<body class="single single-post postid-{number}">\n',
            _menu(of_site),
            '<div id="page" class="site c-12"><div class="l-grid l-grid--wide"><main id="main" class="l-main">\n',
            _article(own, text),
            _cards(own, "c-latest", 30),
            "</main>\n",
            f'<aside class="l-side">{_cards(of_site, "c-popular", 20)}</aside></div></div>\n',
            _footer(of_site),
            '<div id="onetrust-consent-sdk"><div role="dialog"><p>We value your privacy</p><button>OK</button></div>',
            "</div>",
            "\n<script>",
            *(_SCRIPT % (n, own.choice(_NOUNS)) for n in range(150)),
            "</script>\n</body>\n</html>\n",
        )
    )


def _menu(of_site: random.Random) -> str:
    items = "".join(
        f'<li class="menu-item menu-item-{n} menu-item-type-taxonomy"><a class="menu__link" href="/s/{n}">'
        f"{of_site.choice(_PLACES)} {of_site.choice(_NOUNS)}</a></li>\n"
        for n in range(160)
    )
    return f'<header class="site-header"><nav class="nav"><ul class="menu">\n{items}</ul></nav>{_social()}</header>\n'


def _social() -> str:
    links = "".join(
        f'<a class="social__link" href="https://{name}.example/bell" aria-label="{name}">{_ICON % _PATH}</a>'
        for name in ("a", "b", "c", "d")
    )
    return f'<div class="addtoany_share_save_container"><span>Share</span>{links}</div>'


def _article(own: random.Random, text: str) -> str:
    out = ['<article class="post type-post"><div class="entry-content">\n']
    for n, line in enumerate(line for line in text.split("\n") if line.strip()):
        if n == 0:
            out.append(
                f'<h1 class="entry-title">{html.escape(line)}</h1>\n<p class="meta">12 May 2024 {_social()}</p>\n'
            )
            continue
        words = html.escape(line, quote=False).split(" ")
        if len(words) > 12:
            at = own.randrange(len(words) - 3)
            words[at] = f'<a href="https://bell.example/{n}/{own.randrange(9999)}" data-track="body">{words[at]}'
            words[at + 2] += "</a>"
        out.append(f'<p class="paragraph" data-n="{n}">{" ".join(words)}</p>\n')
        if n % 6 == 5:
            out.append(
                '<div class="ad-slot ad-slot--inline"><span>Advertisement</span><div id="div-gpt-ad-1"></div></div>\n'
            )
    out.append("</div></article>\n")
    return "".join(out)


def _cards(own: random.Random, name: str, count: int) -> str:
    first = own.randrange(10**6)
    cards = "".join(
        f'<article class="card card--{n}"><a class="card__image" href="/n/{first + n}"><picture>'
        f'<source type="image/webp" srcset="/i/{first + n}.webp?w=320 320w, /i/{first + n}.webp?w=640 640w">'
        f'<img loading="lazy" src="/i/{first + n}.jpg" alt=""></picture>'
        f'</a><div class="card__body"><h3 class="card__title"><a href="/n/{first + n}">{_headline(own)}</a></h3>'
        f'<time class="card__time" datetime="2024-05-{n + 1:02}">{n + 1} May 2024</time></div></article>\n'
        for n in range(count)
    )
    return f'<section class="{name}"><h2>Latest from {own.choice(_PLACES)}</h2>\n{cards}</section>\n'


def _footer(of_site: random.Random) -> str:
    links = "".join(f'<li><a href="/f/{n}">{of_site.choice(_NOUNS).title()}s</a></li>\n' for n in range(40))
    return f'<footer class="site-footer"><ul>{links}</ul><p>© 2024 The Bell. All rights reserved.</p></footer>\n'
