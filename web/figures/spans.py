"""Periods in words, as short as a heading needs them."""

from common.periods import Month, Period
from web.filters import month_name
from web.formats import ENGLISH, show_date
from web.preferences import Preferences

TO = "\N{EN DASH}"
"""What stands between the ends of a period."""


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
