"""One statement: what it settles, what is left to find, and its end."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from books.models import Role
from books.unit_of_work import UnitOfWork
from categories.models import CategoryType
from common.integers import number_of
from common.money import from_minor
from reconciliation.comparison import Comparison, compare
from reconciliation.services import (
    Correction,
    amend_statement,
    close_statement,
    delete_statement,
    reopen_statement,
)
from reconciliation.settling import settle
from reconciliation.suggestions import Suggestions, suggest
from statements.models import Statement
from web.book_names import BookNames
from web.figures.statement_rows import ROWS_MAX
from web.formats import show_amount, show_date
from web.forms.statements import OPENING, CorrectionForm, StatementForm
from web.pages import Outcome
from web.views.of_statement import OfStatement
from web.views.things import ThingPage, row_of


class StatementPage(OfStatement):
    template = "web/pages/statement.html"
    refreshes = True

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        found, suggested = read_consistently(self.book, self.read)
        return self.render(self.shown(found, suggested))

    def read(self) -> tuple[Comparison, Suggestions]:
        self.names = BookNames.of(self.book)
        return compare(self.book, self.statement), suggest(self.book, self.statement)

    def shown(self, found: Comparison, suggested: Suggestions) -> dict[str, Any]:
        """Return what the template shows."""
        one, lister, money = found.statement, self.lister, self.money
        settled = lister.settled(one, suggested.turned) if one.settles else []
        opened = lister.open(one) if one.settles and not one.closed else []
        return {
            "statement": one,
            "account": self.account,
            "day": show_date(one.date, self.preferences.date_form),
            "balance": money.plain(one.balance, one.currency),
            "before": money.plain(found.before, one.currency),
            "settled_sum": money.signed(found.settled.amount, one.currency),
            "gap": money.signed(found.gap, one.currency),
            "has_gap": found.gap != 0,
            "held": money.plain(found.held, one.currency),
            "difference": money.signed(found.difference, one.currency),
            "is_different": found.difference != 0,
            # While rows are being settled, it would only say that they are not settled yet.
            "by_date": one.closed or found.difference != 0,
            "explained": lister.explained(found),
            "settled": settled,
            "settled_further": found.settled.postings > ROWS_MAX,
            "opened": opened,
            "opened_further": len(opened) == ROWS_MAX,
            "missing": "" if opened else self.missing(found),
            "all_close": suggested.all_until is not None,
            "ways": lister.ways(suggested, opened, settled),
            "correction": self.correction(found),
            "in_words": _("an expense") if found.gap < 0 else _("income"),
        }

    def missing(self, found: Comparison) -> str:
        """Return the kind and the amount of what would close the gap, as an address states them."""
        if found.gap == 0:
            return ""
        form = self.preferences.number_form
        amount = show_amount(abs(found.gap), found.statement.money, form)
        return urlencode({"type": self.kind(found).value, "amount": amount})

    def kind(self, found: Comparison) -> CategoryType:
        """Return the kind of what the bank has beyond all that is settled."""
        return CategoryType.EXPENSE if found.gap < 0 else CategoryType.INCOME

    def correction(self, found: Comparison, data: Any = None) -> CorrectionForm:
        """Return the form of what makes up for the gap."""
        kind = self.kind(found)
        first = found.statement.previous_id is None
        return CorrectionForm(data, names=self.names, kind=kind.value, first=first)


class SettlePostings(OfStatement):
    """Settles the postings of a row, or releases them; the button that was pressed says which."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        sent = request.POST
        return self.tried(
            lambda uow: self.done(uow, _ids(sent.get("settle", "")), _ids(sent.get("release", "")))
        )

    def done(self, uow: UnitOfWork, taken: list[int], released: list[int]) -> Outcome:
        row = self.row(uow)
        everything = row.date if "all" in self.request.POST else None
        settle(uow, row, settle=taken, release=released, until=everything)
        text = _("Released from %(what)s") if released else _("Settled in %(what)s")
        return Outcome(self.says(text), self.own_address)


class CloseStatement(StatementPage):
    """Closes a statement, after all up to its day was settled or a correction was recorded."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        if "correct" not in request.POST:
            return self.tried(self.closed)
        self.names = BookNames.of(self.book)
        form = self.correction(compare(self.book, self.statement), request.POST)
        if not form.is_valid():
            context = self.shown(*read_consistently(self.book, self.read))
            return self.render({**context, "correction": form}, status=422)
        said = form.cleaned_data
        correction = Correction(
            opening_balance=said["category"] == OPENING,
            category=number_of(said["category"]) or None,
            description=said["description"],
        )
        return self.tried(lambda uow: self.closed(uow, correction))

    def closed(self, uow: UnitOfWork, correction: Correction | None = None) -> Outcome:
        row = self.row(uow)
        if "all" in self.request.POST:
            settle(uow, row, until=row.date)
        close_statement(uow, row, self.preferences.today(), correction)
        return Outcome(self.says(_("Closed the statement %(what)s")), self.own_address)


class ReopenStatement(OfStatement):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        return self.tried(self.reopened)

    def reopened(self, uow: UnitOfWork) -> Outcome:
        reopen_statement(uow, self.row(uow), self.preferences.today())
        return Outcome(self.says(_("Reopened the statement %(what)s")), self.own_address)


class DeleteStatement(OfStatement):
    """Deletes a statement; what it settles is released."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        return self.tried(self.deleted)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        there = reverse("web:statements", args=[self.book.pk, self.statement.account_id])
        delete_statement(uow, self.row(uow), self.preferences.today())
        return Outcome(self.says(_("Deleted the statement %(what)s")), there)


class EditStatement(ThingPage, OfStatement):
    """Where a statement gets another day or balance."""

    template = "web/pages/statement_form.html"
    role_to_read = Role.EDITOR

    @cached_property
    def stored(self) -> Statement:
        return row_of(self.book, Statement, self.kwargs["statement"])

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> StatementForm:
        return StatementForm(
            data, currency=self.account.money, preferences=self.preferences, initial=initial
        )

    def context(self) -> dict[str, Any]:
        return {"statement": self.statement, "version": self.version(self.stored)}

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        one, forms_of = self.statement, self.preferences
        balance = show_amount(one.balance, one.money, forms_of.number_form)
        day = show_date(one.date, forms_of.date_form)
        return self.shown(self.form(None, {"date": day, "balance": balance}))

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.changed(uow, form.cleaned_data))

    def changed(self, uow: UnitOfWork, said: dict[str, Any]) -> Outcome:
        row = self.row(uow)
        self.check_version(row)
        balance = from_minor(said["balance"], self.account.money)
        amend_statement(uow, row, self.preferences.today(), date=said["date"], balance=balance)
        return Outcome(self.says(_("Saved the statement %(what)s")), self.own_address)


def _ids(text: str) -> list[int]:
    """Return the ids in `text`, which have commas between them; 0 for any other text."""
    return [number_of(one) for one in text.split(",") if one]
