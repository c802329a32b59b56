"""Exchange rates: those that count today, those entered by hand, and what has none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN, Month, Period
from currencies import services
from currencies.models import BookRate
from currencies.quotes import SOURCE_BOOK, SOURCE_FIXED
from currencies.rates import RateTable
from currencies.views import NewestFirst
from reports.figures import by_month
from web.filters import month_name
from web.formats import show_date, show_rate
from web.forms.rates import RateForm
from web.keyset import keyset_page
from web.pages import BookPage, Outcome
from web.views.things import ThingPage, row_of

PAGE_SIZE = 50
"""A screen or two of rates."""
MONTHS_SHOWN = 24
"""How many lines of amounts without a rate a page has; the newest are looked at first."""
SOURCES = {
    SOURCE_BOOK: gettext_lazy("entered by hand"),
    SOURCE_FIXED: gettext_lazy("fixed by law"),
    "ECB": gettext_lazy("European Central Bank"),
}


@dataclass(frozen=True, slots=True)
class UsedCurrency:
    """A currency of the book's accounts, with the rate that counts today."""

    code: str
    name: str
    rate: str
    """Empty where none is new enough."""
    day: str
    source: str
    enter: str


@dataclass(frozen=True, slots=True)
class WithoutRate:
    """The amounts of one currency and month that are left out of all sums."""

    code: str
    month: str
    postings: int
    href: str
    enter: str


@dataclass(frozen=True, slots=True)
class ListedRate:
    """A rate that somebody entered."""

    id: int
    says: str
    day: str
    edit: str


class RatesPage(BookPage):
    section = "rates"
    template = "web/pages/rates.html"
    title = gettext_lazy("Rates")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render(self.listed())

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the book; each list stands by itself."""
        rows = BookRate.objects.for_book(self.book)
        page = keyset_page(NewestFirst(), rows, self.request.GET, PAGE_SIZE)
        missing = list(self.missing())
        return {
            "used": list(self.used()),
            "missing": missing[:MONTHS_SHOWN],
            "further": max(len(missing) - MONTHS_SHOWN, 0),
            "rates": [self.rate(row) for row in page.rows],
            "older": page.after,
            "newer": page.before,
        }

    def used(self) -> Iterator[UsedCurrency]:
        """Yield the foreign currencies of the accounts at the side of the page, by code."""
        today = self.preferences.today()
        codes = {one.balance.code for one in self.navigation.accounts} - {""}
        table = RateTable.load(self.book, codes, Period(today, today))
        for code in sorted(codes):
            quote = table.at(code, today)
            source = quote.source if quote else ""
            yield UsedCurrency(
                code=code,
                name=CURRENCIES[code].name,
                rate=self.says(code, quote.text, self.book.home_currency) if quote else "",
                day=show_date(quote.date, self.preferences.date_form) if quote else "",
                source=str(SOURCES.get(source, source)),
                enter=self.enter(code),
            )

    def missing(self) -> Iterator[WithoutRate]:
        """Yield what has no rate by month and currency, the newest first."""
        months: dict[tuple[date, str], int] = {}
        for (first, _kind), figure in by_month(self.book, Period(DATE_MIN, DATE_MAX)).items():
            for code, apart in figure.unconverted.items():
                months[first, code] = months.get((first, code), 0) + apart.postings
        path = reverse("web:transactions", args=[self.book.pk])
        for first, code in sorted(months, reverse=True):
            month = Month.of(first)
            query = {"month": str(month), "converted": "false", "currency": code}
            yield WithoutRate(
                code=code,
                month=month_name(month),
                postings=months[first, code],
                href=f"{path}?{urlencode(query)}",
                enter=self.enter(code, first),
            )

    def rate(self, row: BookRate) -> ListedRate:
        return ListedRate(
            id=row.pk,
            says=self.says(row.base, row.rate, row.quote),
            day=show_date(row.date, self.preferences.date_form),
            edit=reverse("web:rate_edit", args=[self.book.pk, row.pk]),
        )

    def says(self, base: str, rate: str, quote: str) -> str:
        return f"1 {base} = {show_rate(rate, self.preferences.number_form)} {quote}"

    def enter(self, code: str, day: date | None = None) -> str:
        """Return the address of the form for a rate of a currency."""
        stated = {"base": code, **({"date": day.isoformat()} if day else {})}
        return f"{reverse('web:rate_new', args=[self.book.pk])}?{urlencode(stated)}"


class RatePage(ThingPage):
    """What a new rate and a stored one have in common: the form."""

    section = "rates"
    template = "web/pages/rate_form.html"

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> RateForm:
        return RateForm(data, preferences=self.preferences, initial=initial)

    def outcome(self, verb: str, row: BookRate) -> Outcome:
        """Say the rate as it was read: what was typed may have another meaning elsewhere."""
        rate = show_rate(row.rate, self.preferences.number_form)
        day = show_date(row.date, self.preferences.date_form)
        says = f"{verb} 1 {row.base} = {rate} {row.quote}, {day}"
        return Outcome(says, reverse("web:rates", args=[self.book.pk]))


class NewRate(RatePage):
    title = gettext_lazy("New rate")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        stated = {name: request.GET[name] for name in RateForm.base_fields if name in request.GET}
        return self.shown(
            self.form(None, {"quote": self.book.home_currency, "date": "today", **stated})
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.made(uow, form.cleaned_data))

    def made(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        return self.outcome(_("Added"), services.create_rate(uow, **values))


class EditRate(RatePage):
    title = gettext_lazy("Rate")

    @cached_property
    def row(self) -> BookRate:
        return row_of(self.book, BookRate, self.kwargs["rate"])

    def context(self) -> dict[str, Any]:
        return {"row": self.row, "version": self.version(self.row)}

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        row = self.row
        initial = {
            "base": row.base,
            "quote": row.quote,
            "rate": show_rate(row.rate, self.preferences.number_form),
            "date": show_date(row.date, self.preferences.date_form),
        }
        return self.shown(self.form(None, initial))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.changed(uow, form.cleaned_data))

    def changed(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        row = row_of(uow.book, BookRate, self.row.pk)
        self.check_version(row)
        return self.outcome(_("Saved"), services.amend_rate(uow, row, **values))


class DeleteRate(EditRate):
    """Deletes a rate; what it valued is valued anew."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.write(self.deleted)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, BookRate, self.row.pk)
        services.delete_rate(uow, row)
        return self.outcome(_("Deleted"), self.row)
