"""The days on which banks of a country move money, and the nearest of them to a day.

Business days are Monday to Friday but for public holidays, and for days that a book closes itself.
The package `holidays` knows those of each country, and the closing days of the payment system of
the euro as "ECB".
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays
from django.db.models.enums import TextChoices

from common.periods import DATE_MAX, DATE_MIN

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


CLOSED_DAYS_MAX = 366
"""How many days a book closes itself at the most: ten a year over 36 years. A request reads them
with the book."""
CLOSED_TEXTS_MAX = 256
"""How many such texts are kept read: as many books as are busy at a time, of 40 kB at the most."""


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


def business_days(calendar: str, closed: str = "") -> IsBusinessDay:
    """Return the test for business days of a calendar: one of `calendars`, or NO_CALENDAR.

    Those that `closed` says are left out: a text of `closed_text`.
    """
    days = closed_days(closed)
    return lambda day: (
        day.isoweekday() < SATURDAY and day not in _holidays(calendar, day.year) and day not in days
    )


@lru_cache(maxsize=CLOSED_TEXTS_MAX)
def closed_days(text: str) -> frozenset[date]:
    """Return the days that a text of `closed_text` says; raises ValueError for any other text."""
    days = frozenset(map(date.fromisoformat, text.split(","))) if text else frozenset()
    if closed_text(days) != text:
        raise ValueError(f"{text!r:.60} is not a list of days in order, each once")
    return days


def closed_text(days: Collection[date]) -> str:
    """Return days as a text: ISO 8601, in order and each once, with commas between them."""
    return ",".join(day.isoformat() for day in sorted(set(days)))


def is_closed_text(text: object) -> bool:
    """Return whether a book can have the closed days `text`."""
    if not isinstance(text, str) or len(text) >= CLOSED_DAYS_MAX * len("2026-01-01,"):
        return False
    try:
        return all(DATE_MIN <= day <= DATE_MAX for day in closed_days(text))
    except ValueError:
        return False


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
