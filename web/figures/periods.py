"""The period of a report, which its address states, and the periods that it offers instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common.periods import DATE_MAX, DATE_MIN, Month, Period
from web.filters import month_of

QUARTER = 3
"""In months."""
YEAR = 12
"""In months."""


@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """The period that an address states; `fault` says why it is another one."""

    period: Period
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A period to choose, by its name."""

    name: str
    period: Period


def stated_period(query: Mapping[str, str], this_month: Month) -> StatedPeriod:
    """Read the period of an address; without one it is this month."""
    month = month_of(query.get("month", ""))
    first, last = query.get("start_date", ""), query.get("end_date", "")
    fallback = Period.of_month(month or this_month)
    if month or not (first or last):
        return StatedPeriod(fallback)
    start, end = _day(first), _day(last)
    if start is None or end is None:
        return StatedPeriod(fallback, _("State both days, each as 2026-11-24."))
    if start > end:
        return StatedPeriod(fallback, _("State a last day on or after the first."))
    return StatedPeriod(Period(start, end))


def choices(period: Period) -> list[Choice]:
    """Return the periods of whole months that end with, or lie around, the last of `period`."""
    last = Month.of(period.end)
    quarter = last.shifted(-((last.month - 1) % QUARTER))
    found = [
        Choice(_("Month"), Period.of_month(last)),
        Choice(_("Quarter"), _months(quarter, QUARTER)),
        Choice(_("Year"), _months(Month(last.year, 1), YEAR)),
        Choice(_("12 months"), _months(last.shifted(1 - YEAR), YEAR)),
    ]
    # In December the year is the last twelve months.
    return found[:-1] if found[-1].period == found[-2].period else found


def shifted(period: Period, steps: int) -> Period | None:
    """Return the period that lies so many lengths of `period` later.

    None where `period` is not made of whole months, and beyond the days of the tracker.
    """
    first, last = Month.of(period.start), Month.of(period.end)
    if (period.start, period.end) != (first.first, last.last):
        return None
    count = (last.year - first.year) * YEAR + last.month - first.month + 1
    start = first.shifted(steps * count)
    if start.first < DATE_MIN or start.shifted(count - 1) > Month.of(DATE_MAX):
        return None
    return _months(start, count)


def _months(first: Month, count: int) -> Period:
    return Period(first.first, first.shifted(count - 1).last)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if DATE_MIN <= day <= DATE_MAX else None
