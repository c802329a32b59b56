"""Recurrences in English, for histories and pages: "every 2 weeks on Friday"."""

from collections.abc import Iterator, Sequence

from common.periods import MONTHS_OF_YEAR
from common.recurrence import Frequency, Missing, Recurrence, Shift, normalised
from common.recurrence_days import DayKind, StatedDay, stated_days

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SHIFTS = {
    Shift.PREVIOUS: "moved to the previous business day",
    Shift.NEXT: "moved to the next business day",
    Shift.PREVIOUS_IN_MONTH: "moved to the previous business day within the month",
    Shift.NEXT_IN_MONTH: "moved to the next business day within the month",
}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)
"""The numbers that end in 1, 2 or 3 and are still spoken with "th"."""


def in_words(recurrence: Recurrence) -> str:
    """Return a valid recurrence as a phrase."""
    recurrence = normalised(recurrence)
    return ", ".join(filter(None, _phrases(recurrence)))


def _phrases(recurrence: Recurrence) -> Iterator[str]:
    days = stated_days(recurrence.on)
    yield f"every {_units(recurrence)}" + (f" on {_on(recurrence, days)}" if days else "")
    yield _instead(recurrence)
    yield _SHIFTS.get(recurrence.shift, "")
    if recurrence.until is not None:
        yield f"until {recurrence.until}"
    if recurrence.times is not None:
        yield "once" if recurrence.times == 1 else f"{recurrence.times} times"


def _units(recurrence: Recurrence) -> str:
    return recurrence.unit if recurrence.every == 1 else f"{recurrence.every} {recurrence.unit}s"


def _on(recurrence: Recurrence, days: Sequence[StatedDay]) -> str:
    if recurrence.unit == Frequency.WEEK:
        return _joined([_WEEKDAYS[day.weekday - 1] for day in days])
    names = [_MONTHS[month - 1] for month in recurrence.months]
    if len(names) == 1 and all(day.kind is DayKind.OF_MONTH and day.number > 0 for day in days):
        return f"{_joined([str(day.number) for day in days])} {names[0]}"
    if len(names) == MONTHS_OF_YEAR:
        names = ["every month"]
    of_months = f" of {_joined(names)}" if names else ""
    return f"the {_joined([_day(day) for day in days])}{of_months}"


def _day(day: StatedDay) -> str:
    if day.number == -1:
        number = "last"
    elif day.number < 0:
        number = f"{_ordinal(-day.number)} to last"
    else:
        number = _ordinal(day.number)
    if day.kind is DayKind.NTH_WEEKDAY:
        return f"{number} {_WEEKDAYS[day.weekday - 1]}"
    if day.kind is DayKind.NTH_BUSINESS_DAY:
        return f"{number} business day"
    return number if day.number > 0 else f"{number} day"


def _instead(recurrence: Recurrence) -> str:
    """Return what stands for the days that a month lacks."""
    lacked = recurrence.lacked_days
    if not lacked:
        return ""
    if recurrence.missing == Missing.OMIT:
        return "where there is one"
    month = "the month's" if recurrence.months else "its"
    after = "the 1st of the next month" if recurrence.missing == Missing.FORWARD else ""
    last, first = after or f"{month} last day", f"{month} first day"
    return "or " + " or ".join(sorted({last if day.number > 0 else first for day in lacked}))


def _ordinal(number: int) -> str:
    ending = "th" if number in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def _joined(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
