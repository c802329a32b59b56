"""The day that a typed day, month and year come to, where parts of it may be left out.

A part that is left out is that of the latest such day, up to a limit: the end of the month that a
page shows, or three days from today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from common.periods import Month

AHEAD = timedelta(days=3)
"""How far ahead of today a day without its month can lie: bills are entered when they are due."""

_CENTURY = 100  # years of two digits come again after so many
_YEARS_AHEAD = 20
"""How far ahead of today a year of two digits can lie: loans run that long."""
# How many digits a year has: 26 or 2026.
_SHORT_YEAR = 2
_FULL_YEAR = 4
_MONTHS_BACK = 3
"""How many months to look at for a day: one of any two in a row has 31 days, and the latest of the
three can be ahead."""
_YEARS_BACK = 9
"""How many years to look at for a day of a year: there are eight between two leap days at most."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a typed date is relative to: the day on which it is typed, and the month shown."""

    today: date
    shown: Month | None = None

    @property
    def limit(self) -> date:
        return self.shown.last if self.shown else self.today + AHEAD

    def of_day(self, day: int) -> date | None:
        """Return the `day` of the shown month, or the latest one; None where there is none."""
        latest = Month.of(self.limit)
        months = [latest.shifted(-back) for back in range(1 if self.shown else _MONTHS_BACK)]
        return self._latest(_existing(month.year, month.month, day) for month in months)

    def of_parts(self, day: int, month: int, year: str) -> date | None:
        """Return the day of these parts; `year` is empty where it is left out."""
        if year:
            return _existing(self._whole_year(year), month, day)
        latest = self.limit.year
        years = range(latest, latest - _YEARS_BACK, -1)
        return self._latest(_existing(each, month, day) for each in years)

    def _latest(self, days: Iterable[date | None]) -> date | None:
        """Return the first of `days`, which go back, that is not after the limit."""
        return next((day for day in days if day is not None and day <= self.limit), None)

    def _whole_year(self, year: str) -> int:
        """Return the year of two or four digits; 0, which does not exist, for other numbers."""
        if len(year) == _FULL_YEAR:
            return int(year)
        if len(year) != _SHORT_YEAR:
            return 0
        last = self.today.year + _YEARS_AHEAD
        return last - (last - int(year)) % _CENTURY


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
