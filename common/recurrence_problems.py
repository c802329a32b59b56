"""What is not valid of a recurrence, all at once, with a pointer to the field at fault."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from common.errors import Problem
from common.periods import DATE_MAX, DATE_MIN, MONTHS_OF_YEAR
from common.recurrence import Frequency, Missing, Recurrence, Shift, first_nominal
from common.recurrence_days import DayKind, has_business_days, stated_day, stated_days

EVERY_MAX = 999
"""How many units lie between two periods at the most: of RFC 5545's numbers, those of three digits.
In days, that is more than two years."""
TIMES_MAX = 1000
"""How many dates can be counted: 19 years of weeks, or 83 of months. A seek goes through them."""

_DAYS_OF_MONTH = (
    'State a day such as "31" or "-1", a weekday such as "2TU" or "-1FR", or a business day such '
    'as "1BD" or "-1BD".'
)
_WEEKDAYS = 'State a weekday: "MO", "TU", "WE", "TH", "FR", "SA" or "SU".'


def recurrence_problems(recurrence: Recurrence) -> Iterator[Problem]:
    """Yield what is not valid of `recurrence`; a pointer names the field at fault."""
    found = [
        *_choice_problems(recurrence),
        *_number_problems(recurrence),
        *_date_problems(recurrence),
    ]
    if recurrence.unit in Frequency.values:  # which decides on what days and months mean
        found += [*_day_problems(recurrence), *_month_problems(recurrence)]
    yield from found or _never_problems(recurrence)


def _choice_problems(recurrence: Recurrence) -> Iterator[Problem]:
    choices = (
        ("/unit", recurrence.unit, Frequency.values),
        ("/missing", recurrence.missing, Missing.values),
        ("/shift", recurrence.shift, Shift.values),
    )
    for pointer, stated, allowed in choices:
        if stated not in allowed:
            yield Problem(pointer, "invalid_choice", f"State one of: {', '.join(allowed)}.")


def _number_problems(recurrence: Recurrence) -> Iterator[Problem]:
    if not 1 <= recurrence.every <= EVERY_MAX:
        yield Problem("/every", "out_of_range", f"State a number from 1 to {EVERY_MAX}.")
    if recurrence.times is None:
        return
    if not 1 <= recurrence.times <= TIMES_MAX:
        yield Problem("/times", "out_of_range", f"State a number from 1 to {TIMES_MAX}.")
    if recurrence.until is not None:
        yield Problem("/times", "beside_until", "State the last day or the number of dates alone.")


def _date_problems(recurrence: Recurrence) -> Iterator[Problem]:
    start, until = recurrence.start, recurrence.until
    if not _is_kept(start):
        yield Problem("/start", "out_of_range", f"State a date from {DATE_MIN} to {DATE_MAX}.")
    if until is None:
        return
    if not _is_kept(until):
        yield Problem("/until", "out_of_range", f"State a date from {DATE_MIN} to {DATE_MAX}.")
    if until < start:
        yield Problem("/until", "before_start", f"The recurrence begins on {start}.")


def _is_kept(day: date) -> bool:
    return DATE_MIN <= day <= DATE_MAX


def _day_problems(recurrence: Recurrence) -> Iterator[Problem]:
    if recurrence.unit == Frequency.DAY:
        if recurrence.on:
            yield Problem("/on", "not_for_days", "State no days where the unit is a day.")
        return
    first_kind = None
    of_week = recurrence.unit == Frequency.WEEK
    for index, text in enumerate(recurrence.on):
        day = stated_day(text)
        if day is None or (day.kind is DayKind.WEEKDAY) is not of_week:
            yield Problem(f"/on/{index}", "invalid", _WEEKDAYS if of_week else _DAYS_OF_MONTH)
            continue
        first_kind = first_kind or day.kind
        if day.kind is not first_kind:
            detail = "State days of the month, weekdays or business days alone."
            yield Problem(f"/on/{index}", "kind_differs", detail)


def _month_problems(recurrence: Recurrence) -> Iterator[Problem]:
    if recurrence.months and recurrence.unit != Frequency.YEAR:
        yield Problem("/months", "only_for_years", "State months only where the unit is a year.")
        return
    for index, month in enumerate(recurrence.months):
        if not 1 <= month <= MONTHS_OF_YEAR:
            detail = f"State a number from 1 to {MONTHS_OF_YEAR}."
            yield Problem(f"/months/{index}", "out_of_range", detail)
    if recurrence.every > 1 and len(set(recurrence.months)) > 1:
        yield from _several_months_problems(recurrence)


def _several_months_problems(recurrence: Recurrence) -> Iterator[Problem]:
    """Yield what one rule of RFC 5545 cannot say: BYSETPOS counts through a whole year."""
    if has_business_days(stated_days(recurrence.on)):
        detail = "Business days of several months recur every year. State 1, or one month."
        yield Problem("/every", "several_months", detail)


def _never_problems(recurrence: Recurrence) -> Iterator[Problem]:
    """Yield that a recurrence without another fault has no date."""
    if first_nominal(recurrence) is not None:
        return
    first = first_nominal(replace(recurrence, until=None))
    if first is None:
        yield Problem("/on", "never", f"No day up to {DATE_MAX} is one of these.")
    else:
        yield Problem("/until", "before_first", f"The first date is {first}.")
