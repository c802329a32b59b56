"""How names are cleaned for keeping and folded for comparing."""

import unicodedata


def clean(text: str) -> str:
    """Return `text` in NFC, trimmed, with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Return the key under which `text` is unique and searched: without regard to case or width.

    Two names that a person reads as the same have the same key: NFKC, case folded (Unicode
    default caseless matching, section 3.13), trimmed, white space collapsed. Every engine then
    compares keys byte by byte, whatever its collations think of "ß" or "é".
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())
