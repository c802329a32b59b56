"""What the worker records: the occurrences that are due in a book, each in a change of its own.

An occurrence is recorded at most once: the change that records it also writes that it did, in a row
that has no history and is unique, so neither a crash, nor a second worker, nor an undo leads to
another recording.
"""

import logging
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from books.models import Book, Cause
from books.unit_of_work import Actor, change, retrying
from common.errors import Invalid, Strict
from common.periods import Period
from schedules.choices import CatchUp
from schedules.dates import dates_due_from, earliest_due
from schedules.models import ScheduleWake
from schedules.occurrences import Agenda, occurrence_on
from schedules.occurrences import Occurrence as Found
from schedules.settling import settle_by_recording
from schedules.stored import StoredSchedule, moved_from, schedules_with_ids
from schedules.wakes import put_off

RECORDED_AT_ONCE_MAX = 400
"""How many occurrences one job records: more than a year of days of one schedule. What is left is
for the next job, so that a book with years to catch up does not keep others waiting."""
AHEAD_DAYS = 366
"""How far ahead the worker looks for the next due date; it looks again then at the latest."""
ATTEMPTS_MAX = 20
"""How often the worker tries to write an occurrence, three times as often as a request does: people
who write to the book go first."""
ATTEMPTS_SECONDS_MAX = 60
"""For how long it tries; what it gives up is due still."""

_log = logging.getLogger(__name__)


def book_with_something_due(today: date, passed_over: Collection[int]) -> int | None:
    """Return the id of a book whose schedules the worker is to look at; None where none is."""
    due = ScheduleWake.objects.filter(day__lte=today).exclude(book_id__in=passed_over)
    found: int | None = due.order_by("day").values_list("book_id", flat=True).first()
    return found


def record_due(book: Book, today: date) -> int:
    """Record what is due in `book` up to `today`, oldest first, and put off the next look.

    Returns how many occurrences were recorded.
    """
    count, failed = 0, set[int]()
    for found in retrying(lambda: _due(book, today)):
        if count == RECORDED_AT_ONCE_MAX:
            return count
        try:
            count += _recorded(book, found, today)
        except (Invalid, Strict) as error:
            # People see it as overdue, and why; it is tried again on the next day.
            _log.info("Schedule %s of book %s: %s", found.schedule.pk, book.pk, error)
            failed.add(found.schedule.pk)
    retrying(lambda: _rest(book, today, failed))
    return count


def _due(book: Book, today: date) -> list[Found]:
    """Return the occurrences to record, oldest first."""
    found = [one for schedule in _woken(book, today) for one in _to_record(book, schedule, today)]
    return sorted(found, key=lambda one: (one.due, one.schedule.pk, one.nominal))


def _woken(book: Book, today: date) -> list[StoredSchedule]:
    wakes = ScheduleWake.objects.filter(book_id=book.pk, day__lte=today)
    ids = list(wakes.values_list("schedule_key", flat=True))
    return [one for one in schedules_with_ids(book.pk, ids) if one.records]


def _to_record(book: Book, schedule: StoredSchedule, today: date) -> list[Found]:
    first = schedule.records_from
    if first is None or first > today:
        return []
    days = Period(first, today)
    found = list(Agenda.of(book, [schedule], days).occurrences(today))
    if schedule.catch_up == CatchUp.LATEST:
        found = found[-1:]
    elif schedule.catch_up == CatchUp.ASK:
        found = [one for one in found if one.due == today]
    return [one for one in found if one.is_recorded_by_itself]


def _recorded(book: Book, found: Found, today: date) -> bool:
    """Record an occurrence; returns False where somebody has said something of it since."""

    def work() -> bool:
        try:
            with change(book, by=Actor(user_id=None, cause=Cause.SCHEDULE)) as uow:
                settle_by_recording(uow, _still_to_record(uow.book, found, today))
        except _SettledSince:
            return False
        return True

    return retrying(work, attempts_max=ATTEMPTS_MAX, seconds_max=ATTEMPTS_SECONDS_MAX)


def _still_to_record(book: Book, found: Found, today: date) -> Found:
    """Return the occurrence as it is under the lock of the book; raises _SettledSince."""
    for schedule in schedules_with_ids(book.pk, [found.schedule.pk]):
        one = occurrence_on(book, schedule, found.nominal, today)
        if one and one.is_recorded_by_itself and one.due <= today:
            return one
    raise _SettledSince


def _rest(book: Book, today: date, failed: Collection[int]) -> None:
    """Put off the next look at each schedule that has nothing left to record."""
    with transaction.atomic():
        locked = Book.objects.select_for_update().filter(pk=book.pk).first()
        if locked is None:
            return
        for schedule in _woken(locked, today):
            if schedule.pk in failed:
                put_off(locked, schedule.pk, today + timedelta(days=1))
            elif not _to_record(locked, schedule, today):
                put_off(locked, schedule.pk, _next_look(locked, schedule, today))


def _next_look(book: Book, schedule: StoredSchedule, today: date) -> date:
    """Return a day on or before the one on which an occurrence is due next."""
    first = max(today + timedelta(days=1), schedule.records_from or today)
    days = [today + timedelta(days=AHEAD_DAYS)]
    days += moved_from(book.pk, schedule.pk, first)[:1]
    for one in dates_due_from(schedule, first, book.is_business_day):
        days.append(earliest_due(one))
        break
    return max(first, min(days))


class _SettledSince(Exception):
    """An occurrence is not to be recorded any more."""
