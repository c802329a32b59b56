"""Accounts as they are stored: plain values, read in one statement."""

from datetime import date
from typing import NamedTuple

from accounts.models import Account
from books.models import Book
from common.money import CURRENCIES, Currency
from common.statements import Statement


class StoredAccount(NamedTuple):
    """The columns of an account that are shown of it."""

    id: int
    name: str
    type: str
    currency: str
    opening_balance: int
    opening_date: date
    is_default: bool
    archived: bool
    strict: bool

    @property
    def pk(self) -> int:
        return self.id

    @property
    def money(self) -> Currency:
        """The account's currency with its exponent."""
        return CURRENCIES[self.currency]


def accounts_of(book: Book) -> list[StoredAccount]:
    """Return the accounts of `book` in the order in which they were made."""
    return [StoredAccount(*row) for row in _OF_BOOK.rows(book=book.pk)]


_OF_BOOK = Statement(
    lambda *, book: (
        Account.objects.filter(book_id=book).order_by("id").values_list(*StoredAccount._fields)
    )
)
