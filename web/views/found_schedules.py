"""Payments that recur and have no schedule yet, each with the way to the form that it fills."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from common.recurrence_words import in_words
from schedules.suggestions import Suggestion, suggestions
from web.book_names import BookNames
from web.figures.due_rows import DueLister
from web.formats import show_date
from web.money import Shown
from web.pages import BookPage


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A series of payments, ready for the template."""

    name: str
    when: str
    accounts: str
    amount: Shown
    """That of the newest payment."""
    is_about: bool
    count: int
    missed: int
    first: str
    last: str
    form: str
    """The address of the form of a schedule that it fills."""


class FoundSchedulesPage(BookPage):
    section = "schedules"
    template = "web/pages/schedules_found.html"
    title = gettext_lazy("Payments that recur")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        self.names, found = read_consistently(self.book, self.read)
        return self.render({"found": [self.row(one) for one in found]})

    def read(self) -> tuple[BookNames, list[Suggestion]]:
        return BookNames.of(self.book), suggestions(self.book, self.preferences.today())

    def row(self, one: Suggestion) -> FoundRow:
        group, series, date_form = one.group, one.series, self.preferences.date_form
        lister = DueLister(self.book.pk, self.names, self.money, self.preferences)
        form = reverse("web:schedule_new", args=[self.book.pk])
        return FoundRow(
            name=one.payee,
            when=in_words(series.recurrence),
            accounts=lister.accounts(group.account_id, None),
            amount=lister.expected(group.type, series.amounts[-1], group.currency),
            is_about=not series.steady,
            count=len(series.hits),
            missed=series.missed,
            first=show_date(series.hits[0][1].date, date_form),
            last=show_date(series.newest.date, date_form),
            form=f"{form}?found={series.newest.id}",
        )
