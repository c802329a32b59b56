"""Income, expense and net, period by period."""

from collections.abc import Sequence
from dataclasses import dataclass

from books.models import Book
from common.money import CURRENCIES, Currency
from common.periods import Period
from reports.by_period import are_months, cells_by_period
from reports.figures import Figure, PeriodTotals, by_month
from transactions.models import PostingKind


@dataclass(frozen=True, slots=True)
class TrendReport:
    home: Currency
    periods: tuple[PeriodTotals, ...]
    """In order; a period without a posting has zeros."""


def trend_report(book: Book, periods: Sequence[Period]) -> TrendReport:
    """Return what came in and went out in each of `periods`, which follow each other.

    Takes one statement where they are calendar months, else two at the most.
    """
    read = _totals_of_months if are_months(periods) else _totals
    return TrendReport(CURRENCIES[book.home_currency], tuple(read(book, periods)))


def _totals(book: Book, periods: Sequence[Period]) -> list[PeriodTotals]:
    return list(map(PeriodTotals.of, periods, cells_by_period(book, periods)))


def _totals_of_months(book: Book, months: Sequence[Period]) -> list[PeriodTotals]:
    # The totals by kind alone have a tenth of the rows of those by category.
    figures = by_month(book, Period(months[0].start, months[-1].end))
    return [
        PeriodTotals(
            month,
            income=figures.get((month.start, PostingKind.INCOME), Figure()),
            expense=figures.get((month.start, PostingKind.EXPENSE), Figure()),
        )
        for month in months
    ]
