"""A schedule: what it says, what became of its occurrences, and what is to come."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid
from common.periods import DATE_MAX, DATE_MIN, Period
from schedules.models import Schedule
from schedules.occurrences import Agenda, Occurrence
from schedules.prices import PriceChange, price_changes
from schedules.repricing import expect_price
from schedules.services import amend_schedule, delete_schedule
from schedules.stored import Splits, StoredTag, splits_of, tags_of
from web.book_names import BookNames
from web.figures.schedule_list import listed_change, listed_phase, listed_phases
from web.formats import show_date, within_sentence
from web.pages import Outcome, see_other
from web.views.of_schedule import OfSchedule
from web.views.people import own_address
from web.views.things import row_of

DAYS_BACK = 366
"""A year: every bill that comes once a year is among them."""
DAYS_AHEAD = 183
"""Half a year: longer than anybody moves or skips a payment ahead of time, as a rule."""
SHOWN_MAX = 60
"""Rows of each list: a year of weeks. A schedule of every day has more, which are counted."""


class SchedulePage(OfSchedule):
    template = "web/pages/schedule.html"
    refreshes = True

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        found, changes, tags, splits = read_consistently(self.book, self.read)
        listed = [listed_change(self.lister, one) for one in changes]
        return self.render({**self.shown(found, splits), "changes": listed, "tags": tags})

    def read(self) -> tuple[list[Occurrence], list[PriceChange], list[StoredTag], Splits]:
        """Read the schedule with its occurrences and its price, as of one moment."""
        self.__dict__.pop("schedule", None)
        self.names = BookNames.of(self.book)
        today = self.preferences.today()
        days = Period(
            max(today - timedelta(days=DAYS_BACK), DATE_MIN),
            min(today + timedelta(days=DAYS_AHEAD), DATE_MAX),
        )
        found = list(Agenda.of(self.book, [self.schedule], days).occurrences(today))
        tags = tags_of([self.schedule.pk])[self.schedule.pk]
        changes = price_changes(self.book, [self.schedule], today)
        # A phase that is split has no category.
        may_be_split = any(one.category_id is None for one in self.schedule.phases)
        splits = splits_of([self.schedule.pk]) if may_be_split else {}
        return found, changes, tags, splits

    def shown(self, found: list[Occurrence], splits: Splits) -> dict[str, Any]:
        """Return what the template shows: what is open from the oldest on, then what is over."""
        schedule, lister, today = self.schedule, self.lister, self.preferences.today()
        now = schedule.phase_on(today)
        waiting = [one for one in found if one.due >= today or one.is_open]
        over = [one for one in reversed(found) if one.due < today and not one.is_open]
        date_form = self.preferences.date_form
        records_from = schedule.records_from
        return {
            "schedule": schedule,
            "phase": listed_phase(lister, schedule, now, splits.get((schedule.pk, now.starts), ())),
            "phases": list(listed_phases(lister, schedule, splits)),
            "records_from": show_date(records_from, date_form) if records_from else "",
            "waiting": lister.rows(waiting[:SHOWN_MAX]),
            "waiting_further": max(len(waiting) - SHOWN_MAX, 0),
            "over": lister.rows(over[:SHOWN_MAX]),
            "over_further": max(len(over) - SHOWN_MAX, 0),
        }


class PauseSchedule(OfSchedule):
    """Pauses a schedule, or lets it go on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        pauses = "paused" in request.POST
        return self.write(lambda uow: self.paused(uow, pauses=pauses))

    def paused(self, uow: UnitOfWork, *, pauses: bool) -> Outcome:
        row = row_of(uow.book, Schedule, self.kwargs["schedule"])
        amend_schedule(uow, row, self.preferences.today(), paused=pauses)
        says = _("Paused %(name)s") if pauses else _("%(name)s goes on")
        return Outcome(says % {"name": within_sentence(row.name)}, self.own_address)


class ExpectPrice(OfSchedule):
    """Lets a schedule expect what it costs now."""

    http_method_names = ["post"]

    @property
    def there(self) -> str:
        """The page to go on with."""
        return own_address(self.request) or self.own_address

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        try:
            return self.write(self.expected)
        except Invalid as refused:
            for problem in refused.problems:
                messages.error(request, problem.detail)
        except Conflict as refused:
            messages.error(request, refused.detail)
        return see_other(self.there)

    def expected(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, Schedule, self.kwargs["schedule"])
        expect_price(uow, row, self.preferences.today())
        says = _("Expects the new price of %(name)s") % {"name": within_sentence(row.name)}
        return Outcome(says, self.there)


class DeleteSchedule(OfSchedule):
    """Deletes a schedule; undo brings it back, so nobody is asked first."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        return self.write(self.deleted)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, Schedule, self.kwargs["schedule"])
        delete_schedule(uow, row)
        says = _("Deleted the schedule %(name)s") % {"name": within_sentence(row.name)}
        return Outcome(says, reverse("web:schedules", args=[self.book.pk]))
