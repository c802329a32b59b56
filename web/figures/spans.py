"""Periods in words, as short as a heading needs them."""

from collections.abc import Sequence
from datetime import timedelta

from common.periods import MONTHS_OF_YEAR, Month, Period
from web.filters import month_name
from web.formats import ENGLISH, show_date
from web.preferences import Preferences

TO = "\N{EN DASH}"
"""What stands between the ends of a period."""
_QUARTER = 3  # months
_YEAR = timedelta(days=366)  # with its leap day
_CENTURY = 100  # years, which a short label leaves out
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


def long_month(month: Month) -> str:
    """Return "November"."""
    return ENGLISH.long_months[month.month - 1]


def short_month(month: Month) -> str:
    """Return "Nov"."""
    return ENGLISH.months[month.month - 1]


def days_of(period: Period) -> str:
    """Return a part of one month, or all of it: "Oct" with its days in front."""
    month = Month.of(period.start)
    if period == Period.of_month(month):
        return short_month(month)
    first, last = period.start.day, period.end.day
    return (
        f"{first}{TO}{last} {short_month(month)}"
        if first < last
        else f"{first} {short_month(month)}"
    )


def span_of(period: Period, preferences: Preferences) -> str:
    """Return any period: "November 2026", "2026", or both its ends."""
    first, last = Month.of(period.start), Month.of(period.end)
    if period == Period.of_month(first):
        return month_name(first)
    whole = period.start == first.first and period.end == last.last
    if whole and first.month == 1 and last == first.shifted(11):
        return str(first.year)
    if whole:
        return f"{short_month(first)} {first.year} {TO} {short_month(last)} {last.year}"
    ends = (show_date(day, preferences.date_form) for day in (period.start, period.end))
    return f" {TO} ".join(ends)


def name_of(period: Period, preferences: Preferences) -> str:
    """Return a period in a column of others: "Nov 2026", "Q4 2026", "2026", or its first day."""
    name = _calendar_name(period)
    if not name:
        return show_date(period.start, preferences.date_form)
    return f"{name} {period.start.year}" if name != str(period.start.year) else name


def labels_of(periods: Sequence[Period]) -> list[str]:
    """Return what stands below the bars of `periods`; of more than a year each has its year."""
    is_long = periods[-1].end - periods[0].start >= _YEAR
    return [_label(one, is_long=is_long, is_first=one == periods[0]) for one in periods]


def _label(period: Period, *, is_long: bool, is_first: bool) -> str:
    name, year = _calendar_name(period), period.start.year
    if not name:
        # A year would make it too long for a phone.
        return f"{period.start.day} {short_month(Month.of(period.start))}"
    if name == str(year):
        return name
    if is_long:
        return f"{name} {_APOSTROPHE}{year % _CENTURY:02}"
    # The year at the first one and at each that begins a year.
    return f"{name} {year}" if is_first or period.start.month == 1 else name


def _calendar_name(period: Period) -> str:
    """Return "Nov", "Q4" or "2026"; empty for a period that the calendar does not name."""
    first, last = Month.of(period.start), Month.of(period.end)
    if period != Period(first.first, last.last):
        return ""
    length = last.months_after(first) + 1
    if length == 1:
        return short_month(first)
    if length == _QUARTER and first.month % _QUARTER == 1:
        return f"Q{first.month // _QUARTER + 1}"
    return str(first.year) if length == MONTHS_OF_YEAR and first.month == 1 else ""
