"""Rules that cut time into periods: months, weeks, pay-day months, quarters, fiscal years.

A rule is counted from its anchor, so nothing drifts: months from 31 January begin on 28 February
and 31 March. Periods of one rule tile time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.enums import TextChoices

from common.business_days import Adjust, IsBusinessDay, adjusted
from common.errors import Problem
from common.periods import DATE_MAX, DATE_MIN, WEEK_DAYS, Month, Period

EVERY_MAX = 366
"""How many units a period has at the most: a year in days. It keeps every period that touches
DATE_MIN or DATE_MAX within the years that `date` knows."""


class Unit(TextChoices):
    """What the length of a period is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_DAYS = {Unit.DAY: 1, Unit.WEEK: WEEK_DAYS}
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """Periods of `every` units, of which one begins on `anchor` before it is adjusted."""

    unit: Unit
    every: int
    anchor: date
    adjust: Adjust = Adjust.NONE
    """Which way the first day is moved where it is not a business day."""

    @property
    def is_shorter_than_a_week(self) -> bool:
        """Whether the first days of two periods could be adjusted onto one day."""
        return self.unit is Unit.DAY and self.every < WEEK_DAYS

    def nominal(self, number: int) -> date:
        """Return the first day of the period `number` periods after the anchor's, not adjusted.

        It names the period whatever days turn out to be holidays.
        """
        steps = number * self.every
        if self.unit in _DAYS:
            return self.anchor + timedelta(days=steps * _DAYS[self.unit])
        month = Month.of(self.anchor).shifted(steps * _MONTHS[self.unit])
        return month.first.replace(day=min(self.anchor.day, month.last.day))

    def start(self, number: int, is_business_day: IsBusinessDay) -> date:
        """Return the first day of a period."""
        return adjusted(self.nominal(number), self.adjust, is_business_day)

    def period(self, number: int, is_business_day: IsBusinessDay) -> Period:
        """Return the days of a period, which ends before the next one starts."""
        after = self.start(number + 1, is_business_day)
        return Period(self.start(number, is_business_day), after - timedelta(days=1))

    def number_of_nominal(self, day: date) -> int | None:
        """Return the number of the period whose first day, not adjusted, is `day`."""
        number = self._number_near(day)
        return number if self.nominal(number) == day else None

    def last_before(self, day: date) -> int:
        """Return the number of the last period whose first day, not adjusted, is before `day`."""
        number = self._number_near(day)
        while self.nominal(number) >= day:
            number -= 1
        return number

    def number_of(self, day: date, is_business_day: IsBusinessDay) -> int:
        """Return the number of the period that has `day`."""
        number = self._number_near(day)
        # Clamping and adjusting move a first day by less than a period, either way.
        while self.start(number, is_business_day) > day:
            number -= 1
        while self.start(number + 1, is_business_day) <= day:
            number += 1
        return number

    def periods_up_to(self, day: date, count: int, is_business_day: IsBusinessDay) -> list[Period]:
        """Return the `count` periods that end with the one that has `day`, in order.

        They have the days that the tracker keeps: none lies before DATE_MIN, and one that goes
        beyond DATE_MIN or DATE_MAX is cut there.
        """
        found: list[Period] = []
        last = self.number_of(day, is_business_day)
        for number in range(last, last - count, -1):
            period = self.period(number, is_business_day)
            if period.end < DATE_MIN:
                break
            found.insert(0, Period(max(period.start, DATE_MIN), min(period.end, DATE_MAX)))
        return found

    def _number_near(self, day: date) -> int:
        if self.unit in _DAYS:
            return (day - self.anchor).days // (self.every * _DAYS[self.unit])
        months = Month.of(day).months_after(Month.of(self.anchor))
        return months // (self.every * _MONTHS[self.unit])


def rule_problems(rule: PeriodRule) -> Iterator[Problem]:
    """Yield what is not valid of `rule`; a pointer names the field at fault."""
    if not 1 <= rule.every <= EVERY_MAX:
        yield Problem("/every", "out_of_range", f"State a number from 1 to {EVERY_MAX}.")
    if not DATE_MIN <= rule.anchor <= DATE_MAX:
        yield Problem("/anchor", "out_of_range", f"State a date from {DATE_MIN} to {DATE_MAX}.")
    if rule.adjust is not Adjust.NONE and rule.is_shorter_than_a_week:
        detail = "Periods of less than a week cannot begin on business days alone."
        yield Problem("/adjust", "period_too_short", detail)
