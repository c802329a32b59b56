"""The accounts of a book: what each holds, and the form of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from accounts.services import amend_account, create_account, delete_account
from books.consistent_reads import read_consistently
from books.unit_of_work import UnitOfWork
from common.errors import InUse, Problem, raise_problems
from common.money import CURRENCIES, from_minor
from reconciliation.states import account_states
from reports.balances import AccountBalance, BalanceReport, balance_reports
from web.error_pages import error_page
from web.formats import show_amount, show_date, show_rate
from web.forms.accounts import TYPES, AccountForm
from web.money import Shown
from web.pages import BookPage, Outcome
from web.views.things import ThingPage, row_of


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account with what it holds."""

    id: int
    name: str
    href: str
    edit: str
    is_default: bool
    held: Shown
    worth: Shown | None
    """In the home currency, where the account is in another; None without a rate."""
    rate: str
    statements: str
    """The address of what its bank says."""
    agreed: str
    """The day up to which it agrees with its bank; empty where it was never reconciled."""
    is_off: bool
    """Whether what was agreed once does not hold any more."""


@dataclass(frozen=True, slots=True)
class AccountGroup:
    """The accounts of one kind."""

    name: str
    accounts: list[ListedAccount]


class AccountsPage(BookPage):
    section = "accounts"
    template = "web/pages/accounts.html"
    refreshes = True
    title = gettext_lazy("Accounts")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        report = read_consistently(self.book, self.read)
        archived = [self.listed(held) for held in report.accounts if held.account.archived]
        return self.render(
            {
                "groups": list(self.groups(report)),
                "archived": archived,
                "worth": self.money.figure(report.net_worth),
                "unconverted": [self.listed(held) for held in report.unconverted],
            }
        )

    def read(self) -> BalanceReport:
        """Return what each account holds today, from what the side of the page has as well."""
        accounts = list(self.names.accounts.values())
        moved = {self.preferences.today(): self.moved}
        self.states = account_states(self.book)
        (report,) = balance_reports(self.book, accounts, moved)
        return report

    def groups(self, report: BalanceReport) -> Iterator[AccountGroup]:
        """Yield the open accounts by kind."""
        for kind, name in TYPES:
            found = [
                self.listed(held)
                for held in report.accounts
                if held.account.type == kind and not held.account.archived
            ]
            if found:
                yield AccountGroup(str(name), found)

    def listed(self, held: AccountBalance) -> ListedAccount:
        """Return an account as the list shows it."""
        account = held.account
        state = self.states.get(account.id)
        newest = state.newest if state else None
        foreign = account.currency != self.book.home_currency
        worth = None
        if foreign and held.home is not None:
            worth = self.money.plain(held.home)
        return ListedAccount(
            id=account.id,
            name=account.name,
            href=reverse("web:account", args=[self.book.pk, account.id]),
            edit=reverse("web:account_edit", args=[self.book.pk, account.id]),
            is_default=account.is_default,
            held=self.money.plain(held.minor, account.currency),
            worth=worth,
            rate=self.rate_of(held) if worth else "",
            statements=reverse("web:statements", args=[self.book.pk, account.id]),
            agreed=show_date(newest.date, self.preferences.date_form) if newest else "",
            is_off=state is not None and state.gaps != 0,
        )

    def rate_of(self, held: AccountBalance) -> str:
        """Return the rate by which an account is valued, with its day, in words."""
        if held.rate is None or held.rate_date is None:
            return ""
        day = show_date(held.rate_date, self.preferences.date_form)
        rate = show_rate(f"{held.rate.normalize():f}", self.preferences.number_form)
        return _("at %(rate)s of %(day)s") % {"rate": rate, "day": day}


class AccountFormPage(ThingPage):
    """What a new account and a stored one have in common: the form."""

    section = "accounts"
    template = "web/pages/account_form.html"

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> AccountForm:
        return AccountForm(data, preferences=self.preferences, initial=initial)

    def stated(self, form: AccountForm) -> dict[str, Any]:
        """Return the values that the services take."""
        values = dict(form.cleaned_data)
        currency = CURRENCIES[values["currency"]]
        return {**values, "opening_balance": from_minor(values["opening_balance"], currency)}


class NewAccount(AccountFormPage):
    title = gettext_lazy("New account")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        initial = {"currency": self.book.home_currency, "opening_date": "today"}
        return self.shown(self.form(None, initial))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.made(uow, self.stated(form)))

    def made(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        account = create_account(uow, **values)
        says = _("Added the account %(name)s") % {"name": account.name}
        return Outcome(says, reverse("web:accounts", args=[self.book.pk]))


class EditAccount(AccountFormPage):
    title = gettext_lazy("Account")

    @cached_property
    def row(self) -> Account:
        return row_of(self.book, Account, self.kwargs["account"])

    def context(self) -> dict[str, Any]:
        return {"account": self.row, "version": self.version(self.row)}

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        account = self.row
        initial = {
            "name": account.name,
            "type": account.type,
            "currency": account.currency,
            "opening_balance": show_amount(
                account.opening_balance, account.money, self.preferences.number_form
            ),
            "opening_date": show_date(account.opening_date, self.preferences.date_form),
            "is_default": account.is_default,
            "archived": account.archived,
            "strict": account.strict,
        }
        return self.shown(self.form(None, initial))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.changed(uow, self.stated(form)))

    def changed(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        account = row_of(uow.book, Account, self.row.pk)
        self.check_version(account)
        try:
            amend_account(uow, account, **values)
        except InUse as refused:
            raise_problems([Problem("/currency", "in_use", refused.detail)])
        says = _("Saved the account %(name)s") % {"name": account.name}
        return Outcome(says, reverse("web:accounts", args=[self.book.pk]))


class DeleteAccount(EditAccount):
    """Deletes an account that nothing uses; says what uses it otherwise."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        try:
            return self.write(self.deleted)
        except InUse as refused:
            return self.in_use(refused)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        account = row_of(uow.book, Account, self.row.pk)
        delete_account(uow, account)
        says = _("Deleted the account %(name)s") % {"name": account.name}
        return Outcome(says, reverse("web:accounts", args=[self.book.pk]))

    def in_use(self, refused: InUse) -> HttpResponse:
        uses = ", ".join(f"{count} {name}" for name, count in refused.uses.items())
        return error_page(self.request, 409, _("In use"), f"{refused.detail} ({uses})")
