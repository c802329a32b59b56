"""What the expected amount of an occurrence is made of: terms that add up to it, or an average."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models.enums import TextChoices

from schedules.choices import AmountRule
from schedules.occurrences import Occurrence
from schedules.owed import OwedOn


class Operation(TextChoices):
    """How an expected amount follows from its terms."""

    STATED = "stated"
    """It is the one term, which the schedule or somebody states."""
    AVERAGE = "average"
    """It is the average of the terms, rounded half to even."""
    SUM = "sum"
    """It is the sum of the terms."""


class TermOf(TextChoices):
    """What a term is."""

    AMOUNT = "amount"
    """What is stated."""
    LOWEST = "lowest"
    HIGHEST = "highest"
    """The ends of a range."""
    PAYMENT = "payment"
    """What a payment came to."""
    OPENING_BALANCE = "opening_balance"
    MOVED = "moved"
    """What the account opened with, and what has moved on it, with the other sign."""
    TO_PAY = "to_pay"
    """What earlier dates are to pay of it, below zero."""
    NOT_OWED = "not_owed"
    """What makes up for money on the account, or for what earlier dates are to pay beyond."""


class Term(NamedTuple):
    """A part of an expected amount, in minor units."""

    of: TermOf
    amount: int
    day: date | None = None
    """Of a payment, its day; of what has moved, the last day that counts."""
    transaction_id: int | None = None
    account_id: int | None = None
    """Of what has moved, the account."""


def operation_of(one: Occurrence) -> Operation:
    """Return how the expected amount of an occurrence follows from its terms."""
    if one.owed:
        return Operation.SUM
    return Operation.AVERAGE if one.learned_from or _is_range(one) else Operation.STATED


def terms_of(one: Occurrence) -> list[Term]:
    """Return what the expected amount of an occurrence is made of."""
    if one.owed:
        return list(_of_debt(one.owed))
    if one.learned_from:
        return [
            Term(TermOf.PAYMENT, paid.amount, paid.date, paid.transaction_id)
            for paid in one.learned_from
        ]
    if _is_range(one):
        highest = one.expected.highest or 0
        return [Term(TermOf.LOWEST, one.expected.lowest), Term(TermOf.HIGHEST, highest)]
    return [Term(TermOf.AMOUNT, one.expected.amount)]


def _is_range(one: Occurrence) -> bool:
    is_stated = one.stated is not None and one.stated.amount is not None
    return one.phase.amount_rule == AmountRule.RANGE and not is_stated


def _of_debt(owed: OwedOn) -> Iterator[Term]:
    yield Term(TermOf.OPENING_BALANCE, -owed.opening)
    yield Term(TermOf.MOVED, -owed.moved, owed.day, account_id=owed.account_id)
    if owed.to_pay:
        yield Term(TermOf.TO_PAY, -owed.to_pay)
    if rest := owed.amount + owed.opening + owed.moved + owed.to_pay:
        yield Term(TermOf.NOT_OWED, rest)
