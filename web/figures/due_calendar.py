"""A month of occurrences as a calendar: weeks of days, each with what is due on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from common.business_days import SATURDAY, IsBusinessDay
from common.periods import WEEK_DAYS, Month, Period
from schedules.occurrences import Occurrence
from web.figures.due_rows import DueLister, DueRow
from web.formats import ENGLISH
from web.money import Shown


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A cell of the calendar."""

    iso: str
    number: int
    text: str
    """The day with its weekday and month, for lists and for reading aloud."""
    is_today: bool
    is_free: bool
    """Whether it is a weekend or a holiday."""
    is_holiday: bool
    """Whether it is a holiday, and not at a weekend."""
    rows: list[DueRow]
    sums: list[Shown]
    """What its rows come to; empty where they are fewer than two."""


def weekday_names(first_weekday: int) -> list[tuple[str, str]]:
    """Return the short and the long names of the days of a week that begins on one of ISO 8601."""
    both = list(zip(ENGLISH.weekdays, ENGLISH.long_weekdays, strict=True))
    return both[first_weekday - 1 :] + both[: first_weekday - 1]


def due_weeks(
    lister: DueLister, found: Iterable[Occurrence], month: Month, is_business_day: IsBusinessDay
) -> list[list[CalendarDay | None]]:
    """Return the weeks of `month`, with None for the days of other months.

    `found` is in the order of the due dates.
    """
    due = {day: list(of_day) for day, of_day in groupby(found, key=lambda one: one.due)}
    today, first_weekday = lister.preferences.today(), lister.preferences.first_weekday

    def cell(day: date) -> CalendarDay:
        of_day = due.get(day, [])
        is_free = not is_business_day(day)
        return CalendarDay(
            iso=day.isoformat(),
            number=day.day,
            text=lister.heading(day),
            is_today=day == today,
            is_free=is_free,
            is_holiday=is_free and day.isoweekday() < SATURDAY,
            rows=lister.rows(of_day),
            sums=lister.sums(of_day) if len(of_day) > 1 else [],
        )

    days = Period.of_month(month)
    cells = [
        *[None] * ((days.start - Period.of_week(days.start, first_weekday).start).days),
        *map(cell, days.days()),
        *[None] * ((Period.of_week(days.end, first_weekday).end - days.end).days),
    ]
    return [cells[start : start + WEEK_DAYS] for start in range(0, len(cells), WEEK_DAYS)]
