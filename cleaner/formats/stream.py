"""What every format shares: how it is read, what it tells its caller, and faults that do not stop a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cleaner.clean import Nodes
from cleaner.model import Cleaned, Document

Clean = Callable[[Document], Cleaned]
Observe = Callable[[Cleaned], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read an input; `path` is shown in messages and records.

    `annotate` adds a field to each row: "beside" the cleaned text, or "only", which leaves the text as it is.
    """

    path: str
    text_field: str = "text"
    url_field: str = "url"
    url: str = ""
    annotate: Literal["", "beside", "only"] = ""
    to: str = "same"
    nodes: Nodes = field(default_factory=Nodes)


class Problem(NamedTuple):
    """Something about an input that the user should know. `fatal` ones make the run end with exit code 2."""

    where: str
    message: str
    fatal: bool = True


Report = Callable[[Problem], None]
