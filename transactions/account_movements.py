"""How much moved on each account up to a day, from the totals and the postings."""

from datetime import date

from django.db.models import QuerySet, Sum

from books.models import Book
from common.periods import Month
from transactions.models import MonthlyFlow, Posting


def movements(book: Book, day: date) -> dict[int, int]:
    """Return what moved on each account up to the end of `day`, in minor units, by id.

    Whole months come from their totals, the days of the month of `day` from its postings, unless
    `day` ends its month.
    """
    month = Month.of(day)
    flows = MonthlyFlow.objects.for_book(book)
    if day == month.last:
        return _sums(flows.filter(month__lte=month.first))
    moved = _sums(flows.filter(month__lt=month.first))
    open_days = Posting.objects.for_book(book).filter(date__gte=month.first, date__lte=day)
    for account_id, minor in _sums(open_days).items():
        moved[account_id] = moved.get(account_id, 0) + minor
    return moved


def _sums(rows: QuerySet[MonthlyFlow] | QuerySet[Posting]) -> dict[int, int]:
    return dict(rows.values_list("account_id").annotate(sum=Sum("amount")).order_by())
