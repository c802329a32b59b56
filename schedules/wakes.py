"""When the worker looks at a schedule again.

A wake may be too early, never too late: whatever is written of a schedule wakes it at once, and the
worker puts it off to the next due date. It reads and writes wakes while it holds the book's lock,
so no write falls in between.
"""

from collections.abc import Collection, Iterator
from datetime import date

from books.models import Book
from books.rows import delete_rows, upsert_rows
from books.unit_of_work import UnitOfWork
from common.periods import DATE_MIN
from schedules.models import Schedule, ScheduleWake

AT_ONCE = DATE_MIN
"""The day of a wake that is due whatever the date is."""


def wake(uow: UnitOfWork, ids: Collection[int]) -> None:
    """Have the worker look at once at those of the schedules `ids` that record."""
    there = Schedule.objects.with_ids(uow.book, ids)
    recording = there.filter(records_from__isnull=False, paused=False)
    wanted = set(recording.values_list("id", flat=True))
    uow.put_many(ScheduleWake, ("schedule_key",), ("day",), [(i, AT_ONCE) for i in sorted(wanted)])
    others = ScheduleWake.objects.filter(book_id=uow.book.pk, schedule_key__in=set(ids) - wanted)
    delete_rows(ScheduleWake, "pk", list(others.values_list("pk", flat=True)))


def put_off(book: Book, schedule_id: int, day: date) -> None:
    """Let a schedule rest until `day`. The caller holds the lock of the book."""
    upsert_rows(ScheduleWake, ["book_id", "schedule_key"], ["day"], [(book.pk, schedule_id, day)])


def rebuild(uow: UnitOfWork) -> None:
    """Have the worker look at every schedule of the book at once."""
    kept = ScheduleWake.objects.filter(book_id=uow.book.pk).values_list("schedule_key", flat=True)
    there = Schedule.objects.for_book(uow.book).values_list("id", flat=True)
    wake(uow, {*kept, *there})


def recording_schedules_are_woken(book: Book) -> Iterator[str]:
    """Every schedule that records has a wake, and no other."""
    recording = Schedule.objects.for_book(book).filter(records_from__isnull=False, paused=False)
    wanted = set(recording.values_list("id", flat=True))
    kept = set(ScheduleWake.objects.filter(book_id=book.pk).values_list("schedule_key", flat=True))
    for schedule_id in sorted(wanted - kept):
        yield f"schedule {schedule_id} records, and the worker never looks at it"
    for schedule_id in sorted(kept - wanted):
        yield f"the worker looks at schedule {schedule_id}, which records nothing"
