"""Payments that recur and have no schedule yet, each with the way to the form that it fills."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from books.models import Book
from common.errors import Conflict, Invalid
from common.recurrence_words import in_words
from schedules import refusals
from schedules.suggestions import SHOWN_MAX, Suggested, Suggestion, suggested
from web.book_names import BookNames
from web.figures.due_rows import DueLister
from web.formats import show_date, within_sentence
from web.money import Shown
from web.pages import BookPage, see_other

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A series of payments, ready for the template."""

    name: str
    others: Sequence[str]
    """Other payees that have some of the payments."""
    when: str
    accounts: str
    amount: Shown
    """That of the newest payment."""
    is_about: bool
    count: int
    missed: int
    first: str
    last: str
    key: str
    form: str
    """The address of the form of a schedule that it fills."""


class FoundSchedulesPage(BookPage):
    section = "schedules"
    template = "web/pages/schedules_found.html"
    title = gettext_lazy("Payments that recur")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        self.names, found = read_consistently(self.book, self.read)
        return self.render({"found": self.rows(found.open), "refused": self.rows(found.refused)})

    def read(self) -> tuple[BookNames, Suggested]:
        return BookNames.of(self.book), suggested(self.book, self.preferences.today())

    def rows(self, found: Sequence[Suggestion]) -> list[FoundRow]:
        return [self.row(one) for one in found[:SHOWN_MAX]]

    def row(self, one: Suggestion) -> FoundRow:
        group, series, date_form = one.group, one.series, self.preferences.date_form
        lister = DueLister(self.book.pk, self.names, self.money, self.preferences)
        form = reverse("web:schedule_new", args=[self.book.pk])
        return FoundRow(
            name=one.payee.name,
            others=[payee.name for payee in one.payees[1:]],
            when=in_words(series.recurrence),
            accounts=lister.accounts(group.account_id, None),
            amount=lister.expected(group.type, series.amounts[-1], group.currency),
            is_about=not series.steady,
            count=len(series.hits),
            missed=series.missed,
            first=show_date(series.hits[0][1].date, date_form),
            last=show_date(series.newest.date, date_form),
            key=one.key,
            form=f"{form}?found={one.key}",
        )


class RefusalStep(BookPage):
    """Says of payments that look like a series whether they recur."""

    http_method_names = ["post"]
    work: ClassVar[Callable[[Book, str, date], Suggestion]]
    says: "ClassVar[StrPromise]"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        key = str(request.POST.get("key", ""))
        try:
            one = type(self).work(self.book, key, self.preferences.today())
        except Invalid:
            raise Conflict(_("These payments have changed; look at the list again.")) from None
        messages.success(request, self.says % {"name": within_sentence(one.payee.name)})
        return see_other(reverse("web:schedules_found", args=[self.book.pk]))


class RefuseFound(RefusalStep):
    work = refusals.refuse
    says = gettext_lazy("%(name)s is not suggested any more")


class TakeBackRefusal(RefusalStep):
    work = refusals.take_back
    says = gettext_lazy("%(name)s is suggested again")
