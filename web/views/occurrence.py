"""One occurrence of a schedule: recorded, skipped, moved, matched, or opened again."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid, NotThere, Problem
from common.integers import number_of
from common.money import from_minor
from schedules.choices import State
from schedules.models import Occurrence, Schedule
from schedules.occurrences import Occurrence as Found
from schedules.occurrences import occurrence_on
from schedules.settling import (
    OccurrenceDraft,
    forget_occurrence,
    restate_occurrence,
    state_occurrence,
)
from transactions.models import Transaction
from web.figures.due_rows import DueRow
from web.formats import show_amount, show_date
from web.forms.schedules import OccurrenceForm
from web.matching_payments import payments_for
from web.pages import Outcome, see_other
from web.rows import Lister
from web.views.of_schedule import OfSchedule
from web.views.people import own_address
from web.views.things import ThingPage, row_of

SAYS = {
    State.RECORDED: gettext_lazy("Recorded %(what)s"),
    State.SKIPPED: gettext_lazy("Skipped %(what)s"),
    State.MOVED: gettext_lazy("Changed %(what)s"),
    State.MATCHED: gettext_lazy("Found the payment of %(what)s"),
}
"""What was done to an occurrence, by its state."""


class OfOccurrence(OfSchedule):
    """A page of the occurrence that the address names by its nominal date."""

    @property
    def nominal(self) -> date:
        day: date = self.kwargs["nominal"]
        return day

    @cached_property
    def found(self) -> Found:
        today = self.preferences.today()
        found = occurrence_on(self.book, self.schedule, self.nominal, today)
        if found is None:
            raise NotThere
        return found

    @property
    def there(self) -> str:
        """The page to go on with."""
        return own_address(self.request) or self.own_address

    def stated(self, uow: UnitOfWork, draft: OccurrenceDraft) -> Outcome:
        """Write what became of the occurrence, of which something may be stated already."""
        today = self.preferences.today()
        row_of(uow.book, Schedule, self.schedule.pk)  # which may be gone by now
        row = self.stored(uow)
        if row is None:
            state_occurrence(uow, self.schedule.pk, self.nominal, draft, today)
        else:
            restate_occurrence(uow, row, draft, today)
        says = str(SAYS[State(draft.state)]) % {"what": self.called(self.nominal)}
        return Outcome(says, self.there)

    def stored(self, uow: UnitOfWork) -> Occurrence | None:
        rows = Occurrence.objects.for_book(uow.book).of_schedule(self.schedule.pk)
        return rows.filter(nominal=self.nominal).first()


class OccurrencePage(ThingPage, OfOccurrence):
    """Where an occurrence gets another day or amount, or is told its payment."""

    template = "web/pages/occurrence.html"

    @property
    def title(self) -> str:  # type: ignore[override]  # of the occurrence
        return self.called(self.found.due)

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> OccurrenceForm:
        money = self.found.phase.money
        return OccurrenceForm(data, currency=money, preferences=self.preferences, initial=initial)

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        found, forms_of = self.found, self.preferences
        amount = show_amount(found.expected.amount, found.phase.money, forms_of.number_form)
        day = show_date(found.due, forms_of.date_form)
        return self.shown(self.form(None, {"date": day, "amount": amount}))

    def context(self) -> dict[str, Any]:
        (row,) = self.lister.rows([self.found])
        return {
            "schedule": self.schedule,
            "occurrence": row,
            "payments": self.payments(row),
            "next": own_address(self.request),
        }

    def payments(self, row: DueRow) -> Any:
        """Return what may be its payment, as rows of a list."""
        if not row.is_open:
            return []
        lister = Lister(self.book.pk, self.names, self.money, self.preferences)
        return lister.rows(payments_for(self.book, self.found))

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        """Record the occurrence with the day and the amount of the form, or expect them."""
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.stated(uow, self.draft(form)))

    def draft(self, form: OccurrenceForm) -> OccurrenceDraft:
        said = form.cleaned_data
        if self.request.POST.get("do") != State.MOVED:
            return OccurrenceDraft(State.RECORDED, said["date"], said["amount"])
        found = self.found
        expected = from_minor(found.expected.amount, found.phase.money)
        stated = found.stated
        has_day = said["date"] != found.due or (stated and stated.date is not None)
        has_amount = said["amount"] != expected or (stated and stated.amount is not None)
        return OccurrenceDraft(
            State.MOVED,
            said["date"] if has_day else None,
            said["amount"] if has_amount else None,
        )


class StateOccurrence(OfOccurrence):
    """Records an occurrence as it is expected, skips it, or matches it with a transaction."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        try:
            return self.write(lambda uow: self.stated(uow, self.draft()))
        except Invalid as refused:
            for problem in refused.problems:
                messages.error(request, problem.detail)
        except Conflict as refused:
            messages.error(request, refused.detail)
        return see_other(self.there)

    def draft(self) -> OccurrenceDraft:
        sent = self.request.POST
        if "transaction" in sent:
            payment = row_of(self.book, Transaction, number_of(sent["transaction"]))
            return OccurrenceDraft(State.MATCHED, transaction=payment)
        if sent.get("do") not in (State.RECORDED, State.SKIPPED):
            raise Invalid([Problem("/state", "required", _("Say what became of it."))])
        return OccurrenceDraft(sent["do"])


class ReopenOccurrence(OfOccurrence):
    """Takes back what was stated of an occurrence. The transaction that settled it stays."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        return self.write(self.reopened)

    def reopened(self, uow: UnitOfWork) -> Outcome:
        row = self.stored(uow)
        if row is not None:
            forget_occurrence(uow, row)
        return Outcome(_("Opened %(what)s again") % {"what": self.called(self.nominal)}, self.there)
