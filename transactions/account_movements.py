"""How much moved on each account up to a day, from the totals and the postings."""

from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from books.models import Book
from common.periods import Month
from common.statements import Statement
from transactions.models import MonthlyFlow, Posting, Status, Transaction


def movements(book: Book, day: date) -> dict[int, int]:
    """Return what moved on each account up to the end of `day`, in minor units, by id.

    Whole months come from their totals, the days of the month of `day` from its postings, unless
    `day` ends its month.
    """
    month = Month.of(day)
    if day == month.last:
        return dict(_FLOWS.rows(book=book.pk, last=month.first))
    moved: dict[int, int] = dict(_FLOWS.rows(book=book.pk, last=month.shifted(-1).first))
    for account_id, minor in _LOOSE.rows(book=book.pk, first=month.first, day=day):
        moved[account_id] = moved.get(account_id, 0) + minor
    return moved


def pending_movements(book: Book, day: date) -> dict[int, int]:
    """Return what pending transactions moved on each account up to the end of `day`."""
    return dict(_PENDING.rows(book=book.pk, day=day))


def pending_sums(*, book: Any, day: Any) -> QuerySet[Any, Any]:
    """What pending transactions moved, by account.

    Few transactions are pending, and an index knows them. The join is a left one, so no engine
    begins with the postings.
    """
    pending = Transaction.objects.filter(book_id=book, status=Status.PENDING, date__lte=day)
    moved = pending.values_list("postings__account_id").annotate(sum=Sum("postings__amount"))
    return moved.order_by()


def _sums(rows: QuerySet[MonthlyFlow] | QuerySet[Posting]) -> QuerySet[Any, Any]:
    return rows.values_list("account_id").annotate(sum=Sum("amount")).order_by()


_FLOWS = Statement(
    lambda *, book, last: _sums(MonthlyFlow.objects.filter(book_id=book, month__lte=last))
)
_LOOSE = Statement(
    lambda *, book, first, day: _sums(
        Posting.objects.filter(book_id=book, date__gte=first, date__lte=day)
    )
)
_PENDING = Statement(pending_sums)
