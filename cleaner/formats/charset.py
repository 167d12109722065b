"""The character set of a page: from its byte order mark, its headers or its own declaration, else by its bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

# What browsers read these declarations as.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page; `encode` gives back its bytes, also those that are invalid in its character set."""

    text: str
    mark: bytes
    charset: str

    def encode(self, text: str) -> bytes:
        """The bytes of a part of the text, with the byte order mark."""
        return self.mark + text.encode(self.charset, self.errors)

    @property
    def errors(self) -> str:
        """How bytes that are invalid are read and written."""
        return _errors(self.charset)


def beginning(data: bytes, *, charset: str = "") -> Decoded:
    """The character set of a page that begins with `data`, without its text; `charset` is what headers say."""
    mark, declared = next(((m, name) for m, name in _MARKS if data.startswith(m)), (b"", ""))
    return Decoded("", mark, declared or _chosen(data[len(mark) :], charset))


def decoded(data: bytes, *, charset: str = "") -> Decoded | None:
    """The text in `data`; `charset` is what headers say. None when its bytes could not be written back as they are."""
    page = beginning(data, charset=charset)
    try:
        found = Decoded(data[len(page.mark) :].decode(page.charset, page.errors), page.mark, page.charset)
        return found if page.charset == "utf-8" or found.encode(found.text) == data else None
    except UnicodeError:
        return None


def _errors(name: str) -> str:
    return "surrogatepass" if name.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _chosen(body: bytes, header: str) -> str:
    name = _known(header) or _known(_declared(body))
    if name and (name == "utf-8" or _fits(body, name)):
        return name
    if _fits(body, "utf-8"):
        return "utf-8"
    # Imported late: nearly every page says what it is in.
    from charset_normalizer import from_bytes

    best = None if name else from_bytes(body[:_SAMPLE_BYTES]).best()
    return name or _known(best.encoding if best else "") or "cp1252"


def _declared(body: bytes) -> str:
    from bs4.dammit import EncodingDetector

    return EncodingDetector.find_declared_encoding(body, is_html=True) or ""


def _known(label: str) -> str:
    """Our name of a character set; empty when there is no such, or one that no page can be declared in."""
    try:
        name = codecs.lookup(label.strip()).name if label.strip() else ""
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        return ""
    # A declaration that could be read is in bytes of ASCII's kind.
    return "utf-8" if name.startswith(("utf-16", "utf-32", "utf-7")) else _READ_AS.get(name, name)


def _fits(body: bytes, name: str) -> bool:
    try:
        # The last character of what is only the beginning of a page may be incomplete.
        codecs.getincrementaldecoder(name)().decode(body)
    except UnicodeDecodeError:
        return False
    return True
