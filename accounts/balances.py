"""What accounts hold at the end of a day."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from accounts.models import Account
from accounts.stored import StoredAccount
from books.models import Book

MovementSource = Callable[[Book, date], dict[int, int]]
"""Gives the minor units that moved on every account, by id, up to the end of a day."""

movement_sources: list[MovementSource] = []
"""Provided by higher apps: what moved in all."""
pending_sources: list[MovementSource] = []
"""Provided by higher apps: what of it the bank has not confirmed yet."""


def movements(book: Book, day: date) -> dict[int, int]:
    """Return what moved on each account of `book` up to the end of `day`, in minor units, by id.

    The number of queries does not depend on the number of accounts.
    """
    return _added_up(movement_sources, book, day)


def pending_movements(book: Book, day: date) -> dict[int, int]:
    """Return what of the `movements` is pending."""
    return _added_up(pending_sources, book, day)


def _added_up(sources: Iterable[MovementSource], book: Book, day: date) -> dict[int, int]:
    moved: dict[int, int] = {}
    for source in sources:
        for account_id, minor in source(book, day).items():
            moved[account_id] = moved.get(account_id, 0) + minor
    return moved


def balance(account: Account | StoredAccount, day: date, moved: Mapping[int, int]) -> int:
    """Return what `account` holds at the end of `day`, given the `movements` up to then.

    It is the opening balance, from the opening date on, and every posting up to that day.
    """
    opening = account.opening_balance if day >= account.opening_date else 0
    return opening + moved.get(account.pk, 0)
