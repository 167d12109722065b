"""Turn lists that others keep into node rules: ftr-site-config files, and the element-hiding rules of EasyList.

What cannot be carried over is told with its line, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from cleaner.packs.selector import fault

_FTR_LINE = regex.compile(r"(strip|strip_id_or_class|strip_image_src)\s*:\s*(.+)")
_PLAIN = regex.compile(r"[\w./:?=&%+-]+")
_STEP = regex.compile(r"(?P<axis>//?)(?P<name>[a-zA-Z][\w-]*|\*)(?P<tests>(?:\[[^\[\]]*\])*)")
_TEST = regex.compile(r"\[([^\[\]]*)\]")
_EQUALS = regex.compile(r"@(?P<name>[\w-]+)\s*=\s*(?P<quote>['\"])(?P<value>[^'\"]+)(?P=quote)")
_CONTAINS = regex.compile(r"contains\(\s*@(?P<name>[\w-]+)\s*,\s*(?P<quote>['\"])(?P<value>[^'\"]+)(?P=quote)\s*\)")
_HAS_CLASS = regex.compile(
    r"contains\(\s*concat\(\s*(['\"]) \1\s*,\s*(?:normalize-space\(\s*)?@class\s*\)?\s*,\s*(['\"]) \2\s*\)\s*,"
    r"\s*(['\"]) (?P<value>[\w-]+) \3\s*\)"
)
_HIDING = regex.compile(r"(?P<sites>[^#]*)##(?P<selector>[^+^].*)")
_OTHER_HIDING = regex.compile(r"#(?:@|\?|\$|%|@\?|@\$)#|##[+^]")
_SITE = regex.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was not carried over, and why."""

    line: int
    text: str
    reason: str


@dataclass(slots=True)
class Imported:
    """Selectors by the sites that they are for, and the lines that were left out. No site means all of them."""

    selectors: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, sites: tuple[str, ...], selectors: Iterable[str], line: int, text: str) -> None:
        """Note selectors, all or, when one is unsound, none of them."""
        wanted = list(selectors)
        for selector in wanted:
            wrong = fault(selector)
            if wrong:
                self.left_out.append(LeftOut(line, text, wrong[0]))
                return
        known = self.selectors.setdefault(sites, [])
        known += [selector for selector in wanted if selector not in known]


def from_ftr(text: str, site: str) -> Imported:
    """The `strip` lines of an ftr-site-config file, which is for one site."""
    out = Imported()
    for number, line in enumerate(text.splitlines(), 1):
        found = _FTR_LINE.fullmatch(line.strip())
        if not found:
            continue
        kind, value = found[1], found[2].strip()
        if kind == "strip":
            made = [css(path.strip()) for path in value.split("|")]
            if all(made):
                out.add((site,), [one for one in made if one], number, line.strip())
            else:
                out.left_out.append(LeftOut(number, line.strip(), "an XPath that has no simple CSS"))
        elif not _PLAIN.fullmatch(value.strip("'\"")):
            out.left_out.append(LeftOut(number, line.strip(), "not a plain word"))
        elif kind == "strip_id_or_class":
            word = value.strip("'\"")
            out.add((site,), [f"[id*='{word}']", f"[class*='{word}']"], number, line.strip())
        else:
            out.add((site,), [f"img[src*='{value.strip(chr(39) + chr(34))}']"], number, line.strip())
    return out


def css(path: str) -> str | None:
    """The CSS selector of a simple XPath; None for all others."""
    out, at = "", 0
    while at < len(path):
        step = _STEP.match(path, at)
        if not step:
            return None
        tests = [_css_test(test) for test in _TEST.findall(step["tests"])]
        if not all(tests):
            return None
        out += (" > " if step["axis"] == "/" else " ") if out else ""
        if not out and step["axis"] == "/":
            return None
        out += (step["name"] if step["name"] != "*" or not tests else "") + "".join(test for test in tests if test)
        at = step.end()
    return out or None


def _css_test(test: str) -> str | None:
    test = test.strip()
    for pattern, operator in ((_EQUALS, "="), (_CONTAINS, "*=")):
        found = pattern.fullmatch(test)
        if found:
            return f"[{found['name']}{operator}'{found['value']}']"
    found = _HAS_CLASS.fullmatch(test)
    return f".{found['value']}" if found else None


def from_easylist(text: str) -> Imported:
    """The element-hiding rules of a filter list."""
    out = Imported()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(("!", "[")):
            continue
        found = _HIDING.fullmatch(line)
        if not found:
            special = _OTHER_HIDING.search(line)
            reason = "an exception or a rule with its own syntax" if special else "blocks requests, not elements"
            out.left_out.append(LeftOut(number, line, reason))
            continue
        sites = tuple(sorted(site for site in found["sites"].split(",") if site))
        bad = next((site for site in sites if not _SITE.fullmatch(site)), "")
        if bad:
            why = "is exempted" if bad.startswith("~") else "is no host name"
            out.left_out.append(LeftOut(number, line, f"`{bad}` {why}"))
        else:
            out.add(sites, [found["selector"]], number, line)
    return out


def pack_toml(imported: Imported, *, category: str, description: str) -> str:
    """A pack with one rule for each group of sites."""
    parts = [f'[pack]\nlang = "any"\ndescription = {_quoted(description)}\n']
    used: dict[str, int] = {}
    for sites, selectors in sorted(imported.selectors.items()):
        label = regex.sub(r"[^a-z0-9]+", "-", sites[0].partition(".")[0]).strip("-") if sites else "any"
        used[label] = used.get(label, 0) + 1
        name = f"{label or 'site'}-imported" + (f"-{used[label]}" if used[label] > 1 else "")
        rows = "".join(f"    {_quoted(selector)},\n" for selector in selectors)
        scope = f"sites = [{', '.join(_quoted(site) for site in sites)}]\n" if sites else ""
        parts.append(
            f'[[rule]]\nid = "{category}/{name}"\nkind = "node"\nmessage = "An element named by an imported list"\n'
            f"{scope}selectors = [\n{rows}]\n"
        )
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'
