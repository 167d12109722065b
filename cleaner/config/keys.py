"""What can be configured: one table for the files, the environment, the schema and `config show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cleaner.settings import Settings

PREFIX = "CLEANER_"
KeyKind = Literal["names", "paths", "globs", "flag", "share", "count", "text", "choice"]
LISTS: tuple[KeyKind, ...] = ("names", "paths", "globs")


@dataclass(frozen=True, slots=True)
class Key:
    """One thing to configure; `option` is the parameter of the commands that it sets."""

    name: str
    kind: KeyKind
    option: str
    default: object
    about: str
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper().replace("-", "_")


_BUILT_IN = Settings()
KEYS = (
    Key("select", "names", "select", _BUILT_IN.select, "Only these rules, categories or prefixes; ALL for all."),
    Key("ignore", "names", "ignore", (), "All but these rules, categories or prefixes."),
    Key("extend-select", "names", "extend_select", (), "These besides the selected ones."),
    Key("unsafe", "flag", "unsafe", False, "Also remove what unsafe rules find."),
    Key("preview", "flag", "preview", False, "Also run rules whose status is preview."),
    Key("lang", "names", "lang", (), "Only packs of these languages; empty for all."),
    Key("packs", "paths", "pack", (), "More packs: files or folders, from the folder of the configuration file."),
    Key("budget", "share", "budget", _BUILT_IN.budget, "The largest share of a document's words that prose may lose."),
    Key("text-field", "text", "text_field", "text", "Rows: the field that holds the text."),
    Key("url-field", "text", "url_field", "url", "Rows: the field that holds the page's address."),
    Key(
        "max-ratio",
        "count",
        "max_ratio",
        200,
        "Refuse compressed input that grows more than so many times; 0 for no limit.",
    ),
    Key("exclude", "globs", "exclude", (), "What to leave out of folders, as lines of .gitignore would."),
    Key("ignore-files", "flag", "ignore_files", True, "Heed the .cleanerignore, .ignore and .gitignore of folders."),
    Key("hidden", "flag", "hidden", False, "Also take the hidden files of folders."),
    Key("force-exclude", "flag", "force_exclude", False, "Exclude files that are named on the command line, too."),
    Key("jobs", "count", "jobs", 1, "Clean with so many processes; 0 for as many as there are processors."),
    Key("color", "choice", "color", "auto", "Colour the output.", ("auto", "always", "never")),
)
BY_NAME = {key.name: key for key in KEYS}
# Tables with other rules for some documents, by the name of the table.
TABLES = {
    "per-file": 'Other rules for some files: [per-file."opinion/*"]; a name without a slash is looked for anywhere.',
    "per-site": 'Other rules for the pages of a site and its subdomains: [per-site."example.com"].',
}
TABLE_KEYS = tuple(BY_NAME[name] for name in ("select", "ignore", "extend-select"))
