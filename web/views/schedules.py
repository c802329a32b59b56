"""What is to come and what is late, in all schedules of a book, and the schedules themselves."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from schedules.occurrences import Occurrence
from schedules.prices import PriceChange, price_changes
from schedules.stored import StoredSchedule, schedules_of_book
from schedules.upcoming import upcoming
from web.book_names import BookNames
from web.figures.due_rows import AHEAD_DAYS, DueLister, late_and_ahead
from web.figures.schedule_list import listed_change, listed_schedules, next_dues
from web.pages import BookPage

NEWS_DAYS = 31
"""For how many days a price change is listed that the schedule expects: a month, in which everybody
looks at this page once."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    schedules: list[StoredSchedule]
    found: list[Occurrence]
    """What is late, and what is to come."""
    changes: list[PriceChange]
    """Prices that changed, of schedules that are not paused."""


class SchedulesPage(BookPage):
    section = "schedules"
    template = "web/pages/schedules.html"
    refreshes = True
    title = gettext_lazy("Schedules")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        read = read_consistently(self.book, self.read)
        self.names = read.names
        return self.render(self.shown(read))

    def read(self) -> Read:
        today = self.preferences.today()
        schedules = schedules_of_book(self.book.pk)
        found = upcoming(self.book, schedules, today, today + timedelta(days=AHEAD_DAYS))
        going = [one for one in schedules if not one.paused]
        changes = price_changes(self.book, going, today)
        return Read(BookNames.of(self.book), schedules, found, changes)

    def shown(self, read: Read) -> dict[str, Any]:
        """Return what the template shows."""
        lister = DueLister(self.book.pk, read.names, self.money, self.preferences)
        late, ahead = late_and_ahead(read.found)
        end = self.preferences.today() + timedelta(days=AHEAD_DAYS)
        dues = next_dues(self.book, read.schedules, read.found, end)
        return {
            "late": lister.rows(late),
            "changes": [listed_change(lister, one) for one in read.changes if self.is_news(one)],
            "days": lister.days(ahead),
            "sums": lister.sums(ahead),
            "ahead": AHEAD_DAYS,
            "schedules": listed_schedules(lister, read.schedules, dues, read.found),
        }

    def is_news(self, one: PriceChange) -> bool:
        """Whether a price change is listed: for a year, or less where it is expected by now."""
        newest = self.preferences.today() - timedelta(days=NEWS_DAYS)
        return not one.is_expected or one.step.since > newest
