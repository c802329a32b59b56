"""Income, expense and net, day by day."""

from dataclasses import dataclass
from datetime import date

from books.models import Book
from common.money import CURRENCIES, Currency
from common.periods import Period
from reports.figures import Figure, by_day, total
from transactions.models import PostingKind


@dataclass(frozen=True, slots=True)
class DayTotals:
    """A day's figures by kind."""

    day: date
    income: Figure
    expense: Figure


@dataclass(frozen=True, slots=True)
class DailyReport:
    period: Period
    home: Currency
    income: Figure
    expense: Figure
    days: tuple[DayTotals, ...]
    """In order; a day without a posting has zeros."""


def daily_report(book: Book, period: Period) -> DailyReport:
    """Return the days of `period`, in one query over its postings."""
    figures = by_day(book, period)
    days = tuple(
        DayTotals(
            day=day,
            income=figures.get((day, PostingKind.INCOME), Figure()),
            expense=figures.get((day, PostingKind.EXPENSE), Figure()),
        )
        for day in period.days()
    )
    return DailyReport(
        period=period,
        home=CURRENCIES[book.home_currency],
        income=total(day.income for day in days),
        expense=total(day.expense for day in days),
        days=days,
    )
