"""Periods of plain dates: months and ranges, inclusive at both ends.

Months tile time: each begins on the day after the one before it ends.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

DATE_MIN = date(1900, 1, 1)
DATE_MAX = date(2200, 12, 31)
"""The first and the last booking date that the tracker keeps."""
WEEK_DAYS = 7
"""ISO 8601, and every calendar that the tracker knows."""
MONTHS_OF_YEAR = 12
"""Of the Gregorian calendar, the only one that the tracker keeps."""


@cache  # of 3,612 months at the most; a page of links asks for a thousand
def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return _last_day(self.year, self.month)

    def shifted(self, months: int) -> "Month":
        """Return the month that lies `months` later (earlier, where negative)."""
        years, index = divmod(self.month - 1 + months, MONTHS_OF_YEAR)
        return Month(self.year + years, index + 1)

    def months_after(self, earlier: "Month") -> int:
        """Return how many months it lies after `earlier`."""
        return (self.year - earlier.year) * MONTHS_OF_YEAR + self.month - earlier.month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included; `start` is never after `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError("A period starts on or before the day on which it ends.")

    @classmethod
    def of_month(cls, month: Month) -> "Period":
        return cls(month.first, month.last)

    @classmethod
    def of_week(cls, day: date, first_weekday: int) -> "Period":
        """Return the week of `day`, which begins on a weekday of ISO 8601: 1 is Monday."""
        start = day - timedelta(days=(day.isoweekday() - first_weekday) % WEEK_DAYS)
        return cls(start, start + timedelta(days=WEEK_DAYS - 1))

    @classmethod
    def of_months(cls, last: Month, count: int) -> "Period":
        """Return the `count` whole months that end with `last`; none lies before DATE_MIN."""
        return cls(max(last.shifted(1 - count), Month.of(DATE_MIN)).first, last.last)

    def before(self) -> "Period":
        """Return the period of as many days that ends on the day before this one."""
        end = self.start - timedelta(days=1)
        return Period(end - (self.end - self.start), end)

    def days(self) -> Iterator[date]:
        """Yield every day of the period, in order."""
        for number in range((self.end - self.start).days + 1):
            yield self.start + timedelta(days=number)

    def months(self) -> Iterator[Month]:
        """Yield every month that the period touches, in order."""
        month, last = Month.of(self.start), Month.of(self.end)
        while month <= last:
            yield month
            month = month.shifted(1)


@dataclass(frozen=True, slots=True)
class Cover:
    """A period cut into whole months and the loose days at its edges.

    Whole months are answered from monthly totals, loose days from the postings themselves; the
    parts do not overlap and leave no gap.
    """

    months: tuple[Month, Month] | None
    """The first and the last whole month, where there is one."""
    edges: tuple[Period, ...]
    """At most two spans, each within one month."""


def cover(period: Period) -> Cover:
    """Cut `period` into its whole months and its edges."""
    first = Month.of(period.start)
    last = Month.of(period.end)
    starts_whole = period.start == first.first
    ends_whole = period.end == last.last
    if first == last:
        if starts_whole and ends_whole:
            return Cover((first, first), ())
        return Cover(None, (period,))
    edges = []
    if not starts_whole:
        edges.append(Period(period.start, first.last))
        first = first.shifted(1)
    if not ends_whole:
        edges.append(Period(last.first, period.end))
        last = last.shifted(-1)
    return Cover((first, last) if first <= last else None, tuple(edges))
