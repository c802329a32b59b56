"""What stands at the side of every page of a book: its accounts, and what waits."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.urls import reverse

from accounts.balances import balance, movements
from accounts.stored import accounts_of
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


def navigation_of(book: Book, today: date, money: Money) -> Navigation:
    """Return what the side of a page shows of `book`; the queries do not grow with it."""
    moved = movements(book, today)
    links = [
        AccountLink(
            account.id,
            account.name,
            reverse("web:account", args=[book.pk, account.id]),
            money.plain(balance(account, today, moved), account.currency),
        )
        for account in accounts_of(book)
        if not account.archived
    ]
    uncategorised = _UNCATEGORISED.row(book=book.pk)
    return Navigation(
        accounts=links,
        uncategorised=uncategorised[0] if uncategorised else 0,
        waiting=len(_WAITING.rows(book=book.pk)),
    )


_UNCATEGORISED = Statement(
    lambda *, book: (
        MonthlyTotal.objects.filter(
            book_id=book,
            category_key=UNCATEGORISED,
            kind__in=[PostingKind.EXPENSE, PostingKind.INCOME],
        )
        .values_list("book")
        .annotate(number=Sum("postings"))
        .order_by()
        .values_list("number")
    )
)
_WAITING = Statement(
    lambda *, book: Import.objects.filter(book_id=book, state=State.PLANNED).values_list("id")
)
