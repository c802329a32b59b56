"""Price changes: payments of a schedule that no longer come to what they came to before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median_low
from typing import NamedTuple

from books.models import Book
from common.periods import DATE_MIN, MONTHS_OF_YEAR, WEEK_DAYS
from common.recurrence import Frequency, Recurrence, normalised
from schedules.amounts import expected_amount, of_currency, within_percent
from schedules.choices import AmountRule
from schedules.stored import StoredPayment, StoredPhase, StoredSchedule, newest_settled

PAID_MAX = 24
"""How many of the newest payments are looked at: two years of months."""
USUAL_OF = 6
"""Of how many payments the median is the usual price: one that is off does not move it."""
SHOWN_DAYS = 366
"""For how many days a price change is shown: a year, as a yearly payment comes once in it."""
DAYS_OF_YEAR = Fraction(146_097, 400)
"""On average, in the Gregorian calendar."""

_FOLLOWING = frozenset({AmountRule.LAST.value, AmountRule.AVERAGE.value})
"""The rules by which a schedule follows its payments."""


class PriceStep(NamedTuple):
    """A price that changed, in minor units."""

    since: date
    """The day of the first payment at the new price."""
    old: int
    new: int
    nominal: date
    """That of the occurrence which this payment settles."""


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A price of a schedule that changed."""

    schedule: StoredSchedule
    phase: StoredPhase
    """The one that holds today."""
    step: PriceStep

    @property
    def difference(self) -> int:
        return self.step.new - self.step.old

    @property
    def permille(self) -> int:
        """The difference, as a part of the old price."""
        return round(Fraction(1000 * self.difference, self.step.old))

    @property
    def per_year(self) -> int:
        """What it comes to in a year."""
        return round(self.difference * times_a_year(self.phase.recurrence))

    @property
    def is_expected(self) -> bool:
        """Whether the schedule expects the new price: by itself, or by what a phase states."""
        following = [one for one in self.schedule.phases if one.starts > self.phase.starts]
        return any(_expects(one, self.step.new) for one in (self.phase, *following[:1]))


def price_changes(
    book: Book, schedules: Iterable[StoredSchedule], today: date
) -> list[PriceChange]:
    """Return the newest price change of each schedule, if it is of the last year, newest first."""
    by_id = {one.pk: one for one in schedules}
    since = max(today - timedelta(days=SHOWN_DAYS), DATE_MIN)
    found = []
    for schedule_id, paid in newest_settled(book.pk, list(by_id), PAID_MAX).items():
        schedule = by_id[schedule_id]
        phase = schedule.phase_on(today)
        if phase.amount_rule == AmountRule.OWED:
            continue  # it has no price
        step = newest_step(sorted(of_currency(paid, phase)), phase)
        if step and step.since >= since:
            found.append(PriceChange(schedule, phase, step))
    return sorted(found, key=lambda one: (one.step.since, one.schedule.pk), reverse=True)


def newest_step(paid: Sequence[StoredPayment], phase: StoredPhase) -> PriceStep | None:
    """Return the newest price change among payments, which are in the order of their days.

    One payment at another price that the next one does not have is an exception; the newest
    payment is taken for a change until there is a next one.
    """
    step: PriceStep | None = None
    usual: list[int] = []
    others: list[StoredPayment] = []
    for one in paid:
        price = median_low(usual[-USUAL_OF:]) if usual else one.amount
        if _meets(one.amount, price, phase):
            usual.append(one.amount)
            others = []
        elif others and _meets(one.amount, others[-1].amount, phase):
            step = PriceStep(others[0].date, price, one.amount, others[0].nominal)
            usual, others = [other.amount for other in [*others, one]], []
        else:
            others = [one]
    if others:
        first = others[0]
        return PriceStep(first.date, median_low(usual[-USUAL_OF:]), first.amount, first.nominal)
    return step


def times_a_year(recurrence: Recurrence) -> Fraction:
    """Return how many dates a recurrence has in a year, on average."""
    one = normalised(recurrence)
    if one.unit == Frequency.DAY:
        return DAYS_OF_YEAR / one.every
    if one.unit == Frequency.WEEK:
        return DAYS_OF_YEAR / (WEEK_DAYS * one.every) * len(one.on)
    if one.unit == Frequency.MONTH:
        return Fraction(MONTHS_OF_YEAR * len(one.on), one.every)
    return Fraction(len(one.months) * len(one.on), one.every)


def _expects(phase: StoredPhase, amount: int) -> bool:
    return phase.amount_rule in _FOLLOWING or expected_amount(phase, ()).has(amount)


def _meets(amount: int, price: int, phase: StoredPhase) -> bool:
    """Whether an amount is still that price, by the rule of the phase."""
    if phase.amount_rule == AmountRule.EXACT:
        return amount == price
    if phase.amount_rule == AmountRule.RANGE and phase.highest is not None:
        return phase.amount <= amount <= phase.highest or amount == price
    return within_percent(price, phase.percent).has(amount)
