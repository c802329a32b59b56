"""The accounts and categories of a book, as the rules of a transaction need to know them."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Account
from books.models import Book
from categories.models import Category
from common.money import CURRENCIES, Currency
from common.statements import Statement


@dataclass(frozen=True, slots=True)
class ChartAccount:
    id: int
    currency: Currency
    archived: bool


@dataclass(frozen=True, slots=True)
class ChartCategory:
    id: int
    type: str
    archived: bool


@dataclass(frozen=True, slots=True)
class ChartOfAccounts:
    """Read once, in two queries, for however many transactions are then judged by it."""

    home: Currency
    accounts: Mapping[int, ChartAccount]
    categories: Mapping[int, ChartCategory]
    default_account: int | None

    @classmethod
    def of(cls, book: Book) -> "ChartOfAccounts":
        accounts = _ACCOUNTS.rows(book=book.pk)
        return cls(
            home=CURRENCIES[book.home_currency],
            accounts={
                row_id: ChartAccount(row_id, CURRENCIES[code], archived)
                for row_id, code, archived, _ in accounts
            },
            categories={row[0]: ChartCategory(*row) for row in _CATEGORIES.rows(book=book.pk)},
            default_account=next((row_id for row_id, *_, default in accounts if default), None),
        )


_ACCOUNTS = Statement(
    lambda *, book: Account.objects.filter(book_id=book).values_list(
        "id", "currency", "archived", "is_default"
    )
)
_CATEGORIES = Statement(
    lambda *, book: Category.objects.filter(book_id=book).values_list("id", "type", "archived")
)
