"""What is due in a month, day by day: settled, skipped, missed and to come."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from common.periods import Month, Period
from schedules.occurrences import Occurrence
from schedules.stored import schedules_of_book
from schedules.upcoming import due_within
from web.book_names import BookNames
from web.figures.due_calendar import due_weeks, weekday_names
from web.figures.due_rows import DueLister
from web.figures.month_steps import steps
from web.filters import month_name, month_of
from web.pages import BookPage


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    found: list[Occurrence]
    """What is due in the month, in the order of its days."""


class ScheduleCalendar(BookPage):
    section = "schedules"
    template = "web/pages/schedule_calendar.html"
    refreshes = True
    title = gettext_lazy("Schedules")

    @cached_property
    def month(self) -> Month:
        """The month that the address states, or that of today."""
        return month_of(self.request.GET.get("month", "")) or Month.of(self.preferences.today())

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        read = read_consistently(self.book, self.read)
        self.names = read.names
        lister = DueLister(self.book.pk, read.names, self.money, self.preferences)
        is_business_day = self.book.is_business_day
        return self.render(
            {
                "stepper": steps(self.month, Month.of(self.preferences.today())),
                "month_name": month_name(self.month),
                "weekdays": weekday_names(self.preferences.first_weekday),
                "weeks": due_weeks(lister, read.found, self.month, is_business_day),
                "is_empty": not read.found,
                "sums": lister.sums(read.found),
            }
        )

    def read(self) -> Read:
        days, today = Period.of_month(self.month), self.preferences.today()
        found = due_within(self.book, schedules_of_book(self.book.pk), days, today)
        return Read(BookNames.of(self.book), found)
