"""What statements settle, and the gaps that are left."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from books.models import Book
from common.statements import Statement as Query
from statements.stored import StoredStatement
from transactions.models import Posting


class StatementSum(NamedTuple):
    """What one statement settles, in minor units."""

    amount: int = 0
    later: int = 0
    """What of it is dated after the day of the comparison."""
    postings: int = 0
    """How many they are."""


def gap_of_each(
    statements: Sequence[StoredStatement], settled: Mapping[int, StatementSum], opening_balance: int
) -> dict[int, int]:
    """Return the gaps of statements by their ids, in minor units; assertions have none.

    `statements` are of one account, and the one before each is among them.
    """
    balances = {one.id: one.balance for one in statements}
    return {
        one.id: one.balance
        - balances.get(one.previous_id or 0, opening_balance)
        - settled.get(one.id, StatementSum()).amount
        for one in statements
        if one.settles
    }


def settled_of_account(account_id: int, day: date) -> dict[int, StatementSum]:
    """Return what each statement of an account settles, and what of it is later than `day`."""
    rows = _OF_ACCOUNT.rows(account=account_id, day=day)
    return {row_id: StatementSum(*sums) for row_id, *sums in rows}


def settled_of_book(book: Book) -> dict[int, StatementSum]:
    """Return what each statement of the book settles, without regard to days."""
    return {row_id: StatementSum(amount) for row_id, amount in _OF_BOOK.rows(book=book.pk)}


def _by_statement(rows: QuerySet[Posting], **sums: Any) -> QuerySet[Any, Any]:
    return rows.order_by().values_list("settled_in").annotate(**sums)


_OF_ACCOUNT = Query(
    lambda *, account, day: _by_statement(
        Posting.objects.filter(settled_in__account=account),
        sum=Sum("amount"),
        later=Sum("amount", filter=Q(date__gt=day), default=0),
        postings=Count("pk"),
    )
)
_OF_BOOK = Query(
    lambda *, book: _by_statement(Posting.objects.filter(settled_in__book=book), sum=Sum("amount"))
)
