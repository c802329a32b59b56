"""What the words that head a column, and of signs and states, mean in some twenty languages."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from common.money import CURRENCIES
from common.text import normalized

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
    """Return `text` in small letters without accents, with one space for all that is not a letter.

    Letters of every script stay, and the vowels that some scripts write as marks.
    """
    folded = normalized("NFKD", text.casefold().translate(_LETTERS))
    if folded.isascii():
        return " ".join(_NOT_ASCII_LETTERS.sub(" ", folded).split())
    bare = (c for c in folded if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(c if _is_letter(c) else " " for c in bare).split())


_NOT_ASCII_LETTERS = re.compile(r"[^0-9a-z]+")


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _ranks() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return the roles that each name can have, with the place of the name in the list of each."""
    words = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    ranks: dict[str, list[tuple[str, int]]] = {}
    for role, names in words.items():
        for place, name in enumerate(map(plain, names)):
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
    """Return `name` and what is left of it without what says nothing of the role."""
    bare = _BESIDE.sub(" ", name)
    words = [word for word in re.split(r"[\s_]+", bare) if word]
    without_code = " ".join(word for word in words if word.strip(".,:;-") not in CURRENCIES)
    # Of "credit in CHF" the preposition is left.
    alone = re.sub(r"\s(?:in|en|i|w|em)$", "", without_code)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    if name.isascii():
        return name, bare, without_code, alone, apart
    # Headings in two languages at once: "Date \u65e5\u671f".
    latin = "".join(c if c < "\u0250" else " " for c in name)
    other = "".join(c if c >= "\u0250" else " " for c in name)
    return name, bare, without_code, alone, apart, latin, other


def currency_of(name: str) -> str:
    """Return the currency that a column's name ends with or has in brackets; empty for none."""
    words = [*_BESIDE.findall(name), *name.split()[-1:], *name.split("_")[-1:]]
    for word in words:
        word = word.strip(" .,:;")
        if word in CURRENCIES or word in SYMBOLS:
            return str(SYMBOLS.get(word, word))
    return ""


_VALUES = tomllib.loads(Path(__file__).with_name("values.toml").read_text(encoding="utf-8"))


def _known(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(plain, words))


OUT: frozenset[str] = _known(_VALUES["out"])
IN = _known(_VALUES["in"])
"""What a column of signs says of money that leaves the account, and of money that arrives."""
NEITHER = _known(_VALUES["neither"])
"""What a column of signs says of money that goes from one own account to another."""
INCOME_FLAGS, EXPENSE_FLAGS, YES, NO = (
    _known(_VALUES["flags"][name]) for name in ("income", "expense", "yes", "no")
)
"""Headings of columns of yes and no that say whether money arrives, or leaves, and their words."""
CARD, PAID, PAYMENT, REFUND = (
    _known(_VALUES["cards"][name]) for name in ("card", "paid", "payment", "refund")
)
"""Words of statements of cards: in headings, and in the texts of what is paid and given back."""
BILLED, PURCHASED = (_known(_VALUES["money"][name]) for name in ("billed", "purchased"))
"""Words in headings of what the account was charged, and of what was paid in a shop abroad."""
SYMBOLS: Mapping[str, str] = {
    symbol: code for code, symbols in _VALUES["currencies"].items() for symbol in symbols
}
"""The currencies of signs and words that can mean no other one."""
STATES: Mapping[str, str] = {
    plain(word): state for state, words in _VALUES["states"].items() for word in words
}
"""What a column of states says; "void" for what was never booked."""
MONTHS: Mapping[str, int] = {
    plain(name): int(number) for number, names in _VALUES["months"].items() for name in names
}
"""The numbers of the months by their names."""
NEGATIONS = _known(_VALUES["negations"])
"""What turns a word for what is booked into one for what is not."""
OPENING = _known(_VALUES["opening"])
CLOSING = _known(_VALUES["closing"])
CURRENT = _known(_VALUES["current"])
BALANCE, BALANCE_BESIDE, STARTS, ENDS = (
    _known(_VALUES[name]) for name in ("balance", "balance_beside", "starts", "ends")
)
"""Words for a balance, words beside one, and those that say of which end of the period it is."""
TURNOVER = _known(_VALUES["turnover"])
TOTAL = _known(_VALUES["total"])
"""What a line begins with that is not a transaction."""


def begins_with(text: str, words: frozenset[str]) -> bool:
    """Whether `text` begins with one of `words`, whole."""
    found = plain(text[:200]).split()
    return any(" ".join(found[:count]) in words for count in range(1, min(4, len(found)) + 1))


def flag_ways(name: str) -> dict[str, int]:
    """Return what yes and no mean below a heading such as "is income": -1 for money that leaves, 1
    for money that arrives; nothing for other headings."""
    bare = plain(name)
    way = 1 if bare in INCOME_FLAGS else -1 if bare in EXPENSE_FLAGS else 0
    return {**dict.fromkeys(YES, way), **dict.fromkeys(NO, -way)} if way else {}


def key_of(word: str) -> str:
    """Return what a word of a column of directions is known by."""
    return plain(word) or word.strip()
