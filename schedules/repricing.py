"""A price that changed becomes what a schedule expects."""

from dataclasses import replace
from datetime import date
from itertools import islice

from books.unit_of_work import UnitOfWork
from common.apportioning import apportion
from common.business_days import NO_CALENDAR, business_days
from common.errors import Conflict
from common.money import from_minor, to_minor
from common.recurrence import OccurrenceDate, Recurrence, dates_from, normalised
from schedules.drafts import PhaseDraft
from schedules.models import Schedule
from schedules.prices import PriceChange, price_changes
from schedules.services import amend_schedule, phase_drafts_of
from schedules.stored import schedules_with_ids

_DATES_COMPARED = 60
"""How many dates of a recurrence are compared: five years of months, a leap year among them."""


def expect_price(uow: UnitOfWork, schedule: Schedule, today: date) -> Schedule:
    """Let `schedule` expect what it costs now, from the first payment at that price on.

    The phase of that day ends before it, and one with the new amount begins; phases that are to
    come stay. Raises Conflict where there is no such price, and Invalid.
    """
    (stored,) = schedules_with_ids(uow.book.pk, [schedule.pk])
    change = next(iter(price_changes(uow.book, [stored], today)), None)
    if change is None or change.is_expected:
        detail = "No payment is at another price than the schedule expects."
        raise Conflict(detail, code="no_price_change")
    if change.phase.to_amount is not None:
        detail = "The schedule has two currencies: state a phase with both amounts."
        raise Conflict(detail, code="two_amounts")
    place = stored.phases.index(change.phase)
    phases = phase_drafts_of(stored)
    priced, starts = _at_price(phases[place], change), change.step.nominal
    if starts > change.phase.starts:
        priced = replace(priced, recurrence=_continued(priced.recurrence, starts))
        phases.insert(place + 1, priced)
    else:
        phases[place] = priced
    return amend_schedule(uow, schedule, today, phases=phases)


def _at_price(phase: PhaseDraft, change: PriceChange) -> PhaseDraft:
    """Return `phase` with the new price. A range is moved, so that the price is its middle."""
    money, lowest, highest = change.phase.money, change.step.new, None
    if change.phase.highest is not None:
        width = change.phase.highest - change.phase.amount
        lowest = max(1, lowest - width // 2)
        highest = from_minor(lowest + width, money).normalize()
    shares = apportion(lowest, [to_minor(one.amount, money) for one in phase.split] or [1])
    return replace(
        phase,
        amount=from_minor(lowest, money).normalize(),
        highest=highest,
        split=tuple(
            replace(line, amount=from_minor(share, money).normalize())
            for line, share in zip(phase.split, shares, strict=False)
        ),
    )


def _continued(recurrence: Recurrence, nominal: date) -> Recurrence:
    """Return a recurrence with the dates of `recurrence` from one of them on; raises Conflict."""
    whole = normalised(recurrence)
    times = whole.times
    if times is not None:
        times -= sum(one.nominal < nominal for one in _dates(whole, whole.start, times))
    later = replace(whole, start=nominal, times=times)
    if _dates(later, nominal, _DATES_COMPARED) != _dates(whole, nominal, _DATES_COMPARED):
        detail = "The dates would be other ones from that day on: state the phase yourself."
        raise Conflict(detail, code="other_dates")
    return later


def _dates(recurrence: Recurrence, first: date, count: int) -> list[OccurrenceDate]:
    """Return the first dates from a nominal one on, as they are before a calendar moves them."""
    return list(islice(dates_from(recurrence, first, business_days(NO_CALENDAR)), count))
