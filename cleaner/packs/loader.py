"""Find the packs, read them all, and choose the rules a run asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from cleaner.errors import InputError, PackError, PackErrors, SelectionError
from cleaner.settings import CATEGORIES, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.packs.pack import Pack, Rule

    class Named(Protocol):
        """What a rule is chosen by."""

        @property
        def id(self) -> str: ...
        @property
        def category(self) -> str: ...
        @property
        def lang(self) -> str: ...
        @property
        def status(self) -> str: ...
        @property
        def keep(self) -> bool: ...


# Codes of countries that people write for the language.
_COUNTRIES = {
    "at": "de", "br": "pt", "cn": "zh", "cz": "cs", "dk": "da", "eg": "ar", "gb": "en", "gr": "el", "in": "hi",
    "jp": "ja", "kr": "ko", "mx": "es", "nb": "no", "nn": "no", "se": "sv", "tw": "zh", "ua": "uk", "us": "en",
    "vn": "vi",
}  # fmt: skip

# Paths are plain text where every run passes: importing pathlib takes as long as a short text.
_HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def rules_folder() -> str:
    """The folder of the packs that come with the tool."""
    shipped = os.path.join(_HERE, "_rules")
    return shipped if os.path.isdir(shipped) else os.path.join(os.path.dirname(_HERE), "rules")


def _pack_files(path: str) -> list[str]:
    if os.path.isdir(path):
        found = (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)
        return sorted(filter(_is_pack, found), key=lambda file: os.path.normcase(file).split(os.sep))
    if not os.path.exists(path):
        raise InputError("no such pack", where=path, hint="give a .toml file or a folder of them")
    return [path]


def _is_pack(file: str) -> bool:
    return os.path.normcase(file).endswith(".toml")


def _name(file: str, root: str) -> str:
    below = file.removeprefix(root + os.sep)
    return file if below == file else f"rules/{below.replace(os.sep, '/')}"


class PackSource(NamedTuple):
    """A pack file as it was read; `name` is shown in messages."""

    name: str
    data: bytes


def pack_sources(paths: Sequence[str | Path] = (), *, builtin: bool = True) -> list[PackSource]:
    """The files of the packs that come with the tool, then those at `paths` (files or folders).

    Raises InputError for a path that is not there.
    """
    root = str(rules_folder())
    files = _pack_files(root) if builtin else []
    for path in paths:
        known = set(map(os.path.realpath, files))
        files += [file for file in _pack_files(os.path.normpath(path)) if os.path.realpath(file) not in known]
    return [PackSource(_name(file, root), _content(file)) for file in files]


def _content(file: str) -> bytes:
    with open(file, "rb") as opened:
        return opened.read()


def digest(sources: Iterable[PackSource]) -> str:
    """Twelve hex digits that differ whenever the files do."""
    # Imported late: a plain filter asks for no digest.
    import hashlib

    made = hashlib.sha256()
    for source in sorted(sources, key=lambda source: source.name):
        made.update(source.name.encode() + b"\0" + hashlib.sha256(source.data).digest())
    return made.hexdigest()[:12]


def read_packs(sources: Iterable[PackSource]) -> tuple[Pack, ...]:
    """The packs in some files. Raises PackErrors with every fault of every pack."""
    # Imported late: a run that finds the rules ready reads no pack.
    from cleaner.packs.read import read_pack

    packs: list[Pack] = []
    errors: list[PackError] = []
    for source in sources:
        pack, faults = read_pack(source.name, source.data)
        errors += faults
        if pack:
            packs.append(pack)
    errors += duplicates(packs)
    if errors:
        raise PackErrors(errors)
    return tuple(packs)


def load_packs(paths: Sequence[str | Path] = (), *, builtin: bool = True) -> tuple[Pack, ...]:
    """The packs that come with the tool, then those at `paths` (files or folders).

    Raises PackErrors with every fault of every pack, and InputError for a path that is not there.
    """
    return read_packs(pack_sources(paths, builtin=builtin))


def duplicates(packs: Iterable[Pack]) -> list[PackError]:
    """An error for each rule whose id another one has before it."""
    seen: dict[str, Rule] = {}
    errors = []
    for pack in packs:
        for rule in pack.rules:
            first = seen.setdefault(rule.id, rule)
            if first is not rule:
                errors.append(
                    PackError(
                        f"rule id `{rule.id}` is already used at {first.path}:{first.line}",
                        where=f"{rule.path}:{rule.line}",
                        hint="give each rule its own id",
                    )
                )
    return errors


def named(rules: Iterable[Rule], selectors: Sequence[str]) -> list[Rule]:
    """The rules that ids, categories or prefixes name, all without any. Raises SelectionError."""
    rules = list(rules)
    for selector in selectors:
        if not any(_names(rule, selector) for rule in rules):
            raise _names_nothing(selector, rules)
    return [rule for rule in rules if not selectors or any(_names(rule, s) for s in selectors)]


def _names_nothing(selector: str, rules: Iterable[Named]) -> SelectionError:
    from cleaner.packs.read import suggest

    hint = suggest(selector, [rule.id for rule in rules] if "/" in selector else CATEGORIES)
    return SelectionError(f"`{selector}` is no rule, category or prefix", hint=hint)


def _spoken_nowhere(lang: str, known: Set[str]) -> SelectionError:
    from cleaner.packs.read import suggest

    meant = _COUNTRIES.get(lang.lower().replace("_", "-").rpartition("-")[2], lang.lower()[:2])
    hint = f"did you mean `{meant}`?" if meant in known else suggest(lang, known)
    return SelectionError(f"no pack is in the language `{lang}`", hint=hint)


def _names(rule: Named, selector: str) -> bool:
    return selector == "ALL" or rule.category == selector or rule.id.startswith(selector)


def select_rules(packs: Iterable[Pack], settings: Settings) -> tuple[Rule, ...]:
    """The rules of `packs` that `settings` asks for, keep rules always among them.

    Raises SelectionError for a selector that names no rule and no category.
    """
    return tuple(selected([rule for pack in packs for rule in pack.rules], settings))


_Some = TypeVar("_Some", bound="Named")


def selected(rules: Sequence[_Some], settings: Settings) -> list[_Some]:
    """Those of some rules that `settings` asks for, keep rules always among them.

    Raises SelectionError for a selector that names no rule and no category.
    """
    special = [name for o in settings.overrides for name in (*o.select, *o.ignore, *o.extend_select)]
    for selector in (*settings.select, *settings.ignore, *settings.extend_select, *special):
        if selector not in CATEGORIES and not any(_names(rule, selector) for rule in rules):
            raise _names_nothing(selector, rules)
    languages = {rule.lang for rule in rules}
    for lang in settings.languages:
        if lang not in languages:
            raise _spoken_nowhere(lang, languages - {"any"})
    wanted, ignored = (*settings.select, *settings.extend_select), settings.ignore
    by_category = {rule.category: "ALL" in wanted or rule.category in wanted for rule in rules}
    chosen = []
    for rule in rules:
        exact = rule.id in wanted
        if rule.keep or (
            (by_category[rule.category] or rule.id.startswith(wanted))
            and (rule.status == "stable" or (rule.status == "preview" and (settings.preview or exact)))
            and (not settings.languages or rule.lang in settings.languages or rule.lang == "any")
            and (not ignored or exact or not any(_names(rule, s) for s in ignored))
        ):
            chosen.append(rule)
    return chosen
