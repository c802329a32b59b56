"""Statements of cards, on which what was spent stands without a minus, and what was paid with one.

Nothing but the texts and the kind of the account tells such a table from one of an account on which
more arrives than leaves. Where they do not tell either, it is asked.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from readers.statement import ACCOUNT, Candidates, Unreadable
from readers.tables.amounts import are_marked, factors_of
from readers.tables.columns import Columns
from readers.tables.evidence import Evidence
from readers.tables.header import Head
from readers.tables.headings import CARD, PAID, PAYMENT, REFUND, plain
from readers.tables.numbers import is_negative

_CREDIT_CARD = "credit_card"
_CANDIDATES: Candidates = (
    {"invert": True},
    {"invert": False},
    {"invert": True, "invert_balance": True},
)
"""The last is of cards whose balances are what is owed, without a minus as well."""


class _Minus(NamedTuple):
    """What the texts of the rows say of the two sides of a column of amounts."""

    thanks: int = 0
    """Rows below zero that thank for a payment, as nobody but the bank of a card does."""
    payments: int = 0
    """Rows below zero that are payments or refunds by their texts."""
    rows: int = 0
    """Rows below zero."""
    paid_above: int = 0
    """Payments above zero."""
    named_above: int = 0
    """Rows above zero that are payments, credits or refunds by their texts."""


def is_turned(
    found: Evidence, columns: Columns, head: Head, options: Mapping[str, Any], *, follows: bool
) -> bool:
    """Whether a table is of a card whose charges stand without a minus.

    Raises Unreadable where it is one of a card and its rows leave open which way they are meant.
    Where a balance `follows` from the rows, only texts of a card speak against it.
    """
    if "amount" not in columns or are_marked(found, columns["amount"]):
        return False
    if "sign" in columns and factors_of(found):
        return False
    below, above = found.below_zero(columns["amount"])
    if above <= below:
        return False
    is_card = options.get(ACCOUNT, ("",))[0] == _CREDIT_CARD or _is_headed_as_card(head)
    minus = _minus(found, columns)
    if minus.rows and not minus.paid_above:
        explained = minus.payments if is_card else minus.thanks and minus.payments
        if explained == minus.rows:
            return True
    is_open = _is_open(minus) if is_card else not follows and _looks_like_card(minus)
    if is_open:
        raise Unreadable(
            "unknown_direction",
            "This looks like a card statement, and most amounts have no minus. If they were "
            "spent, state `invert` as true; if they arrived, as false.",
            option="invert",
            candidates=_CANDIDATES,
        )
    return False


def _is_open(minus: _Minus) -> bool:
    """Whether the texts of a card leave open which way its rows are meant."""
    return not (minus.paid_above and minus.rows and not minus.payments)


def _looks_like_card(minus: _Minus) -> bool:
    """Whether nothing but payments leaves, and nothing that arrives is called a payment or credit.

    So the statement of a card looks whose account is of another type here.
    """
    return 0 < minus.rows == minus.payments and not minus.named_above


def _is_headed_as_card(head: Head) -> bool:
    words = [word for name in head.names for word in plain(name).split()]
    return any(word in CARD or any(part in word for part in _PARTS) for word in words)


_PARTS = ("kreditkart", "cardmember", "cardholder", "kreditkort")


def _minus(found: Evidence, columns: Columns) -> _Minus:
    """Return what the texts of the first rows say."""
    amount_at = columns["amount"][0]
    roles = ("payee", "description", "type", "category")
    places = [place for role in roles for place in columns.get(role, ())]
    thanks = payments = rows = paid_above = named_above = 0
    for cells in found.sample:
        if amount_at >= len(cells) or not any(c in "123456789" for c in cells[amount_at]):
            continue
        text = f" {plain(' '.join(cells[c] for c in places if c < len(cells))[:300])} "
        is_thanks, is_payment = _has(text, PAID), _has(text, PAID | PAYMENT)
        if is_negative(cells[amount_at]):
            rows += 1
            thanks += is_thanks
            payments += is_payment or _has(text, REFUND)
        else:
            paid_above += is_thanks
            named_above += is_payment or _has(text, REFUND)
    return _Minus(thanks, payments, rows, paid_above, named_above)


def _has(text: str, words: frozenset[str]) -> bool:
    return any(f" {word} " in text if word.isascii() else word in text for word in words)
