"""How names are cleaned for keeping and folded for comparing."""

import re
import unicodedata

NAME_LENGTH_MAX = 100
NAME_KEY_LENGTH_MAX = 4 * NAME_LENGTH_MAX
"""Folding lengthens some names: one ligature becomes up to eighteen letters. A name whose key is
longer than this is refused as too long."""

# Default_Ignorable_Code_Point of Unicode: what a reader does not see, such as zero-width spaces,
# soft hyphens, marks of direction and the selectors between two forms of an emoji.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """Return `text` in NFC, trimmed, with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_name(text: str) -> bool:
    """Whether `text` can be kept as a name as it stands: clean, and not empty once folded."""
    return clean(text) == text and 0 < len(fold(text)) <= NAME_KEY_LENGTH_MAX


def fold(text: str) -> str:
    """Return the key under which `text` is unique and searched: without regard to case or width.

    Two names that a person reads as the same have the same key: NFKC, case folded (Unicode
    default caseless matching, section 3.13), without invisible characters, trimmed, white space
    collapsed. Every engine then compares keys byte by byte, whatever its collations think of "ß"
    or "é".
    """
    if text.isascii():
        # None of it has another form or is invisible; most names are such.
        return " ".join(text.lower().split())
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFKC", visible.casefold())
    return " ".join(folded.split())
