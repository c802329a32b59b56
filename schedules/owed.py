"""What accounts owe on the due dates of schedules that pay them off, as far as it is recorded."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import accumulate, groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Sum

from accounts.balances import balance, movements
from accounts.models import Account
from books.models import Book
from common.periods import DATE_MIN, Period
from common.statements import Statement
from schedules.choices import AmountRule
from schedules.stored import StoredSchedule
from transactions.models import Posting


class OwedOn(NamedTuple):
    """What an account owes at the end of a day, and what that is made of, in minor units."""

    account_id: int
    day: date
    opening: int
    moved: int
    to_pay: int = 0
    """What earlier dates of the schedule are to pay of it."""

    @property
    def amount(self) -> int:
        """0 where there is money on the account."""
        return max(0, max(0, -(self.opening + self.moved)) - self.to_pay)


class Owed:
    """What some accounts owe at the beginning of a day within a period, in minor units."""

    def __init__(
        self,
        accounts: Mapping[int, Account],
        before: Mapping[int, int],
        moved: Iterable[tuple[int, date, int]],
    ) -> None:
        """`before` is what moved up to the period, `moved` what moved then, by account and day."""
        self._accounts = accounts
        self._before = before
        self._days: dict[int, list[date]] = {}
        self._sums: dict[int, list[int]] = {}
        for account_id, rows in groupby(moved, itemgetter(0)):
            of_account = list(rows)
            self._days[account_id] = [day for _, day, _ in of_account]
            self._sums[account_id] = list(accumulate(minor for _, _, minor in of_account))

    @classmethod
    def of(cls, book: Book, schedules: Collection[StoredSchedule], days: Period) -> "Owed":
        """Read what the accounts owe that `schedules` pay off: four statements, or none."""
        ids = sorted(
            {
                phase.to_account_id
                for one in schedules
                for phase in one.phases
                if phase.amount_rule == AmountRule.OWED and phase.to_account_id is not None
            }
        )
        if not ids:
            return cls({}, {}, ())
        first = max(days.start, DATE_MIN + timedelta(days=1))
        before = movements(book, first - timedelta(days=1))
        moved = _MOVED.rows(book=book.pk, accounts=ids, first=first, last=days.end)
        accounts = Account.objects.for_book(book).in_bulk(ids)
        return cls(accounts, before, ((one[0], one[1], one[2]) for one in moved))

    def on(self, account_id: int | None, day: date) -> OwedOn | None:
        """Return what an account owes as `day` begins; None of one that is not known."""
        account = self._accounts.get(account_id or 0)
        if account is None:
            return None
        until = day - timedelta(days=1)
        opening = balance(account, until, {})
        count = bisect_left(self._days.get(account.pk, ()), day)
        moved = self._sums[account.pk][count - 1] if count else 0
        return OwedOn(account.pk, until, opening, moved + self._before.get(account.pk, 0))


_MOVED = Statement(
    lambda *, book, accounts, first, last: (
        Posting.objects.filter(
            book_id=book, account__id__in=accounts, date__gte=first, date__lte=last
        )
        .order_by("account_id", "date")
        .values_list("account_id", "date")
        .annotate(sum=Sum("amount"))
    )
)
