"""Help in groups: what is read, what is written, what is removed."""

from __future__ import annotations

import click

_OTHER = "Other options"
_WIDEST = 28
_GENERAL = "General options"
# An option that is not named here stands among the other options.
_GROUPS = {
    "Rules": ("select", "ignore", "extend_select", "unsafe", "lang", "pack", "baseline"),
    "Input": ("source", "text_field", "url", "file_list", "stdin_filename"),
    "Folders": ("exclude", "force_exclude"),
    "Output": (
        *("write", "output", "to", "html", "annotate", "mark", "no_write", "state", "backup", "journal"),
        *("check", "diff", "exit_non_zero_on_change", "write_baseline"),
    ),
    "Reports": ("output_format", "report", "statistics", "files_with_matches", "view", "context", "svg", "width"),
    _OTHER: (),
    _GENERAL: ("config", "isolated", "jobs", "engine", "color", "verbose", "quiet", "help"),
}


class GroupedCommand(click.Command):
    """A command whose help lists its options by what they are for."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section for each group, the options in the order of the table."""
        sections = grouped(self, ctx)
        width = min(max(len(left) for _, rows in sections for left, _ in rows), _WIDEST)
        for title, rows in sections:
            with formatter.section(title):
                # The texts of all sections stand below each other.
                formatter.write_dl([(left.ljust(width), right) for left, right in rows], col_max=_WIDEST)


def grouped(command: click.Command, context: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """The options of a command by group: how each is written, and what it does."""
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    records = {_name(option): record for option in options if (record := option.get_help_record(context))}
    known = {name for names in _GROUPS.values() for name in names}
    sections = []
    for title, names in _GROUPS.items():
        chosen = [name for name in records if name not in known] if title == _OTHER else names
        rows = [records[name] for name in chosen if name in records]
        if rows:
            sections.append((title, rows))
    return sections


def _name(option: click.Option) -> str:
    return "help" if "--help" in option.opts else option.name or ""
