"""Tell whether a line names the outlet whose page it is on, by the host of the page's address."""

from __future__ import annotations

from cleaner.text.late import late

# Shorter names are ordinary words or parts of them.
LEAST_LETTERS = 4
# The label before the country in `example.co.uk`.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "gouv", "gob", "ne", "net", "or", "org"})
_NOT_LETTERS = late(r"[\W_]+")


def host(url: str) -> str:
    """The host of an address, empty when there is none."""
    if not url:
        return ""
    # Imported late: most texts have no address.
    from urllib.parse import urlsplit

    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def outlet_name(url: str) -> str:
    """The name in the host, such as `dailytide` for `www.the-daily-tide.co.uk`; empty when it is too short to tell."""
    labels = host(url).split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    name = squeezed(labels[-1]) if labels else ""
    if name.startswith("the") and len(name) >= len("the") + LEAST_LETTERS:
        name = name.removeprefix("the")
    return name if len(name) >= LEAST_LETTERS else ""


def squeezed(text: str) -> str:
    """`text` without what stands between its letters, as in a host name."""
    return _NOT_LETTERS.sub("", text)
