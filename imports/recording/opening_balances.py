"""The opening balances of accounts that are there: when an import changes them.

Where an import made an account, it opens with the balance that the file states. When an earlier
statement comes later, its rows come out of that balance, so that every later balance stays. And an
account that nobody has used takes over the opening balance that a file states of it.
"""

from collections.abc import Iterable
from datetime import date

from accounts.models import Account
from accounts.services import amend_account
from books.models import Cause
from books.unit_of_work import UnitOfWork
from common.money import from_minor
from imports.plan.summary import Target


class EarlierRows:
    """Counts the rows of one import that are from before the accounts which imports have made."""

    def __init__(self, uow: UnitOfWork, targets: Iterable[Target]) -> None:
        self._opened = uow
        ids = [target.account for target in targets if target.account and target.stated]
        changes = uow.book.changes.filter(cause=Cause.IMPORT)
        numbers = set(changes.values_list("number", flat=True)) if ids else set()
        rows = list(Account.objects.with_ids(uow.book, ids)) if ids else []
        self._accounts = {row.pk: row for row in rows if row.created_in in numbers}
        self._moved: dict[int, int] = {}
        self._first: dict[int, str] = {}

    def count(self, account_id: int, day: str, minor: int) -> None:
        """Take note of a row that was recorded."""
        account = self._accounts.get(account_id)
        if account is not None and day < account.opening_date.isoformat():
            self._moved[account_id] = self._moved.get(account_id, 0) + minor
            self._first[account_id] = min(day, self._first.get(account_id, day))

    def settle(self) -> None:
        """Let the accounts begin before those rows, without them."""
        for account_id, moved in self._moved.items():
            account = self._accounts[account_id]
            day = date.fromisoformat(self._first[account_id])
            _open(self._opened, account, account.opening_balance - moved, day)


def open_unused(uow: UnitOfWork, targets: Iterable[Target]) -> bool:
    """Give accounts that nobody has used the opening balances which the file states of them.

    Every new book has an account for cash; a file of another program's cash goes there. Returns
    whether there was any.
    """
    stated = {t.account: t for t in targets if t.account and t.takes_opening and t.opening}
    for account in Account.objects.with_ids(uow.book, list(stated)) if stated else ():
        target = stated[account.pk]
        day = date.fromisoformat(target.opening_day) if target.opening_day else account.opening_date
        _open(uow, account, target.opening or 0, day)
    return bool(stated)


def _open(uow: UnitOfWork, account: Account, minor: int, day: date) -> None:
    balance = from_minor(minor, account.money)
    amend_account(uow, account, opening_balance=balance, opening_date=day)
