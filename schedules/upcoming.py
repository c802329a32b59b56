"""What is to come in all schedules of a book, what is late, and all that is due within days."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from books.models import Book
from common.periods import DATE_MIN, Period
from schedules.choices import WINDOW_DAYS_MAX
from schedules.occurrences import TO_COME, Agenda, Occurrence
from schedules.stored import StoredSchedule


def upcoming(
    book: Book, schedules: Iterable[StoredSchedule], today: date, end: date
) -> list[Occurrence]:
    """Return what is overdue and what is due up to `end`, in the order of the due dates.

    Of those of `schedules` that are not paused. It takes three statements at most, and four for
    what is owed.
    """
    on = [one for one in schedules if not one.paused]
    first = max(today, DATE_MIN + timedelta(days=WINDOW_DAYS_MAX)) - timedelta(days=WINDOW_DAYS_MAX)
    found = Agenda.of(book, on, Period(first, end)).occurrences(today)
    return sorted((one for one in found if one.status in TO_COME), key=_place)


def due_within(
    book: Book, schedules: Sequence[StoredSchedule], days: Period, today: date
) -> list[Occurrence]:
    """Return what is due within `days`, settled or not, in the order of the due dates.

    Of a schedule that is paused, only what is over. It takes three statements at most.
    """
    found = Agenda.of(book, schedules, days).occurrences(today)
    return sorted((one for one in found if not (one.schedule.paused and one.is_open)), key=_place)


def _place(one: Occurrence) -> tuple[date, str, int, date]:
    return one.due, one.schedule.name, one.schedule.pk, one.nominal
