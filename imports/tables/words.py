"""What the words that head a column, and of signs and states, mean in some twenty languages."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from common.money import CURRENCIES

_NOT_LETTERS = re.compile(r"[^0-9a-z]+")
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "ł": "l",
        "đ": "d",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
)
_BESIDE = re.compile(r"[\[({]([^\])}]*)[\])}]")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return `text` in small letters without accents, with one space for whatever is no letter."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return str(_NOT_LETTERS.sub(" ", bare)).strip()


def _ranks() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return the roles that each name can have, with the place of the name in the list of each."""
    words = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    ranks: dict[str, list[tuple[str, int]]] = {}
    for role, names in words.items():
        for place, name in enumerate(names):
            found = ranks.setdefault(name, [])
            if role not in (known for known, _ in found):
                found.append((role, place))
    return {name: tuple(found) for name, found in ranks.items()}


_ROLES = _ranks()


def roles_of(name: str) -> tuple[tuple[str, int], ...]:
    """Return the roles that a column with this name may have, each with its rank among the names.

    What stands in brackets and the code of a currency only count where the rest says nothing.
    """
    for form in _forms(name):
        if found := _ROLES.get(plain(form)):
            return found
    return ()


def _forms(name: str) -> tuple[str, ...]:
    bare = _BESIDE.sub(" ", name)
    words = [word for word in re.split(r"[\s_]+", bare) if word]
    without_code = " ".join(word for word in words if word.strip(".,:;-") not in CURRENCIES)
    # Of "credit in CHF" the preposition is left.
    alone = re.sub(r"\s(?:in|en|i|w|em)$", "", without_code)
    return name, bare, without_code, alone, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def currency_of(name: str) -> str:
    """Return the currency that a column's name ends with or has in brackets; empty for none."""
    words = [*_BESIDE.findall(name), *name.split()[-1:], *name.split("_")[-1:]]
    for word in words:
        word = word.strip(" .,:;")
        if word in CURRENCIES or word in SYMBOLS:
            return str(SYMBOLS.get(word, word))
    return ""


_VALUES = tomllib.loads(Path(__file__).with_name("values.toml").read_text(encoding="utf-8"))
OUT: frozenset[str] = frozenset(_VALUES["out"])
IN = frozenset(_VALUES["in"])
"""What a column of signs says of money that leaves the account, and of money that arrives."""
SYMBOLS: Mapping[str, str] = {
    symbol: code for code, symbols in _VALUES["currencies"].items() for symbol in symbols
}
"""The currencies of signs and words that can mean no other one."""
STATES: Mapping[str, str] = {
    word: state for state, words in _VALUES["states"].items() for word in words
}
"""What a column of states says; "void" for what was never booked."""
OPENING = frozenset(_VALUES["opening"])
CLOSING = frozenset(_VALUES["closing"])
CURRENT = frozenset(_VALUES["current"])
TURNOVER = frozenset(_VALUES["turnover"])
TOTAL = frozenset(_VALUES["total"])
"""What a line begins with that is no transaction."""


def begins_with(text: str, words: frozenset[str]) -> bool:
    """Whether `text` begins with one of `words`, whole."""
    found = plain(text[:200]).split()
    return any(" ".join(found[:count]) in words for count in range(1, min(4, len(found)) + 1))
