"""What the texts of two bookings say for and against that money moved between own accounts."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from common.tokens import words_in

NAME_LENGTH_MIN = 3
"""How long an account's name has to be, in characters, to be looked for in texts: two letters, such
as "DE", stand in many texts by chance."""
NUMBER_LENGTH_MIN = 6
"""How long an account's number has to be, without white space, to name it. Shorter numbers occur in
texts as dates and references."""
TAIL_LENGTH_MIN = 4
"""How many of the last digits of an account's number name it, as masked numbers show them."""

# The beginnings of words for moving money between accounts, folded and without accents.
_MOVING = (
    "umbuch", "ubertrag", "uebertrag", "eigenubertrag", "transfer", "tfr", "xfer", "virement",
    "overboek", "overschrijv", "giroconto", "girofondo", "trasferiment", "traspaso", "traspas",
    "przelew", "prevod", "overfor", "kontoregulering", "siirto", "tilisiirto", "atvezet",
    "virman", "convert", "konvert", "exchanged", "wahrungs", "waehrungs", "umgetauscht",
    "μεταφορα", "перевод", "振替", "転送", "转账",
)  # fmt: skip
_SAME_DAY, _FOR_A_DAY = 20, 5
"""Points for the same day, and what each later day takes off: DAYS_MAX of transfer_pairs leaves
nothing. The same amount alone suffices, so that the date decides between equal amounts."""
_DAY_BEFORE, _FOR_A_DAY_BEFORE = 6, 6
"""Points where money arrives a day before it left, and what each further day takes off: two days
before leave nothing, and from three on they speak against it."""
_TEXT = 15
"""Points for a word for moving money, a name, or the end of a number. It makes up for a rival
(_RIVALLED of transfer_pairs), or for a category beside the same day (50 + 20 + 15 - 25)."""
_NUMBER = 25
"""Points for a whole number of an account, which no text has by chance: as much as a category."""
_FILED = 25
"""Taken off for a category on each side, and for a payee of other things: more than the same day
gives, so that a text has to say that it is a transfer."""
_CACHED = 8192
"""Of how many texts what was found is kept: each is compared with several others."""
_MASK = re.compile(r"^x+(?=\d)")


class TransferSide(NamedTuple):
    """A transaction on one account that may be one side of a transfer."""

    id: int
    account: int
    date: date
    amount: int
    """In minor units, into the account (+) or out of it (-)."""
    currency: str
    text: str = ""
    """Whatever it says: its payee, its description and its notes."""
    has_category: bool = False
    """Whether somebody filed it as an expense or as income."""
    is_shop: bool = False
    """Whether its payee is one whose other transactions are filed under categories."""


class OwnAccount(NamedTuple):
    """What an account of the person's own is called in texts."""

    name: str = ""
    number: str = ""
    """IBAN or account number."""


class Evidence(NamedTuple):
    """Something that speaks for a transfer, or against it: points of 100, and what it is."""

    points: int
    reason: str


def evidence_of(
    leaving: TransferSide, arriving: TransferSide, source: OwnAccount, target: OwnAccount
) -> list[Evidence]:
    """Return what the dates, the texts and the state of both sides say."""
    found = [_of_dates(leaving.date, arriving.date)]
    if names := [*_naming(leaving.text, target), *_naming(arriving.text, source)]:
        found.append(max(names))
    if word := _moving(leaving.text) or _moving(arriving.text):
        found.append(Evidence(_TEXT, f'the text says "{word}"'))
    filed = leaving.has_category + arriving.has_category
    if filed:
        reason = "it has a category" if filed == 1 else "both are filed"
        found.append(Evidence(-_FILED * filed, reason))
    if leaving.is_shop or arriving.is_shop:
        found.append(Evidence(-_FILED, "the payee is one who is paid for other things"))
    return found


def _of_dates(left: date, arrived: date) -> Evidence:
    days = (arrived - left).days
    if days == 0:
        return Evidence(_SAME_DAY, "on the same day")
    apart = f"{abs(days)} days" if abs(days) > 1 else "1 day"
    if days > 0:
        return Evidence(_SAME_DAY - _FOR_A_DAY * days, f"{apart} later")
    # Banks date what arrives by another day now and then; money rarely arrives before it left.
    points = _DAY_BEFORE + _FOR_A_DAY_BEFORE * (days + 1)
    return Evidence(points, f"it arrived {apart} before it left")


@lru_cache(maxsize=_CACHED)
def _naming(text: str, account: OwnAccount) -> tuple[Evidence, ...]:
    """Return how `text` names `account`."""
    words, name = _words(text), _words(account.name)
    number = _words(account.number).replace(" ", "")
    found = []
    if len(account.name) >= NAME_LENGTH_MIN and name and f" {name} " in f" {words} ":
        found.append(Evidence(_TEXT, f'the text names the account "{account.name}"'))
    if len(number) >= NUMBER_LENGTH_MIN and number in words.replace(" ", ""):
        found.append(Evidence(_NUMBER, f"the text has the account's number {account.number}"))
    elif any(_is_tail(word, number) for word in words.split()):
        reason = f"the text has the end of the account's number {account.number}"
        found.append(Evidence(_TEXT, reason))
    return tuple(found)


def _is_tail(word: str, number: str) -> bool:
    tail = _MASK.sub("", word)
    return len(tail) >= TAIL_LENGTH_MIN and tail.isdigit() and number.endswith(tail)


@lru_cache(maxsize=_CACHED)
def _moving(text: str) -> str:
    """Return the word of `text` that says that money moved between accounts; empty without."""
    return next((word for word in _words(text).split() if word.startswith(_MOVING)), "")


@lru_cache(maxsize=_CACHED)
def _words(text: str) -> str:
    return " ".join(words_in(text))
