"""Read one pack file into rules, and collect every fault with its place and its cure."""

from __future__ import annotations

import difflib
import hashlib
import textwrap
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import regex

from cleaner.errors import PackError
from cleaner.packs import fields, locate, phrase
from cleaner.packs.pack import KINDS, STRUCTURE, Cue, Guards, Pack, Patterns, Rule
from cleaner.packs.words import MARK, WORD
from cleaner.settings import ASKING, CATEGORIES, family
from cleaner.text.normalise import lower_letters

EXCERPT_CHARS = 100
# What a search over words can see of a text.
_TOLD = regex.compile(f"{WORD}|{MARK}")
# A comment section has no natural length; this only bounds the work.
REST_LINES = 2000


# As many known words as a message can hold.
MOST_KNOWN = 40


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean …?` for a misspelt word, or a list of known words when none is near."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    more = f" and {len(known) - MOST_KNOWN:,} more" if len(known) > MOST_KNOWN else ""
    return f"known are {', '.join(known[:MOST_KNOWN])}{more}"


_CONTROL = regex.compile(r"[^\P{C}\t]")


class _Reader:
    """One pass over one file; faults are collected in `errors`, never raised."""

    def __init__(self, path: str, source: str) -> None:
        self.path, self.source = path, source
        self.errors: list[PackError] = []
        self.lists = phrase.Lists()
        self.at = 1

    def fail(self, message: str, hint: str, *, key: str = "", value: str = "", line: int = 0) -> None:
        place = line or (locate.key_line(self.source, self.at, key, value) if key else self.at)
        lines = self.source.splitlines()
        lines = [_CONTROL.sub("?", line) for line in lines]
        excerpt = textwrap.shorten(lines[place - 1], EXCERPT_CHARS, placeholder=" …") if place <= len(lines) else ""
        text = f"{message}\n    {excerpt}" if excerpt else message
        self.errors.append(PackError(text, where=f"{self.path}:{place}", hint=hint))

    def parsed(self, phrases: object, key: str) -> tuple[phrase.Sequence_, ...]:
        out = []
        for text in phrases if isinstance(phrases, list) else []:
            if not isinstance(text, str):
                self.fail(f"`{key}` holds something that is no string", "write phrases in quotes", key=key)
                continue
            try:
                out.append(phrase.parse(text, self.lists))
            except RecursionError:
                self.fail(f"phrase {text[:40]!r}…: brackets too deep", "write it as several phrases", key=key)
            except phrase.PhraseError as error:
                self.fail(f"phrase {text!r}: {error}", "see rules/README.md, Phrases", key=key, value=text)
        return tuple(out)

    def patterns(self, table: dict[str, Any], key: str = "phrases") -> Patterns:
        expressions = []
        for text in table.get("re", []) if key == "phrases" else []:
            try:
                regex.compile(text, regex.V1)
            except regex.error as error:
                self.fail(
                    f"bad regular expression {text!r}: {error}",
                    "see the syntax of the `regex` module",
                    key="re",
                    value=text,
                )
            else:
                expressions.append(text)
        gate = tuple(str(word).lower() for word in table.get("gate", [])) if expressions else ()
        for word in gate:
            if not _TOLD.search(word):
                cure = "name a word, or a mark that may not stand between two words of a phrase"
                self.fail(f"no line can be told by {word!r}", cure, key="gate", value=word)
        return Patterns(self.parsed(table.get(key, []), key), tuple(expressions), gate, int(table.get("fuzzy", 0)))

    def check(self, table: dict[str, Any], known: set[str], what: str) -> bool:
        before = len(self.errors)
        for key, value in table.items():
            if key not in known:
                self.fail(f"unknown key `{key}` in {what}", suggest(key, known), key=key)
            elif key in fields.CHOICES and value not in fields.CHOICES[key]:
                self.fail(f"`{key}` is {value!r}", suggest(str(value), fields.CHOICES[key]), key=key)
            elif (
                (key in fields.INTEGERS and (not isinstance(value, int) or isinstance(value, bool) or value < 0))
                or (key in fields.NUMBERS and (not isinstance(value, int | float) or isinstance(value, bool)))
                or (key in fields.FLAGS and not isinstance(value, bool))
            ):
                kind = "true or false" if key in fields.FLAGS else "a number"
                self.fail(f"`{key}` is {value!r}", f"give {kind}", key=key)
            elif key in fields.TEXTS and not isinstance(value, str):
                self.fail(f"`{key}` is {value!r}", f'write {key} = "…"', key=key)
            elif key == "hit" and not isinstance(value, list):
                self.fail("`hit` must be a list of texts", 'write hit = ["…"]', key=key)
            elif key == "action" and value == "keep" and table.get("kind") not in ("line", "evidence"):
                self.fail("`action` is 'keep' in a rule that cannot keep", "only line and evidence rules keep", key=key)
            elif key in fields.LISTS and not (isinstance(value, list) and all(isinstance(x, str) for x in value)):
                self.fail(f"`{key}` must be a list of strings", f'write {key} = ["…"]', key=key)
        return len(self.errors) == before

    def rule(self, table: dict[str, Any], lang: str) -> Rule | None:
        before = len(self.errors)
        for key in fields.REQUIRED:
            if not isinstance(table.get(key), str):
                self.fail(f"a rule without `{key}`", f"give the rule its {key}")
        kind, name = str(table.get("kind")), str(table.get("id"))
        of_kind = kind if kind in KINDS else ""
        self.check(table, fields.KEYS.get(of_kind, fields.OF_ANY_KIND), f"a {of_kind} rule" if of_kind else "a rule")
        category = table.get("category", name.partition("/")[0])
        known = "category" in table or category in CATEGORIES
        if isinstance(table.get("id"), str) and not (known and fields.ID.fullmatch(name)):
            hint = f"begin with a category: {suggest(str(category), CATEGORIES)}"
            self.fail(f"id {name!r} is not `<category>/<name>`", hint, key="id")
        if len(self.errors) > before:
            # There is no rule to be built, but whoever writes it wants to know all that is wrong with it.
            self.phrases(table, of_kind)
            return None
        made = self.build(table, kind, name, category, lang)
        if len(self.errors) == before:
            self.complete(made)
        return made if len(self.errors) == before else None

    def phrases(self, table: dict[str, Any], kind: str) -> None:
        """Read the phrases of a rule for their faults alone."""
        for key in sorted(fields.PHRASES - ({"need_any"} if kind == "cluster" else set())):
            self.parsed(table.get(key), key)
        self.tokens(table)
        self.cues(table)

    def build(self, table: dict[str, Any], kind: Any, name: str, category: str, lang: str) -> Rule:
        guards = Guards(
            max_words=table.get("max_words"),
            min_words=table.get("min_words", 0),
            no_quotes=table.get("no_quotes", False),
            no_final_period=table.get("no_final_period", False),
            need_any=self.patterns(table, "need_any") if kind != "cluster" else Patterns(),
            unless=self.patterns(table, "unless"),
            near=tuple(table.get("near", ())),
            zone=table.get("zone", "any"),
        )
        return Rule(
            id=name,
            category=category,
            kind=kind,
            message=table.get("message", ""),
            lang=lang,
            path=self.path,
            line=self.at,
            patterns=self.patterns(table),
            where=table.get("where", "end" if kind == "span" else "whole"),
            guards=guards,
            keep=table.get("action") == "keep",
            safety=table.get("safety", "safe"),
            status=table.get("status", "stable"),
            sites=tuple(table.get("sites", ())),
            weight=table.get("weight", 1.0),
            tokens=self.tokens(table),
            min_lines=table.get("min_lines", 3),
            min_kinds=table.get("min_kinds", 2),
            need_kinds=tuple(table.get("need_any", ())) if kind == "cluster" else (),
            gap=table.get("gap", 2 if kind == "block" else 1),
            to_end=table.get("to_end", False),
            since=table.get("since", 0),
            joint=table.get("joint", False),
            proof=self.patterns(table, "proof"),
            end=self.patterns(table, "end"),
            stop=self.patterns(table, "stop"),
            take=table.get("take", "proof"),
            min_proof=table.get("min_proof", 1),
            max_links=table.get("max_links", 6),
            max_lines=table.get("max_lines", REST_LINES if table.get("take") == "rest" else 30),
            cues=self.cues(table),
            threshold=float(table.get("threshold", 0)),
            structure=self.structure(table.get("structure", {})),
            selectors=self.selectors(table),
            hit=self.hits(table),
            miss=tuple(table.get("miss", ())),
        )

    def tokens(self, table: dict[str, Any]) -> dict[str, Patterns]:
        tokens = table.get("tokens", {})
        if not isinstance(tokens, dict):
            self.fail("`tokens` must be a table", "write [rule.tokens] with named lists of phrases", key="tokens")
            return {}
        fuzzy = table.get("fuzzy", 0)
        for name, entries in tokens.items():
            if name in fields.STRAYS:
                self.fail(f"`{name}` stands below [rule.tokens]", f"put {name} above [rule.tokens]", key=name)
            elif not (isinstance(entries, list) and entries and all(isinstance(x, str) for x in entries)):
                self.fail(f"`{name}` must be a list of phrases", f'write {name} = ["…"]', key=name)
        return {name: Patterns(self.parsed(entries, name), fuzzy=fuzzy) for name, entries in tokens.items()}

    def cues(self, table: dict[str, Any]) -> tuple[Cue, ...]:
        out = []
        cues = table.get("cue", [])
        if not (isinstance(cues, list) and all(isinstance(cue, dict) for cue in cues)):
            self.fail("`cue` must be a list of tables", "write [[rule.cue]]", key="cue")
            return ()
        header = self.at
        for cue in cues:
            header = locate.header_line(self.source, header, "rule.cue")
            if not self.check(cue, fields.CUE, "a cue"):
                continue
            if not isinstance(cue.get("name"), str) or "weight" not in cue:
                self.fail("a cue without `name` or `weight`", "give each [[rule.cue]] both", line=header)
                continue
            if not cue.get("phrases") and not cue.get("re"):
                self.fail(f"cue `{cue['name']}` can never match", "give it phrases or re", line=header)
                continue
            out.append(Cue(cue["name"], float(cue["weight"]), self.patterns(cue)))
        return tuple(out)

    def structure(self, table: dict[str, Any]) -> dict[str, float]:
        if not isinstance(table, dict):
            self.fail("`structure` must be a table", "write structure = { tail = 1.0 }", key="structure")
            return {}
        for key, value in table.items():
            if key not in STRUCTURE:
                self.fail(f"unknown structural cue `{key}`", suggest(key, STRUCTURE), key=key)
            elif not isinstance(value, int | float):
                self.fail(f"`{key}` is {value!r}", "give a number", key=key if not self.inline(key) else "structure")
        return {k: float(v) for k, v in table.items() if k in STRUCTURE and isinstance(v, int | float)}

    def selectors(self, table: dict[str, Any]) -> tuple[str, ...]:
        for selector in table.get("selectors", ()):
            # Imported late: few packs have selectors.
            from cleaner.packs.selector import fault

            wrong = fault(selector)
            if wrong:
                self.fail(f"selector {selector!r}: {wrong[0]}", wrong[1], key="selectors", value=selector)
        return tuple(table.get("selectors", ()))

    def inline(self, key: str) -> bool:
        return locate.key_line(self.source, self.at, key) == self.at

    def by_language(self, table: dict[str, Any], form: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
        return {lang: tuple(map(form, words)) for lang, words in self.named_lists(table).items()}

    def named_lists(self, table: dict[str, Any]) -> dict[str, list[str]]:
        for name, entries in table.items():
            if not (isinstance(entries, list) and entries and all(isinstance(x, str) for x in entries)):
                self.fail(f"list `{name}` must be a list of strings, not empty", f'write {name} = ["…"]', key=name)
        return {k: v for k, v in table.items() if isinstance(v, list)}

    def hits(self, table: dict[str, Any]) -> tuple[str | tuple[str, str], ...]:
        out: list[str | tuple[str, str]] = []
        for hit in table.get("hit", []):
            if isinstance(hit, str):
                out.append(hit)
            elif isinstance(hit, list) and len(hit) == 2 and all(isinstance(x, str) for x in hit):
                out.append((hit[0], hit[1]))
            else:
                self.fail("a `hit` is neither a text nor a pair of texts", 'write ["before", "after"]', key="hit")
        return tuple(out)

    def complete(self, rule: Rule) -> None:
        needs: dict[str, Callable[[], bool]] = {
            "cluster": lambda: bool(rule.tokens),
            "evidence": lambda: bool(rule.cues) and rule.threshold > 0,
            "fill": lambda: bool(rule.guards.near),
            "node": lambda: bool(rule.selectors),
            "block": lambda: bool(rule.patterns) and bool(rule.proof or rule.end or rule.take == "links"),
        }
        wanted = {
            "node": 'selectors = ["…"]',
            "fill": "near, the categories between which lines go",
            "cluster": "[rule.tokens]",
            "evidence": "[[rule.cue]] and a threshold above 0",
            "block": "phrases and proof, end or take",
        }
        if not needs.get(rule.kind, lambda: bool(rule.patterns))():
            self.fail(f"rule {rule.id} can never match", f"give it {wanted.get(rule.kind, 'phrases or re')}")
        if rule.since and rule.guards.zone != "tail":
            self.fail("`since` counts findings behind the article", 'give zone = "tail"', key="since")
        if rule.joint and family(rule.category) != ASKING:
            asking = ", ".join(category for category in CATEGORIES if family(category) == ASKING)
            self.fail("`joint` holds for rules that ask something of the reader", f"they are of {asking}", key="joint")
        for kind in rule.need_kinds:
            if kind not in rule.tokens:
                self.fail(f"`need_any` names no token class: {kind!r}", suggest(kind, rule.tokens), key="need_any")


def read_pack(path: str, data: bytes) -> tuple[Pack | None, list[PackError]]:
    """The pack in `data` (a TOML file named `path` in errors), and all its faults; no pack if there are any."""
    try:
        source = data.decode("utf-8")
        table = tomllib.loads(source)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [PackError("not UTF-8", where=f"{path}:{line}", hint="save the pack as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        reader = _Reader(path, source)
        reader.fail(f"not TOML: {error}", "mend the syntax here", line=locate.toml_line(str(error), source))
        return None, reader.errors
    reader = _Reader(path, source)
    for key in ("pack", "lists", "structure", "languages", "persons"):
        if not isinstance(table.get(key, {}), dict):
            reader.fail(f"`{key}` must be a table", f"write [{key}]", key=key)
            table.pop(key)
    if not (isinstance(table.get("rule", []), list) and all(isinstance(x, dict) for x in table.get("rule", []))):
        reader.fail("`rule` must be a list of tables", "write [[rule]]", key="rule")
        table.pop("rule")
    head = table.get("pack", {})
    reader.check(head, fields.HEAD, "[pack]")
    reader.check(dict(table), fields.PACK, "a pack")
    lang = head.get("lang", Path(path).parent.name or "any")
    reader.lists = phrase.Lists(reader.named_lists(table.get("lists", {})))
    structure = reader.structure(table.get("structure", {}))
    speech = Patterns(reader.parsed(reader.lists.entries.get("speech", []), "speech"))
    rules = []
    places = locate.rule_lines(source)
    for n, entry in enumerate(table.get("rule", [])):
        reader.at = places[n] if n < len(places) else 1
        rule = reader.rule(entry, lang)
        if rule:
            rules.append(rule)
    digest = hashlib.sha256(data).hexdigest()[:16]
    pack = Pack(
        path,
        lang,
        head.get("description", ""),
        digest,
        tuple(rules),
        structure,
        speech,
        reader.by_language(table.get("languages", {}), lower_letters),
        reader.by_language(table.get("persons", {}), str),
    )
    return (None if reader.errors else pack), sorted(reader.errors, key=_line)


def _line(error: PackError) -> int:
    return int(error.where.rpartition(":")[2])
