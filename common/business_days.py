"""The days on which banks of a country move money, and the nearest of them to a day.

Business days are Monday to Friday but for public holidays. The package `holidays` knows those of
each country, and the closing days of the payment system of the euro as "ECB".
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import holidays
from django.db.models.enums import TextChoices

SATURDAY = 6
"""The weekday of ISO 8601 with which the weekend begins."""
MOVED_DAYS_MAX = 6
"""How far a day is moved at the most. It is less than a week, the shortest period whose first day
may be moved, so no two of them can meet on one day."""

NO_CALENDAR = ""
"""The calendar without a holiday."""
CALENDAR_LENGTH_MAX = 3
"""In characters: "ECB", the longest, has 3; countries have codes of 2."""
EURO_CALENDAR = "ECB"
"""The calendar of TARGET, on whose days payments in euro move between banks."""


class Adjust(TextChoices):
    """Which way a day that is not a business day is moved."""

    NONE = "none"
    PREVIOUS = "previous"
    NEXT = "next"


IsBusinessDay = Callable[[date], bool]


UNKNOWN_CALENDAR = 'State the ISO 3166 code of a country, "ECB" for TARGET, or "" for no holidays.'


@cache
def calendars() -> frozenset[str]:
    """Return the calendars that a book can have: ISO 3166-1 codes of countries, and "ECB"."""
    return frozenset([*holidays.list_supported_countries(include_aliases=False), EURO_CALENDAR])


def is_calendar(text: str) -> bool:
    """Return whether a book can have the calendar `text`."""
    return text == NO_CALENDAR or text in calendars()


def business_days(calendar: str) -> IsBusinessDay:
    """Return the test for business days of a calendar: one of `calendars`, or NO_CALENDAR."""
    return lambda day: day.isoweekday() < SATURDAY and day not in _holidays(calendar, day.year)


@cache
def _holidays(calendar: str, year: int) -> frozenset[date]:
    if calendar == NO_CALENDAR:
        return frozenset()
    if calendar == EURO_CALENDAR:
        return frozenset(holidays.financial_holidays(EURO_CALENDAR, years=year))
    return frozenset(holidays.country_holidays(calendar, years=year))


def adjusted(day: date, adjust: Adjust, is_business_day: IsBusinessDay) -> date:
    """Return the business day nearest to `day` in the direction of `adjust`.

    A day stays where it is if no business day lies within MOVED_DAYS_MAX. Of two days, the earlier
    one never becomes the later one.
    """
    if adjust is Adjust.NONE:
        return day
    step = -1 if adjust is Adjust.PREVIOUS else 1
    moved = (day + timedelta(days=step * number) for number in range(MOVED_DAYS_MAX + 1))
    return next(filter(is_business_day, moved), day)
