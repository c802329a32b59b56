"""The monthly totals counted anew from the postings: to compare those kept, or to replace them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from books.models import Book
from books.unit_of_work import UnitOfWork
from common.periods import DATE_MIN, Month, Period
from transactions.models import UNCATEGORISED, MonthlyFlow, MonthlyTotal, Posting
from transactions.totals import SUMS, TotalKey, TotalsDelta, TotalValues


def months_of(book: Book) -> Iterator[Month]:
    """Yield every month in which the book has postings or totals, in order."""
    start = DATE_MIN
    while True:
        coming = [
            _earliest(Posting.objects.for_book(book).filter(date__gte=start), "date"),
            _earliest(MonthlyTotal.objects.for_book(book).filter(month__gte=start), "month"),
            _earliest(MonthlyFlow.objects.for_book(book).filter(month__gte=start), "month"),
        ]
        days = [day for day in coming if day is not None]
        if not days:
            return
        month = Month.of(min(days))
        yield month
        start = month.shifted(1).first


def counted(book: Book, month: Month) -> dict[TotalKey, TotalValues]:
    """Return what the postings of `month` add up to, in cells of MonthlyTotal."""
    postings = Posting.objects.for_book(book).within(Period.of_month(month))
    unconverted = Q(home_amount__isnull=True)
    sums = (
        Count("id"),
        Sum("amount"),
        Sum("home_amount", default=0),
        Sum("amount", filter=unconverted, default=0),
        Count("id", filter=unconverted),
    )
    names = [f"sum_{name}" for name in SUMS]
    rows = (
        postings.values_list("kind", "account_id", "category_id")
        .annotate(**dict(zip(names, sums, strict=True)))
        .order_by()
    )
    return {
        # Some engines give sums as decimals.
        TotalKey(month.first, kind, account_id, category_id or UNCATEGORISED): TotalValues(
            *map(int, found)
        )
        for kind, account_id, category_id, *found in rows
    }


def rebuild_totals(uow: UnitOfWork) -> None:
    """Replace the book's monthly totals and flows by fresh ones."""
    uow.remove_many(MonthlyTotal.objects.for_book(uow.book))
    uow.remove_many(MonthlyFlow.objects.for_book(uow.book))
    for delta in _movements(uow.book):
        delta.apply(uow)


def count_totals(uow: UnitOfWork) -> None:
    """Write the totals and flows of a book that has none yet; no account counts as moved."""
    for delta in _movements(uow.book):
        delta.write(uow)


def _movements(book: Book) -> Iterator[TotalsDelta]:
    for month in months_of(book):
        cells = counted(book, month)
        yield TotalsDelta({cell: list(figures) for cell, figures in cells.items()})


def _earliest(
    rows: QuerySet[Posting] | QuerySet[MonthlyTotal] | QuerySet[MonthlyFlow], column: str
) -> date | None:
    return rows.order_by(column).values_list(column, flat=True).first()
