"""A period at a glance: income, expense and net, and what it moved on each account."""

from dataclasses import dataclass

from accounts.models import Account
from books.models import Book
from common.money import CURRENCIES, Currency
from common.periods import Period
from reports.figures import AccountFigure, Figure, by_account, total
from transactions.models import PostingKind


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """What the period moved on one account, in minor units of its currency, signed."""

    account: Account
    income: int
    expense: int
    transfers: int

    @property
    def net(self) -> int:
        return self.income + self.expense + self.transfers


@dataclass(frozen=True, slots=True)
class SummaryReport:
    period: Period
    home: Currency
    income: Figure
    expense: Figure
    accounts: tuple[AccountSummary, ...]
    """Those on which something moved."""


def summary_report(book: Book, period: Period) -> SummaryReport:
    """Return the summary of `period`, in a fixed number of queries."""
    moved = by_account(book, period)
    accounts = Account.objects.for_book(book).order_by("id")
    touched = {account_id for account_id, _ in moved}
    return SummaryReport(
        period=period,
        home=CURRENCIES[book.home_currency],
        income=total(m.figure for (_, kind), m in moved.items() if kind == PostingKind.INCOME),
        expense=total(m.figure for (_, kind), m in moved.items() if kind == PostingKind.EXPENSE),
        accounts=tuple(
            AccountSummary(
                account=account,
                income=moved.get((account.pk, PostingKind.INCOME), AccountFigure()).native,
                expense=moved.get((account.pk, PostingKind.EXPENSE), AccountFigure()).native,
                transfers=moved.get((account.pk, PostingKind.TRANSFER), AccountFigure()).native,
            )
            for account in accounts
            if account.pk in touched
        ),
    )
