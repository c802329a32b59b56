"""How two other trackers define a payment that recurs, from descriptions of what they do.

Their programs are not used. Of Actual's patterns, that of the first or third weekday is left out:
no household has one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from statistics import pstdev
from typing import NamedTuple

from common.periods import Month
from schedules.cadences import Payment

ACTUAL_HITS = 3
ACTUAL_WITHIN = timedelta(days=2)
ACTUAL_APART = Fraction(75, 1000)
"""Of the newest amount."""
SURE_HITS = 3
SURE_MONTHS = 3
SURE_DEVIATION = 5
"""In days of the month."""


class Claim(NamedTuple):
    """That payments recur."""

    cadence: str
    next: date
    """The first day after today on which the next one is expected."""
    payments: frozenset[int]
    """Their ids."""


def as_actual(payments: Sequence[Payment], today: date) -> Iterator[Claim]:
    """Yield a claim where the three newest dates of a pattern have a payment each.

    Within two days of its date, and of about one amount. The first pattern that fits is it.
    """
    for name, step in _STEPS.items():
        for newest in payments:
            if step(newest.date, 1) + ACTUAL_WITHIN < today:
                continue
            hits = [
                _near(payments, step(newest.date, -number), newest.amount)
                for number in range(ACTUAL_HITS)
            ]
            if all(hits):
                after = next(
                    day for number in range(1, 9) if (day := step(newest.date, number)) > today
                )
                yield Claim(name, after, frozenset(one.id for one in hits if one))
                return


def _near(payments: Sequence[Payment], day: date, amount: int) -> Payment | None:
    for one in payments:
        is_near = abs(one.date - day) <= ACTUAL_WITHIN
        if is_near and abs(one.amount - amount) <= ACTUAL_APART * amount:
            return one
    return None


def _months(day: date, number: int) -> date:
    month = Month.of(day).shifted(number)
    return month.first.replace(day=min(day.day, month.last.day))


_STEPS = {
    "week": lambda day, number: day + timedelta(weeks=number),
    "two_weeks": lambda day, number: day + timedelta(weeks=2 * number),
    "month": _months,
}


def as_sure(payments: Sequence[Payment], today: date) -> Iterator[Claim]:
    """Yield a claim for each amount that came three times in three months on similar days."""
    since = _months(today, -SURE_MONTHS)
    by_amount: defaultdict[int, list[Payment]] = defaultdict(list)
    for one in payments:
        if since <= one.date <= today:
            by_amount[one.amount].append(one)
    for same in by_amount.values():
        days = [one.date.day for one in same]
        if len(same) >= SURE_HITS and pstdev(days) <= SURE_DEVIATION:
            day = round(Fraction(sum(days), len(days)))
            months = (Month.of(today), Month.of(today).shifted(1))
            dates = [one.first.replace(day=min(day, one.last.day)) for one in months]
            after = next(one for one in dates if one > today)
            yield Claim("month", after, frozenset(one.id for one in same))
