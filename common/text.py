"""How names are cleaned for keeping and folded for comparing."""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from itertools import chain, count, groupby
from typing import Literal

NAME_LENGTH_MAX = 100
"""In characters. Parties of a SEPA payment have up to 70; a list shows a name on one line."""
NAME_KEY_LENGTH_MAX = 4 * NAME_LENGTH_MAX
"""Folding lengthens some names: one ligature becomes up to eighteen letters. A name whose key is
longer than this is refused as too long."""
_SHORT = 250
"""In characters. Up to here `unicodedata.normalize` takes half a millisecond at the most."""

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

# Default_Ignorable_Code_Point of Unicode: what a reader does not see, such as zero-width spaces,
# soft hyphens, marks of direction and the selectors between two forms of an emoji.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_DOTLESS_I = "\u0131"
_DOT_ABOVE = "\u0307"
_ENDS_AN_I = frozenset({0, 230})
"""The combining classes of what ends the reach of an i: another letter, and a mark above it."""


def clean(text: str) -> str:
    """Return `text` in NFC, trimmed, with every run of white space as one space."""
    return " ".join(normalized("NFC", text).split())


def normalized(form: Form, text: str) -> str:
    """Return `text` in a normal form of Unicode (UAX #15), in a time that grows with its length.

    `unicodedata.normalize` sorts every run of combining marks by insertion: 20,000 marks in the
    wrong order take it seconds, and a megabyte takes hours. It finds them sorted here.
    """
    if len(text) > _SHORT and not text.isascii():
        text = _with_marks_in_order("NFKD" if "K" in form else "NFD", text)
    return unicodedata.normalize(form, text)


def is_name(text: str) -> bool:
    """Whether `text` can be kept as a name as it stands: clean, and not empty once folded."""
    return clean(text) == text and not name_fault(text)


def name_fault(text: str) -> Literal["", "blank", "max_length"]:
    """Return what keeps `text`, which is clean, from being a name; nothing where it is one.

    Characters that fold to nothing make a name that nobody can tell from another; a folded key
    may be longer than the name, and its column is not.
    """
    # The key of a clean name of ASCII is as long as the name: it is not folded for this.
    key = text if text.isascii() else fold(text)
    if not key:
        return "blank"
    too_long = len(text) > NAME_LENGTH_MAX or len(key) > NAME_KEY_LENGTH_MAX
    return "max_length" if too_long else ""


def is_only_marks(text: str) -> bool:
    """Whether `text` has nothing but punctuation, signs and white space: no letter, digit or emoji.

    By the general category of Unicode; emoji are of `So`, and people do name things by them.
    """
    if text.isalnum():
        return False
    return all(
        category[0] in "PZC" or category in {"Sm", "Sc", "Sk"}
        for category in map(unicodedata.category, text)
    )


def fold(text: str) -> str:
    """Return the key under which `text` is unique and searched: without regard to case or width.

    Two names that a person reads as the same have the same key: NFKC, case folded (Unicode
    default caseless matching, section 3.13), without invisible characters, trimmed, white space
    collapsed, and with İ, I, ı and i as the one letter i. Every engine then compares keys byte by
    byte, whatever its collations think of "ß" or "é".
    """
    folded = fold_case(text)
    if folded.isascii() or not (_DOTLESS_I in folded or _DOT_ABOVE in folded):
        return folded
    return normalized("NFKC", _with_one_i(normalized("NFD", folded)))


def fold_case(text: str) -> str:
    """Return `text` as `fold` does, but with dotted and dotless i as two letters.

    For what may not compare as loosely as names do: an e-mail address, because mıke@ and mike@ are
    two mailboxes; and what was kept by a version that folded so, and cannot be folded anew.
    """
    if text.isascii():
        # None of it has another form or is invisible; most names are such.
        return " ".join(text.lower().split())
    visible = _INVISIBLE.sub("", normalized("NFKC", text))
    folded = normalized("NFKC", visible.casefold())
    return " ".join(folded.split())


def numbered(name: str, taken: Container[str]) -> str:
    """Return `name` with the first number from 2 on that makes its key none of `taken`.

    The end of the name makes room for it where the name or the key would be too long.
    """
    for number in count(2):
        ending = f" {number}"
        stem = name[: NAME_LENGTH_MAX - len(ending)]
        while len(fold(stem)) > NAME_KEY_LENGTH_MAX - len(ending):
            stem = stem[:-1]
        free = f"{stem.rstrip()}{ending}"
        if fold(free) not in taken:
            return free
    raise AssertionError  # counting does not end


def _with_one_i(decomposed: str) -> str:
    """Return `decomposed`, which is in NFD and case folded, with every i as an i without a dot.

    Turkish and Azeri have four letters where English has two: ı is the small letter of I, and i
    that of İ, which folds to i and a dot above. The dot belongs to the i where no mark stands
    between the two that is drawn in the same place (Unicode SpecialCasing, After_I).
    """
    kept: list[str] = []
    after_i = False
    for char in decomposed:
        if char == _DOT_ABOVE and after_i:
            continue
        kept.append("i" if char == _DOTLESS_I else char)
        if kept[-1] == "i":
            after_i = True
        elif unicodedata.combining(char) in _ENDS_AN_I:
            after_i = False
    return "".join(kept)


def _with_marks_in_order(form: Literal["NFD", "NFKD"], text: str) -> str:
    # Some characters that are not marks decompose into marks, so every one is decomposed first.
    characters = chain.from_iterable(_decomposed(form, character) for character in text)
    runs = groupby(characters, key=lambda character: unicodedata.combining(character) > 0)
    # Sorting keeps equals in their order, and characters that are not marks are all equal.
    return "".join("".join(sorted(run, key=unicodedata.combining)) for _, run in runs)


@lru_cache(maxsize=4096)  # characters: more than the texts of one book have; bounds memory
def _decomposed(form: Literal["NFD", "NFKD"], character: str) -> str:
    return unicodedata.normalize(form, character)
