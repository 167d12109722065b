"""What a run is asked to do, resolved once and never changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass

CORE = (
    "donation",
    "payment",
    "advert",
    "affiliate",
    "read-more",
    "related",
    "paywall",
    "registration",
    "newsletter",
)
NEIGHBOURS = ("social", "consent", "comments", "promo", "legal", "feedback")
OPTIONAL = ("credit", "byline", "timestamp", "nav")
CATEGORIES = (*CORE, *NEIGHBOURS, *OPTIONAL)

# Categories whose pieces stand together on pages, so that one bears out the other.
_FAMILIES = (
    ("donation", "payment", "paywall", "registration", "newsletter"),
    ("advert", "affiliate"),
    ("read-more", "related"),
    NEIGHBOURS,
    OPTIONAL,
)
_FAMILY = {category: number for number, family in enumerate(_FAMILIES) for category in family}


def family(category: str) -> int:
    """The number of the family of a category."""
    return _FAMILY[category]


# The family of what asks the reader for money, an address or an account.
ASKING = family("donation")


def same_family(one: str, other: str) -> bool:
    """Whether two categories belong together."""
    return _FAMILY[one] == _FAMILY[other]


@dataclass(frozen=True, slots=True)
class Override:
    """Other rules for some documents: those of a `site` and its subdomains, or those of `files`.

    `files` is a glob of paths below `folder`, or of names if it has no slash; `*` stands for slashes too.
    `select` replaces that of the run, `ignore` and `extend_select` are added to it.
    """

    files: str = ""
    folder: str = ""
    site: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Selection, safety and limits of a run.

    `select`, `ignore`, `extend_select` hold rule ids, categories, prefixes or `ALL`. `budget` is the
    largest share (0 to 1) of a document's words that prose rules may take before the document is left
    as it is. `languages` limits the packs; empty means all. `keep` holds fingerprints of findings that
    are to be left alone. `overrides` change the selection for some documents.
    """

    select: tuple[str, ...] = (*CORE, *NEIGHBOURS)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    unsafe: bool = False
    preview: bool = False
    budget: float = 0.7
    keep: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def digest(self) -> str:
        """Sixteen hex digits that differ whenever the settings do."""
        # Imported late: a plain filter asks for no digest.
        import hashlib
        import json

        data = json.dumps(asdict(self), sort_keys=True).encode()
        return hashlib.sha256(data).hexdigest()[:16]
