"""What accounts hold at the end of a day."""

from collections.abc import Callable, Mapping
from datetime import date

from accounts.models import Account
from accounts.stored import StoredAccount
from books.models import Book

movement_sources: list[Callable[[Book, date], dict[int, int]]] = []
"""Provided by higher apps: each gives the minor units that moved on every account, by id, up to the
end of a day."""


def movements(book: Book, day: date) -> dict[int, int]:
    """Return what moved on each account of `book` up to the end of `day`, in minor units, by id.

    The number of queries does not depend on the number of accounts.
    """
    moved: dict[int, int] = {}
    for source in movement_sources:
        for account_id, minor in source(book, day).items():
            moved[account_id] = moved.get(account_id, 0) + minor
    return moved


def balance(account: Account | StoredAccount, day: date, moved: Mapping[int, int]) -> int:
    """Return what `account` holds at the end of `day`, given the `movements` up to then.

    It is the opening balance, from the opening date on, and every posting up to that day.
    """
    opening = account.opening_balance if day >= account.opening_date else 0
    return opening + moved.get(account.pk, 0)
