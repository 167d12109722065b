"""What makes two findings the same, wherever they stand: the rule and the words."""

from __future__ import annotations

from cleaner.text.normalise import fold


def fingerprint(rule_id: str, text: str) -> str:
    """`rule:` and sixteen hex digits that do not change with case, quotes, dashes, white space or place."""
    # Imported late: a plain filter asks for no fingerprint.
    import hashlib

    words = " ".join(fold(text).split())
    return f"{rule_id}:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
