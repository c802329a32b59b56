"""Recurring dates of payments: every 2 weeks on Friday, every month on its last business day.

A nominal date names a payment for ever: it follows from the recurrence alone. The due date is the
nominal date moved off weekends and holidays; a new holiday changes due dates and no nominal date.
Everything is counted from the start, so nothing drifts: 31 January, 28 February, 31 March.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, dropwhile, groupby, islice
from typing import NamedTuple

from django.db.models.enums import TextChoices

from common.business_days import MOVED_DAYS_MAX, IsBusinessDay
from common.periods import DATE_MAX, DATE_MIN, WEEK_DAYS, Month
from common.recurrence_days import (
    WEEKDAYS,
    DayKind,
    StatedDay,
    has_business_days,
    stated_days,
)

SHIFT_DAYS_MAX = 30
"""How far a due date lies from its nominal date at the most. A business day stays in its month, and
other days are moved by less than a week."""
_FEBRUARY = 2
"""In ISO 8601: the shortest month."""


class Frequency(TextChoices):
    """What the time between two periods of a recurrence is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Missing(TextChoices):
    """Which day stands for a day of the month that a month lacks.

    Counted from the end, such a day lies before the month: its first day stands for it, or none.
    A fifth weekday and a 23rd business day are left out of months that lack them.
    """

    CLAMP = "clamp"
    """The month's last day."""
    OMIT = "omit"
    FORWARD = "forward"
    """The first day of the next month."""


class Shift(TextChoices):
    """Which way a nominal date that is not a business day is moved."""

    NONE = "none"
    PREVIOUS = "previous"
    NEXT = "next"
    PREVIOUS_IN_MONTH = "previous_in_month"
    NEXT_IN_MONTH = "next_in_month"
    """The other way, where the business day lies in another month than the nominal date."""


_STEPS = {
    Shift.NONE: (),
    Shift.PREVIOUS: (-1,),
    Shift.NEXT: (1,),
    Shift.PREVIOUS_IN_MONTH: (-1, 1),
    Shift.NEXT_IN_MONTH: (1, -1),
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Dates in every `every`-th day, week, month or year, of which the first one has `start`.

    A week begins on Monday, as in ISO 8601.
    """

    unit: Frequency
    every: int
    start: date
    """No nominal date lies before it; it need not be one itself."""
    on: tuple[str, ...] = ()
    """The days of a week, or of each month, as `common.recurrence_days` reads them. Empty for the
    day of `start`, and where the unit is a day."""
    months: tuple[int, ...] = ()
    """Of a year. Empty for the month of `start`, and where the unit is not a year."""
    missing: Missing = Missing.CLAMP
    shift: Shift = Shift.NONE
    until: date | None = None
    """No nominal date lies after it."""
    times: int | None = None
    """How many nominal dates there are."""

    @property
    def lacked_days(self) -> list[StatedDay]:
        """The stated days of the month that one of its months can lack."""
        shortest = min(map(_shortest_length, self.months), default=_shortest_length(_FEBRUARY))
        of_month = [day for day in stated_days(self.on) if day.kind is DayKind.OF_MONTH]
        return [day for day in of_month if abs(day.number) > shortest]


class OccurrenceDate(NamedTuple):
    """A date of a recurrence: the day that names it, and the day on which it is due."""

    nominal: date
    due: date


def normalised(recurrence: Recurrence) -> Recurrence:
    """Return the one form of a valid recurrence: days and months stated, sorted, without repeats.

    A setting without any effect gets its default: `missing` where no month lacks a day, `shift`
    where business days are counted.
    """
    stated = stated_days(recurrence.on or _days_of_start(recurrence))
    days = sorted(set(stated), key=lambda day: day.order)
    months = recurrence.months
    if recurrence.unit == Frequency.YEAR:
        months = tuple(sorted(set(months or [recurrence.start.month])))
    found = replace(recurrence, on=tuple(day.text for day in days), months=months)
    if not found.lacked_days:
        found = replace(found, missing=Missing.CLAMP)
    return replace(found, shift=Shift.NONE) if has_business_days(days) else found


def dates_from(
    recurrence: Recurrence, first: date, is_business_day: IsBusinessDay
) -> Iterator[OccurrenceDate]:
    """Yield the dates of a valid recurrence whose nominal date is `first` or later, in order.

    Due dates never decrease.
    """
    recurrence = normalised(recurrence)
    nominal = _nominal_dates(recurrence, first)
    days = stated_days(recurrence.on)
    if not has_business_days(days):
        for day in nominal:
            yield OccurrenceDate(day, _moved(day, recurrence.shift, is_business_day))
        return
    for month, of_month in groupby(nominal, Month.of):
        due = _business_days_of(month, days, is_business_day)
        for day in of_month:
            yield OccurrenceDate(day, due[day])


def dates_due_between(
    recurrence: Recurrence, first_due: date, last_due: date, is_business_day: IsBusinessDay
) -> list[OccurrenceDate]:
    """Return the dates of a valid recurrence that are due from `first_due` to `last_due`."""
    found = []
    first = max(first_due, DATE_MIN) - timedelta(days=SHIFT_DAYS_MAX)
    for occurrence in dates_from(recurrence, first, is_business_day):
        if occurrence.due > last_due:
            break
        if occurrence.due >= first_due:
            found.append(occurrence)
    return found


def is_nominal(recurrence: Recurrence, day: date) -> bool:
    """Return whether `day` is a nominal date of a valid recurrence."""
    # Without an end at `day`, a rare date would be looked for up to DATE_MAX.
    until = min(day, recurrence.until or day)
    return day in _nominal_dates(normalised(replace(recurrence, until=until)), day)


def first_nominal(recurrence: Recurrence) -> date | None:
    """Return the first nominal date, if there is one."""
    return next(_nominal_dates(normalised(recurrence), recurrence.start), None)


def _days_of_start(recurrence: Recurrence) -> tuple[str, ...]:
    if recurrence.unit == Frequency.DAY:
        return ()
    if recurrence.unit == Frequency.WEEK:
        return (WEEKDAYS[recurrence.start.weekday()],)
    return (f"{recurrence.start.day}",)


def _shortest_length(month: int) -> int:
    return Month(DATE_MIN.year, month).last.day  # 1900 is not a leap year


def _nominal_dates(recurrence: Recurrence, first: date) -> Iterator[date]:
    """Yield the nominal dates from `first` on, of a recurrence in its one form."""
    if recurrence.times is None:
        return _endless_dates(recurrence, max(first, recurrence.start))
    counted = islice(_endless_dates(recurrence, recurrence.start), recurrence.times)
    return dropwhile(lambda day: day < first, counted)


def _endless_dates(recurrence: Recurrence, first: date) -> Iterator[date]:
    """Yield the nominal dates from `first` on, as if they were not counted; each once."""
    last = min(recurrence.until or DATE_MAX, DATE_MAX)
    if recurrence.unit == Frequency.DAY:
        days = _every_day(recurrence, first, last)
    elif recurrence.unit == Frequency.WEEK:
        days = _days_of_weeks(recurrence, first, last)
    else:
        days = _days_of_months(recurrence, first, last)
    before = None
    for day in days:
        if day > last:
            return
        # Clamped days can meet, and a day moved forward can meet a day of the next month.
        if day >= first and day != before:
            yield day
        before = day


def _every_day(recurrence: Recurrence, first: date, last: date) -> Iterator[date]:
    start, every = recurrence.start, recurrence.every
    skipped = -((start - first).days // every) * every
    for number in range(skipped, (last - start).days + 1, every):
        yield start + timedelta(days=number)


def _days_of_weeks(recurrence: Recurrence, first: date, last: date) -> Iterator[date]:
    days = stated_days(recurrence.on)
    monday = recurrence.start - timedelta(days=recurrence.start.weekday())
    step = recurrence.every * WEEK_DAYS
    skipped = (first - monday).days // step * step
    for number in range(skipped, (last - monday).days + 1, step):
        for day in days:
            yield monday + timedelta(days=number + day.weekday - 1)


def _days_of_months(recurrence: Recurrence, first: date, last: date) -> Iterator[date]:
    days = stated_days(recurrence.on)
    if recurrence.unit == Frequency.MONTH:
        months = _every_month(recurrence, first, last)
    else:
        months = _months_of_years(recurrence, first, last)
    for month in months:
        yield from sorted(_days_in(month, days, recurrence.missing))


def _every_month(recurrence: Recurrence, first: date, last: date) -> Iterator[Month]:
    start = Month.of(recurrence.start)
    # One step more, for the month before can have a day that was moved forward into this one.
    steps = max(0, Month.of(first).months_after(start) // recurrence.every - 1)
    month, end = start.shifted(steps * recurrence.every), Month.of(last)
    while month <= end:
        yield month
        month = month.shifted(recurrence.every)


def _months_of_years(recurrence: Recurrence, first: date, last: date) -> Iterator[Month]:
    start, every = recurrence.start.year, recurrence.every
    skipped = (first.year - start) // every * every
    for year in range(start + skipped, last.year + 1, every):
        for month in recurrence.months:
            yield Month(year, month)


def _days_in(month: Month, days: Iterable[StatedDay], missing: Missing) -> Iterator[date]:
    """Yield the nominal dates of a month, in the order of `days`."""
    first = month.first
    for day in days:
        number = day.number_in(month)
        if number is None and day.kind is DayKind.OF_MONTH:
            number = _in_place_of(day.number, month, missing)
        if number is not None:
            yield first + timedelta(days=number - 1)


def _in_place_of(number: int, month: Month, missing: Missing) -> int | None:
    """Return the day of `month` that stands for one that it lacks; 1 more than its last is next."""
    if missing == Missing.OMIT:
        return None
    if number < 0:
        return 1  # counted from the end, the day lies before the first
    return month.last.day + (missing == Missing.FORWARD)


def _moved(day: date, shift: Shift, is_business_day: IsBusinessDay) -> date:
    """Return the due date of a nominal date.

    It stays where it is if no business day lies within MOVED_DAYS_MAX, or none that the tracker
    keeps.
    """
    in_month = shift in {Shift.PREVIOUS_IN_MONTH, Shift.NEXT_IN_MONTH}
    for step in _STEPS[shift]:
        for number in range(MOVED_DAYS_MAX + 1):
            moved = day + timedelta(days=step * number)
            if not DATE_MIN <= moved <= DATE_MAX or (in_month and moved.month != day.month):
                break
            if is_business_day(moved):
                return moved
    return day


def _business_days_of(
    month: Month, days: Iterable[StatedDay], is_business_day: IsBusinessDay
) -> dict[date, date]:
    """Return the due dates of a month by nominal date, for business days by number.

    The nominal date leaves holidays aside. Where these turn the order of a day counted from the
    first and one counted from the last, the later nominal date has the due date of the earlier.
    """
    found = [
        (nominal, _nth_business_day(nominal, day.number, is_business_day))
        for day in days
        for nominal in _days_in(month, [day], Missing.OMIT)
    ]
    nominal_dates, business_days = zip(*sorted(found), strict=True)
    return dict(zip(nominal_dates, accumulate(business_days, max), strict=True))


def _nth_business_day(nominal: date, number: int, is_business_day: IsBusinessDay) -> date:
    """Return the business day `number` of a month, or the last one there is on the way to it."""
    _, length = monthrange(nominal.year, nominal.month)
    numbers = range(1, length + 1) if number > 0 else range(length, 0, -1)
    days = (nominal.replace(day=number) for number in numbers)
    *_, found = nominal, *islice(filter(is_business_day, days), abs(number))
    return found
