"""Payments, and the cadences by which they may recur."""

from datetime import date
from typing import NamedTuple


class Payment(NamedTuple):
    """A transaction of one payee, on one account, in one currency, of one type."""

    date: date
    id: int
    amount: int
    """In minor units, above zero."""


class Cadence(NamedTuple):
    """How long it takes from one payment to the next, and how far one may be from its date."""

    name: str
    weeks: int
    months: int
    """Either is 0."""
    days: int
    """How many days about."""
    within: int
    """In days: those of a month come early or late by a weekend and a holiday."""


CADENCES = (
    Cadence("week", 1, 0, 7, 1),
    Cadence("two_weeks", 2, 0, 14, 2),
    Cadence("four_weeks", 4, 0, 28, 2),
    Cadence("month", 0, 1, 30, 4),
    Cadence("two_months", 0, 2, 61, 5),
    Cadence("quarter", 0, 3, 91, 7),
    Cadence("half_year", 0, 6, 182, 10),
    Cadence("year", 0, 12, 365, 15),
)
