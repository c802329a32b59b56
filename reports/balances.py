"""What each account holds at the end of a day, and what that is worth together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from accounts.balances import balance, movements
from accounts.stored import StoredAccount, accounts_of
from books.models import Book
from common.money import CURRENCIES, Currency
from common.periods import Period
from currencies.rates import RateTable


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account at the end of the day."""

    account: StoredAccount
    minor: int
    """In minor units of the account's currency."""
    home: int | None
    """In minor units of the home currency, at the rate of the day; None is unconverted."""
    rate: Decimal | None
    rate_date: date | None
    rate_source: str


@dataclass(frozen=True, slots=True)
class BalanceReport:
    """All accounts at the end of a day."""

    day: date
    home: Currency
    accounts: tuple[AccountBalance, ...]

    @property
    def net_worth(self) -> int:
        """What the converted accounts hold together, in minor units of the home currency."""
        return sum(held.home for held in self.accounts if held.home is not None)

    @property
    def assets(self) -> int:
        return sum(held.home for held in self.accounts if held.home is not None and held.home > 0)

    @property
    def debts(self) -> int:
        """What is owed, as a positive number."""
        return -sum(held.home for held in self.accounts if held.home is not None and held.home < 0)

    @property
    def unconverted(self) -> tuple[AccountBalance, ...]:
        """The accounts that hold something and are in none of the sums."""
        return tuple(held for held in self.accounts if held.home is None)


def balance_report(book: Book, day: date) -> BalanceReport:
    """Return the balances at the end of `day`, valued at that day's rates.

    A day to come is valued at today's: there are no rates of it yet.
    """
    (report,) = balance_reports(book, accounts_of(book), {day: movements(book, day)})
    return report


def balance_reports(
    book: Book, accounts: Collection[StoredAccount], moved: Mapping[date, Mapping[int, int]]
) -> list[BalanceReport]:
    """Return the balances of `accounts` at the end of several days, given what moved up to each.

    All are valued at the rates of the last one, so that they differ by what moved alone.
    """
    valued = min(max(moved), timezone.localdate())
    home = CURRENCIES[book.home_currency]
    rates = RateTable.load(book, {a.currency for a in accounts}, Period(valued, valued))
    return [
        BalanceReport(
            day=day,
            home=home,
            accounts=tuple(
                _valued(account, balance(account, day, by_account), home, rates, valued)
                for account in accounts
            ),
        )
        for day, by_account in moved.items()
    ]


def _valued(
    account: StoredAccount, minor: int, home: Currency, rates: RateTable, day: date
) -> AccountBalance:
    if account.currency == home.code:
        return AccountBalance(account, minor, minor, None, None, "")
    quote = rates.at(account.currency, day)
    worth = quote.worth(minor, account.money, home) if quote else None
    if quote is None or worth is None:
        # Nothing is worth nothing at any rate: an empty account leaves no total incomplete.
        return AccountBalance(account, minor, None if minor else 0, None, None, "")
    return AccountBalance(account, minor, worth, quote.rate, quote.date, quote.source)
