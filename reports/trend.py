"""Income, expense and net, month by month."""

from dataclasses import dataclass

from books.models import Book
from common.money import CURRENCIES, Currency
from common.periods import Month, Period
from reports.figures import Figure, by_month
from reports.monthly import MonthTotals
from transactions.models import PostingKind


@dataclass(frozen=True, slots=True)
class TrendReport:
    home: Currency
    months: tuple[MonthTotals, ...]
    """In order; a month without a posting has zeros."""


def trend_report(book: Book, last: Month, count: int) -> TrendReport:
    """Return the `count` months that end with `last`, in one query; none before DATE_MIN."""
    period = Period.of_months(last, count)
    figures = by_month(book, period)
    return TrendReport(
        home=CURRENCIES[book.home_currency],
        months=tuple(
            MonthTotals(
                month=month,
                income=figures.get((month.first, PostingKind.INCOME), Figure()),
                expense=figures.get((month.first, PostingKind.EXPENSE), Figure()),
            )
            for month in period.months()
        ),
    )
