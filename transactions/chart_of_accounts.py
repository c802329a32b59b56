"""The accounts and categories of a book, as the rules of a transaction need to know them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

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
    """Read once, in two statements at the most, for however many transactions it then judges."""

    home: Currency
    accounts: Mapping[int, ChartAccount]
    categories: Mapping[int, ChartCategory]
    default_account: int | None

    @classmethod
    def of(cls, book: Book, categories: Collection[int] | None = None) -> "ChartOfAccounts":
        """Read the chart of `book`; of its categories those with the ids `categories`, or all."""
        only = {} if categories is None else {"ids": sorted(categories)}
        accounts = _ACCOUNTS.rows(book=book.pk)
        return cls(
            home=CURRENCIES[book.home_currency],
            accounts={
                row_id: ChartAccount(row_id, CURRENCIES[code], archived)
                for row_id, code, archived, _ in accounts
            },
            categories={
                row[0]: ChartCategory(*row) for row in _CATEGORIES.rows(book=book.pk, **only)
            },
            default_account=next((row_id for row_id, *_, default in accounts if default), None),
        )


_ACCOUNTS = Statement(
    lambda *, book: Account.objects.filter(book_id=book).values_list(
        "id", "currency", "archived", "is_default"
    )
)


def _categories(*, book: Any, ids: Sequence[Any] | None = None) -> QuerySet[Any, Any]:
    rows = Category.objects.filter(book_id=book)
    found = rows if ids is None else rows.filter(id__in=ids)
    return found.values_list("id", "type", "archived")


_CATEGORIES = Statement(_categories)
