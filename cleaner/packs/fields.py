"""The fields of packs: which there are, and what kind of value each takes. The reader and the schema go by them."""

from __future__ import annotations

import regex

from cleaner.packs.pack import KINDS, WHERES, ZONES
from cleaner.settings import CATEGORIES

COMMON = {
    "id",
    "kind",
    "category",
    "message",
    "phrases",
    "re",
    "gate",
    "where",
    "fuzzy",
    "safety",
    "status",
    "sites",
    "weight",
    "action",
    "hit",
    "miss",
    "max_words",
    "min_words",
    "no_quotes",
    "no_final_period",
    "need_any",
    "unless",
    "near",
    "zone",
}
KEYS = {
    "line": COMMON,
    "span": COMMON,
    "cluster": COMMON - {"phrases", "re", "gate", "where"} | {"tokens", "min_lines", "min_kinds", "gap"},
    "block": COMMON | {"proof", "end", "stop", "take", "min_proof", "max_lines", "max_links", "gap"},
    "fill": {
        "id",
        "kind",
        "category",
        "message",
        "max_words",
        "unless",
        "near",
        "zone",
        "gap",
        "to_end",
        "since",
        "safety",
        "status",
        "hit",
        "miss",
    },
    "node": {"id", "kind", "category", "message", "selectors", "safety", "status", "sites", "weight", "hit", "miss"},
    "evidence": COMMON - {"phrases", "re", "gate", "where"} | {"cue", "threshold", "structure", "joint"},
}
# Of a rule whose kind nobody knows.
OF_ANY_KIND = set[str]().union(*KEYS.values())
# What is written in the language of phrases.
PHRASES = {"phrases", "need_any", "unless", "proof", "end", "stop"}
ID = regex.compile(r"[a-z-]+/[a-z0-9][a-z0-9._-]*")
INTEGERS = {
    "max_words",
    "min_words",
    "fuzzy",
    "min_lines",
    "min_kinds",
    "gap",
    "min_proof",
    "max_lines",
    "max_links",
    "since",
}
NUMBERS = {"weight", "threshold"}
FLAGS = {"no_quotes", "no_final_period", "to_end", "joint"}
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "where": WHERES,
    "zone": ZONES,
    "safety": ("safe", "unsafe"),
    "action": ("drop", "keep"),
    "status": ("stable", "preview", "deprecated"),
    "take": ("proof", "links", "rest"),
    "category": CATEGORIES,
}
TEXTS = {"message", "lang", "description", "name"}
# Fields of a rule that a writer may put below [rule.tokens] by mistake, where they would be token classes.
STRAYS = {"hit", "miss", "message", "min_lines", "min_kinds", "max_words", "min_words", "near", "unless", "gap"}
LISTS = {"phrases", "re", "gate", "sites", "need_any", "unless", "near", "proof", "end", "stop", "miss", "selectors"}
REQUIRED = ("id", "kind")
CUE = {"name", "weight", "phrases", "re", "gate"}
HEAD = {"lang", "description"}
PACK = {"pack", "lists", "rule", "structure", "languages", "persons"}
ABOUT = {
    "id": "<category>/<lang>-<what goes>; never used again for something else.",
    "kind": "How the rule looks at a text.",
    "category": "What kind of clutter it is; the first part of the id without it.",
    "message": "What the rule removes, in a few words.",
    "phrases": "Phrases in the language of rules/README.md.",
    "selectors": "CSS selectors of elements of HTML pages.",
    "re": "Regular expressions on the folded line, for what phrases cannot say.",
    "gate": "Words of which every match of `re` contains one.",
    "where": "Where the phrase stands in the line.",
    "fuzzy": "By how many letters phrases may differ.",
    "safety": "Unsafe rules run with --unsafe, or beside a safe finding of their family.",
    "status": "Preview rules are not run by default.",
    "sites": "Only on pages of these domains.",
    "weight": "Which rule is named when several claim the same text, or what a cue adds.",
    "action": "Whether the rule removes or protects.",
    "hit": "Texts that must go; of a span rule pairs of a text before and after.",
    "miss": "Texts that must stay whole.",
    "max_words": "Only lines of at most so many words.",
    "min_words": "Only lines of at least so many words.",
    "no_quotes": "Not if the line quotes three words or more.",
    "no_final_period": "Not if the line ends like a sentence.",
    "need_any": "One of these must be there too: phrases, or token classes of a cluster.",
    "unless": "Not if one of these phrases is in the line.",
    "near": "Only with a finding of these rules or categories at most three lines away.",
    "zone": "Only before the first prose, after the last, or either.",
    "tokens": "Token classes: named lists of phrases that are the whole line.",
    "min_lines": "So many lines at least.",
    "min_kinds": "Of so many token classes at least.",
    "gap": "So many other lines may stand between.",
    "to_end": "The end of the text counts as a finding.",
    "since": "So many findings must stand between the last line of prose and these.",
    "joint": "With another such rule of its category, three fifths of the threshold are enough.",
    "proof": "Phrases that prove the block goes on.",
    "end": "Phrases of its last line.",
    "stop": "Phrases before whose line it ends.",
    "take": "What follows the first line.",
    "min_proof": "So many proofs are needed.",
    "max_lines": "So many lines at most.",
    "max_links": "More links than that are a list of the article's own.",
    "cue": "Weak signs that add up.",
    "threshold": "The sum from which the line goes.",
    "structure": "Weights of the cues of place and form.",
    "name": "The cue, as reports name it.",
    "lang": "The language of the pack, or any.",
    "description": "What the pack is for.",
}
