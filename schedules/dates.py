"""The dates of a schedule, each with the phase that it is of."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from common import recurrence
from common.business_days import IsBusinessDay
from common.periods import DATE_MAX, DATE_MIN
from common.recurrence import SHIFT_DAYS_MAX, Shift, dates_from, is_nominal
from common.recurrence_days import BUSINESS_DAY
from schedules.stored import StoredPhase, StoredSchedule

_MOVED_BACK = frozenset(
    {Shift.PREVIOUS.value, Shift.PREVIOUS_IN_MONTH.value, Shift.NEXT_IN_MONTH.value}
)
"""The ways in which a due date may come before the nominal date."""


class PhaseDate(NamedTuple):
    """A date of a schedule."""

    nominal: date
    due: date
    phase: StoredPhase


def dates_due_from(
    schedule: StoredSchedule, first: date, is_business_day: IsBusinessDay
) -> Iterator[PhaseDate]:
    """Yield the dates that are due on `first` or later, in the order of their nominal dates."""
    start = max(first - timedelta(days=SHIFT_DAYS_MAX), DATE_MIN)
    for phase, end in _with_ends(schedule):
        if end < start:
            continue
        for nominal, due in dates_from(phase.recurrence, start, is_business_day):
            if nominal > end:
                break
            if due >= first:
                yield PhaseDate(nominal, due, phase)


def dates_due_between(
    schedule: StoredSchedule, first: date, last: date, is_business_day: IsBusinessDay
) -> Iterator[PhaseDate]:
    """Yield the dates that are due between two days, both included."""
    for phase, end in _with_ends(schedule):
        for found in recurrence.dates_due_between(phase.recurrence, first, last, is_business_day):
            if found.nominal <= end:
                yield PhaseDate(*found, phase)


def date_of(
    schedule: StoredSchedule, nominal: date, is_business_day: IsBusinessDay
) -> PhaseDate | None:
    """Return the date that has a nominal one; None where the schedule has none on that day."""
    for phase, end in _with_ends(schedule):
        if phase.starts <= nominal <= end:
            if not is_nominal(phase.recurrence, nominal):
                return None
            found = next(dates_from(phase.recurrence, nominal, is_business_day))
            return PhaseDate(*found, phase)
    return None


def earliest_due(one: PhaseDate) -> date:
    """Return the earliest day on which a date may be due, whatever the calendar of the book."""
    phase = one.phase
    is_moved_back = phase.shift in _MOVED_BACK or BUSINESS_DAY in phase.on
    return one.nominal - timedelta(days=SHIFT_DAYS_MAX if is_moved_back else 0)


def _with_ends(schedule: StoredSchedule) -> Iterator[tuple[StoredPhase, date]]:
    """Yield the phases, each with the last day that a nominal date of it may be."""
    ends = [later.starts - timedelta(days=1) for _, later in pairwise(schedule.phases)]
    return zip(schedule.phases, [*ends, DATE_MAX], strict=True)
