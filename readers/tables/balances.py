"""Words of lines that state a balance instead of a transaction: which one, and of when."""

import re

from readers.statement import BalanceKind
from readers.tables.headings import (
    BALANCE,
    BALANCE_BESIDE,
    CLOSING,
    CURRENT,
    ENDS,
    OPENING,
    STARTS,
    begins_with,
    plain,
)

_LENGTH_MAX = 80
"""In characters. The longest words for a balance have 23, with a date and an account beside them;
longer texts are payments."""
_SPREAD = re.compile(r"(?:\b\w\b ){3,}\w\b")
"""A word with a space after each letter: "S A L D O"."""


def is_balance(text: str) -> bool:
    """Whether `text` says nothing but which balance stands beside it."""
    return balance_kind(text) is not None


def balance_kind(text: str) -> BalanceKind | None:
    """Return which balance a text names that says nothing else; None for any other text.

    Numbers and dates within it do not count. Its words tell whether it is the one before the rows
    (OPENING) or the one after them (CLOSING); STATED where they do not.
    """
    if not text or len(text) > _LENGTH_MAX:
        return None
    bare = plain(text)
    if bare in OPENING:
        return BalanceKind.OPENING
    if bare in CLOSING:
        return BalanceKind.CLOSING
    words = [word for word in _words(bare) if not word.isdigit()]
    if not words or not (_has_noun(words) or " ".join(words) in CURRENT):
        return None
    if any(word not in _KNOWN for word in words):
        return None
    return _when(words)


def kind_of_words(text: str) -> BalanceKind | None:
    """Return which balance a text speaks of, whatever else it says; None where of no balance."""
    words = _words(plain(text[:200]))
    return _when(words) if _has_noun(words) else None


def kind_of_line(text: str) -> BalanceKind | None:
    """Return which balance a cell speaks of in a line that has nothing else to say."""
    for words, kind in ((OPENING, BalanceKind.OPENING), (CLOSING, BalanceKind.CLOSING)):
        if begins_with(text, words):
            return kind
    return kind_of_words(text)


def names_balance(text: str) -> bool:
    """Whether a line that is not a row states a balance under this label."""
    return begins_with_balance(text) or is_balance(text)


def begins_with_balance(text: str) -> bool:
    """Whether the first word of a text is one for a balance."""
    words = _words(plain(text[:200]))
    return bool(words) and (words[0] in BALANCE or any(words[0].startswith(n) for n in _WHOLE))


def _words(bare: str) -> list[str]:
    joined = _SPREAD.sub(lambda match: match[0].replace(" ", ""), bare)
    return joined.split()


def _has_noun(words: list[str]) -> bool:
    return any(word in BALANCE for word in words) or any(n in w for n in _WHOLE for w in words)


def _when(words: list[str]) -> BalanceKind:
    if any(word in STARTS for word in words):
        return BalanceKind.OPENING
    return BalanceKind.CLOSING if any(word in ENDS for word in words) else BalanceKind.STATED


_WHOLE = tuple(word for word in BALANCE if not word.isascii() and len(word) > 1)
"""Words of scripts that need no spaces between them."""
_KNOWN = BALANCE | BALANCE_BESIDE | STARTS | ENDS
