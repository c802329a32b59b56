"""The month nearest to an empty one that has something in it."""

from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from books.models import Book
from common.periods import Month
from common.statements import Statement
from reports.figures import COUNTED_KINDS
from transactions.models import MonthlyFlow


def nearest_month(book: Book, month: Month) -> Month | None:
    """Return the nearest month with income or expenses other than `month`; the earlier of two."""
    row = _NEAREST.row(book=book.pk, month=month.first)
    found = [Month.of(day) for day in row or () if day]
    return min(found, key=lambda one: (_distance(one, month), one), default=None)


def _distance(one: Month, other: Month) -> int:
    return abs((one.year - other.year) * 12 + one.month - other.month)  # months of a year


def _nearest(*, book: Any, month: Any) -> QuerySet[Any, Any]:
    counted = MonthlyFlow.objects.filter(book_id=book, kind__in=COUNTED_KINDS)
    ends: QuerySet[Any, Any] = counted.values_list("book_id").annotate(
        before=Max("month", filter=Q(month__lt=month)),
        after=Min("month", filter=Q(month__gt=month)),
    )
    return ends.order_by().values_list("before", "after")


_NEAREST = Statement(_nearest)
