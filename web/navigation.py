"""What stands at the side of every page of a book: its accounts, and what waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, DateField, Q, QuerySet, Value
from django.urls import reverse

from accounts.balances import balance
from accounts.stored import StoredAccount
from books.models import Book
from common.periods import Month
from common.statements import Statement
from imports.models import Import, State
from reports.standing import COLUMNS, OTHER_PARTS, Standing, standing_of, standing_rows
from web.importing.words import NO_OPTION
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


@dataclass(frozen=True, slots=True)
class Side:
    """What the side of a page is made of, apart from the accounts."""

    standing: Standing
    waiting: int
    """How many imports wait for somebody to decide."""


def side_of(book: Book, today: date, since: date) -> Side:
    """Read what the side of a page is made of, in one statement.

    Months from `since` on, which is the first of one, are read one by one.
    """
    first = Month.of(today).first
    rows = _SIDE.rows(book=book.pk, since=since, first=first, day=today)
    waiting = [row for row in rows if row[0] == _WAITING]
    count = COLUMNS.index("count")
    standing = standing_of(today, (row for row in rows if row[0] != _WAITING))
    return Side(standing, sum(row[count] for row in waiting))


def navigation_from(
    accounts: Iterable[StoredAccount], side: Side, book: Book, money: Money
) -> Navigation:
    """Return what the side of a page shows, from what was read for it."""
    today = side.standing.day
    moved = side.standing.moved(Month.of(today))
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
    return Navigation(links, side.standing.unsorted.postings, side.waiting)


_WAITING = OTHER_PARTS


def _side(*, book: Any, **values: Any) -> QuerySet[Any, Any]:
    """The rows of a Standing, and one for the imports that wait."""
    # A failed import waits, too, where something can be stated that lets it go on.
    asks = Q(state=State.FAILED) & ~Q(problem__contains=NO_OPTION)
    waiting = Import.objects.filter(Q(state=State.PLANNED) | asks, book_id=book).annotate(
        part=_constant(_WAITING),
        account_id=_constant(0),
        code=Value("", output_field=CharField()),
        of_kind=Value("", output_field=CharField()),
        since=Value(None, output_field=DateField()),
    )
    counted: QuerySet[Any, Any] = (
        waiting.values("part", "account_id", "code", "of_kind", "since")
        .annotate(
            moved=_constant(0),
            home=_constant(0),
            count=Count("pk"),
            apart=_constant(0),
            apart_count=_constant(0),
        )
        .order_by()
        .values_list(*COLUMNS)
    )
    return standing_rows(book=book, **values).union(counted, all=True)


def _constant(value: int) -> Value:
    return Value(value, output_field=BigIntegerField())


_SIDE = Statement(_side)
