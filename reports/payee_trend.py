"""What one payee had, month by month."""

from collections import defaultdict

from books.models import Book
from common.periods import Month, Period
from reports.figures import Figure, PeriodTotals, by_day_of_payee
from transactions.models import PostingKind


def payee_trend(book: Book, payee: int, last: Month, count: int) -> tuple[PeriodTotals, ...]:
    """Return the `count` months that end with `last`, in order, in one query.

    A month without a posting has zeros. No total is kept by payee: the query reads the postings of
    the payee.
    """
    period = Period.of_months(last, count)
    months: dict[tuple[Month, str], Figure] = defaultdict(Figure)
    for (day, kind), figure in by_day_of_payee(book, payee, period).items():
        months[Month.of(day), kind].add(figure)
    return tuple(
        PeriodTotals(
            period=Period.of_month(month),
            income=months[month, PostingKind.INCOME],
            expense=months[month, PostingKind.EXPENSE],
        )
        for month in period.months()
    )
