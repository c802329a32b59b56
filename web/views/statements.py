"""The statements of an account, and the form of a new one."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.stored import StoredAccount
from books.consistent_reads import read_consistently
from books.models import Role
from books.unit_of_work import UnitOfWork
from common.errors import NotThere
from common.money import from_minor
from reconciliation.listing import StatementGap, statement_gaps
from reconciliation.services import create_statement
from statements.models import StatementType
from web.book_names import BookNames
from web.figures.statement_rows import StatementLister
from web.formats import show_date
from web.forms.statements import NewStatementForm
from web.pages import Outcome
from web.rows import Lister
from web.views.things import ThingPage, row_of


class StatementsPage(ThingPage):
    """Lists the statements of an account, and takes a new one."""

    section = "accounts"
    template = "web/pages/statements.html"
    role_to_read = Role.VIEWER

    @property
    def title(self) -> str:  # type: ignore[override]  # of the account
        return _("Statements: %(account)s") % {"account": self.account.name}

    @cached_property
    def account(self) -> StoredAccount:
        found = self.names.accounts.get(self.kwargs["account"])
        if found is None:
            raise NotThere
        return found

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> NewStatementForm:
        return NewStatementForm(
            data, currency=self.account.money, preferences=self.preferences, initial=initial
        )

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        today = show_date(self.preferences.today(), self.preferences.date_form)
        return self.shown(self.form(None, {"date": today, "type": StatementType.STATEMENT.value}))

    def context(self) -> dict[str, Any]:
        found = read_consistently(self.book, self.read)
        lister = StatementLister(
            self.book,
            Lister(self.book.pk, self.names, self.money, self.preferences),
            self.money,
            self.preferences,
        )
        return {
            "account": self.account,
            "statements": [lister.listed(one.statement, one.gap) for one in found],
        }

    def read(self) -> list[StatementGap]:
        self.names = BookNames.of(self.book)
        return statement_gaps(self.book, self.account)

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.made(uow, form.cleaned_data))

    def made(self, uow: UnitOfWork, said: dict[str, Any]) -> Outcome:
        statement = create_statement(
            uow,
            account=row_of(uow.book, Account, self.account.pk),
            date=said["date"],
            balance=from_minor(said["balance"], self.account.money),
            type=said["type"],
            today=self.preferences.today(),
        )
        day = show_date(statement.date, self.preferences.date_form)
        says = _("Added the balance of %(day)s") % {"day": day}
        return Outcome(says, reverse("web:statement", args=[self.book.pk, statement.pk]))
