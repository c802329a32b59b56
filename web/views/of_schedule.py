"""What the pages of one schedule have in common: the schedule, and how its rows are listed."""

from datetime import date
from functools import cached_property

from django.urls import reverse

from common.errors import NotThere
from schedules.models import Schedule
from schedules.stored import StoredSchedule, schedules_with_ids
from web.figures.due_rows import DueLister
from web.formats import show_long_date, within_sentence
from web.pages import BookPage
from web.views.things import row_of


class OfSchedule(BookPage):
    """A page of one schedule."""

    section = "schedules"

    @cached_property
    def row(self) -> Schedule:
        return row_of(self.book, Schedule, self.kwargs["schedule"])

    @cached_property
    def schedule(self) -> StoredSchedule:
        found = schedules_with_ids(self.book.pk, [self.kwargs["schedule"]])
        if not found:
            raise NotThere
        return found[0]

    @property
    def title(self) -> str:  # type: ignore[override]  # of the schedule
        return self.schedule.name

    @property
    def own_address(self) -> str:
        """The address of the page of the schedule."""
        return reverse("web:schedule", args=[self.book.pk, self.kwargs["schedule"]])

    @property
    def lister(self) -> DueLister:
        return DueLister(self.book.pk, self.names, self.money, self.preferences)

    def called(self, nominal: date) -> str:
        """Return what an occurrence is called in a sentence: “Rent, Tue 1 Dec 2026”."""
        day = show_long_date(nominal, self.preferences.date_form)
        return f"{within_sentence(self.schedule.name)}, {day}"
