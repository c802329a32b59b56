"""The accounts and categories of a book, as the rules of a transaction need to know them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value

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
    strict: bool = False
    """As in `Account`."""


@dataclass(frozen=True, slots=True)
class ChartCategory:
    id: int
    type: str
    archived: bool


@dataclass(frozen=True, slots=True)
class ChartOfAccounts:
    """Read once, in one statement, for however many transactions it then judges."""

    home: Currency
    accounts: Mapping[int, ChartAccount]
    categories: Mapping[int, ChartCategory]
    default_account: int | None

    @classmethod
    def of(cls, book: Book, categories: Collection[int] | None = None) -> "ChartOfAccounts":
        """Read the chart of `book`; of its categories those with the ids `categories`, or all."""
        only = {} if categories is None else {"ids": sorted(categories)}
        rows = _ROWS.rows(book=book.pk, **only)
        accounts = [row for is_account, *row in rows if is_account]
        return cls(
            home=CURRENCIES[book.home_currency],
            accounts={
                row_id: ChartAccount(row_id, CURRENCIES[code], archived, strict)
                for row_id, code, archived, strict, _ in accounts
            },
            categories={
                row_id: ChartCategory(row_id, kind, archived)
                for is_account, row_id, kind, archived, *_ in rows
                if not is_account
            },
            default_account=next((row_id for row_id, *_, default in accounts if default), None),
        )


def _rows(*, book: Any, ids: Sequence[Any] | None = None) -> QuerySet[Any, Any]:
    """The accounts and the categories: which of both it is, the id, and what else is known."""
    accounts = Account.objects.filter(book_id=book)
    categories = Category.objects.filter(book_id=book)
    if ids is not None:
        categories = categories.filter(id__in=ids)
    columns = ("id", "currency", "archived", "strict", "is_default")
    return accounts.values_list(Value(1), *columns).union(
        categories.values_list(Value(0), "id", "type", "archived", Value(0), Value(0)), all=True
    )


_ROWS = Statement(_rows)
