"""The phrase language, as a table of what each phrase matches and what it leaves alone."""

from __future__ import annotations

import pytest

from cleaner.engine.matcher import Matcher
from cleaner.engine.view import View
from cleaner.packs.pack import Patterns
from cleaner.packs.phrase import Lists, PhraseError, parse

LISTS = {
    "support": ["support", "back", "chip in [to]"],
    "us": ["us", "our {work}"],
    "work": ["work", "journalism"],
    "loop": ["{pool}"],
    "pool": ["a {loop}"],
}

# Phrase, texts that are it, texts that are not; compared with the whole line.
WHOLE = [
    ("read more", ["Read more", "READ MORE!", "» Read more »", "Read  more…", "read: more", "read — more", "Read\xa0more",
                   "&raquo; Read&nbsp;more", "【Read more】", "Ｒead more", "read, more"],
     ["read more here", "please read more", "readmore", "read. more", "read! more", "read? more", "bread more"]),
    ("(log|sign) in", ["Log in", "Sign in"], ["log", "in", "login", "log sign in"]),
    ("(log|sign)[ |-]in", ["sign-in", "signin"], ["sign out"]),
    ("[please] subscribe [now|today]", ["subscribe", "please subscribe", "Subscribe now", "Please subscribe today!"],
     ["please", "now", "subscribe now today", "please please subscribe"]),
    ("subscri*", ["subscribe", "Subscriptions", "subscri"], ["subscribe now", "unsubscribe", "sub"]),
    ("(subscrib|regist)*", ["subscribe", "registration", "Register"], ["resubscribe"]),
    ("join * today", ["join today", "join us today", "join our big club today"], ["join all of our big club today", "join"]),
    ("join ** today", ["join today", "join a b c d e f g h today"], ["join a b c d e f g h i today"]),
    ("support us", ["support us"], ["support bus", "support use"]),
    ("give {num}", ["give 5", "give 1,000", "give 2.50", "give 1 000"], ["give", "give five", "give 5 a"]),
    ("give {money}", ["give $5", "Give 10 €", "give £2.50", "give 300 руб", "give EUR 20", "give 5 kr", "give 1.000 zł",
                      "give 5,- kr", "give R$ 10", "give 500円"],
     ["give 5", "give $", "give 5 kroppar", "give 20 cars"]),
    ("a message from {name}", ["A message from Ann", "a message from our editor, Ann O'Neil"],
     ["a message from", "a message from one two three four five six seven"]),
    ("write to {email}", ["write to desk@paper.example"], ["write to desk", "write to desk@paper"]),
    ("see {url}", ["see https://paper.example/a?b=c", "see www.paper.example", "see paper.example/x"], ["see paper", "see it here"]),
    ("until {date}", ["until 12.5.2024", "until 2024-05-12", "until 5/12"], ["until May", "until 12"]),
    ("{support} {us}", ["support us", "back our work", "chip in our journalism", "chip in to our work"], ["support", "support work"]),
    ("{support}*", ["supporters", "backing"], ["in support"]),
    (r"price \(net\)", ["price (net)", "Price (net)."], ["price net"]),
    (r"5\* hotel", ["5* hotel"], ["55 hotel", "5 star hotel"]),
    ("don't miss", ["don't miss", "don’t miss", "dont miss", "DON´T MISS"], ["do not miss", "donut miss"]),
    ("sign-up", ["sign-up", "sign up", "signup", "sign–up"], ["sign", "sign ups"]),
    ("e-mail:", ["e-mail:", "email", "E-Mail"], ["mail"]),
    ("Straße", ["straße", "STRAẞE"], ["strasse"]),
    ("réservé aux abonnés", ["Réservé aux abonnés", "RESERVE AUX ABONNES", "re\u0301serve\u0301 aux abonne\u0301s"], ["réservé"]),
    ("ilan", ["İLAN", "ilan", "ILAN", "ılan"], ["ilanlar"]),
    ("広告", ["広告", "【広告】", "［広告］", "・広告・"], ["広告費"]),
    ("続きを 読む", ["続きを読む", "続きを 読む"], ["続き"]),
    ("더 보기", ["더 보기", "더보기"], ["더 보기 좋다"]),
    ("read more »", ["Read more »", "Read more", "Read more >>"], []),
    ("q&a", ["Q&A", "Q&amp;A"], ["qa"]),
    ("over 5,000 readers", ["Over 5,000 readers"], ["over 5 readers"]),
    ("about_us", ["about_us"], ["about us"]),
    ("c++ course", ["C++ course"], ["c course"]),
    ("24/7 help", ["24/7 help"], ["24 help"]),
]  # fmt: skip

WITHIN = [
    ("ad", ["an ad here", "(ad)", "ad-free"], ["add", "bad", "ads"]),
    ("ad*", ["ads are here", "the adverts"], ["bad", "salad"]),
    ("your (gift|donation)", ["make your gift now", "your donation"], ["your gifts", "our gift"]),
    ("会員", ["有料会員限定", "会員"], ["会 社"]),
    ("회원", ["유료회원만"], ["회사"]),
    ("join @paper", ["now join @paper on the web"], ["join paper"]),
    ("#jobs", ["see #jobs", "a#jobs"], ["jobs"]),
    ("give {money} a month", ["if you give $5 a month, we"], ["give $5 a year"]),
]

ERRORS = [
    ("(log|sign in", "without its closing bracket"),
    ("log in)", "without its opening bracket"),
    ("log in]", "without its opening bracket"),
    ("[please subscribe", "without its closing bracket"),
    ("{name", "without its closing bracket"),
    ("name}", "a stray `}`"),
    ("this|that", "outside brackets"),
    ("()", "empty brackets"),
    ("[|]", "empty brackets"),
    ("{suport} us", "unknown list or class {suport}"),
    ("", "matches nothing at all"),
    ("[please]", "matches nothing at all"),
    ("* **", "matches nothing at all"),
    ("{loop}", "contains itself"),
    ("a**", "a stray `*`"),
    ("back\\", "a stray `\\`"),
    ("\u200b", "after folding"),
]


def matches(phrase, text, where, **options):
    patterns = Patterns((parse(phrase, Lists(LISTS)),), **options)
    return Matcher(patterns, where).search(View(text).line(0))


def table(rows):
    out = []
    for phrase, hits, misses in rows:
        out += [pytest.param(phrase, text, True, id=f"{phrase} = {text}") for text in hits]
        out += [pytest.param(phrase, text, False, id=f"{phrase} != {text}") for text in misses]
    return out


@pytest.mark.parametrize(("phrase", "text", "expected"), table(WHOLE))
def test_phrase_is_the_whole_line(phrase, text, expected):
    assert matches(phrase, text, "whole") is expected


@pytest.mark.parametrize(("phrase", "text", "expected"), table(WITHIN))
def test_phrase_within_a_line(phrase, text, expected):
    assert matches(phrase, text, "within") is expected


@pytest.mark.parametrize(
    ("where", "text", "expected"),
    [
        ("start", "» Read more: the goat", True),
        ("start", "Please read more", False),
        ("end", "The goat. Read more »", True),
        ("end", "Read more now", False),
        ("start", "Read mores", False),
        ("end", "Bread more", False),
    ],
)
def test_phrase_at_an_end_of_the_line(where, text, expected):
    assert matches("read more", text, where) is expected


@pytest.mark.parametrize(
    ("fuzzy", "text", "expected"),
    [
        (1, "subscribe now", True),
        (1, "subscrbe now", True),
        (1, "subbscribe now", True),
        (1, "subscrxbe now", True),
        (0, "subscrxbe now", False),
        (1, "sxbscrxbe now", False),
        (2, "sxbscrxbe now", True),
        (1, "subscribe nxw", False),
    ],
)
def test_long_words_may_differ_by_a_few_letters(fuzzy, text, expected):
    assert matches("subscribe now", text, "whole", fuzzy=fuzzy) is expected


@pytest.mark.parametrize(("phrase", "message"), ERRORS)
def test_a_bad_phrase_says_why(phrase, message):
    with pytest.raises(PhraseError) as caught:
        parse(phrase, Lists(LISTS))
    assert message in str(caught.value)


@pytest.mark.parametrize("phrase", ["»", "…", "- -", "» »", "* * *"])
@pytest.mark.parametrize("where", ["whole", "start", "end", "within"])
def test_a_phrase_of_marks_only_is_no_trouble(phrase, where):
    try:
        tokens = parse(phrase)
    except PhraseError:
        return
    matcher = Matcher(Patterns((tokens,)), where)
    assert not matcher.search(View("A line of text").line(0))


def test_an_unknown_class_names_the_known_ones():
    with pytest.raises(PhraseError, match=r"support.*money"):
        parse("{monney}", Lists(LISTS))
