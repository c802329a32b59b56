"""What stands at the side of every page of a book: its accounts, and what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse

from accounts.balances import balance
from accounts.stored import StoredAccount
from books.models import Book
from common.statements import Statement
from imports.models import Import, State
from transactions.models import UNCATEGORISED, MonthlyTotal, PostingKind
from web.money import Money, Shown


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An account at the side of a page."""

    id: int
    name: str
    href: str
    balance: Shown


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the side of a page shows of a book."""

    accounts: list[AccountLink]
    uncategorised: int
    """How many postings have no category."""
    waiting: int
    """How many imports wait for somebody to decide."""


def navigation_of(
    book: Book,
    accounts: Iterable[StoredAccount],
    moved: Mapping[int, int],
    today: date,
    money: Money,
) -> Navigation:
    """Return what the side of a page shows of `book`; `moved` is what moved up to `today`."""
    links = [
        AccountLink(
            account.id,
            account.name,
            reverse("web:account", args=[book.pk, account.id]),
            money.plain(balance(account, today, moved), account.currency),
        )
        for account in accounts
        if not account.archived
    ]
    counts = _COUNTS.row(book=book.pk) or (0, 0)
    return Navigation(accounts=links, uncategorised=counts[0] or 0, waiting=counts[1] or 0)


def _counts(*, book: Any) -> QuerySet[Any, Any]:
    """How many postings of the book have no category, and how many imports wait."""
    uncategorised = (
        MonthlyTotal.objects.filter(
            book_id=OuterRef("pk"),
            category_key=UNCATEGORISED,
            kind__in=[PostingKind.EXPENSE, PostingKind.INCOME],
        )
        .values("book")
        .annotate(number=Sum("postings"))
        .order_by()
    )
    waiting = (
        Import.objects.filter(book_id=OuterRef("pk"), state=State.PLANNED)
        .values("book")
        .annotate(number=Count("id"))
        .order_by()
    )
    counts = (Subquery(uncategorised.values("number")), Subquery(waiting.values("number")))
    return Book.objects.filter(id=book).values_list(*counts)


_COUNTS = Statement(_counts)
