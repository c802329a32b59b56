"""One month: what came in, what went out and for what, against the month before."""

from dataclasses import dataclass

from books.models import Book
from categories.models import Category
from common.money import CURRENCIES, Currency
from common.periods import Month, Period
from common.statements import Statement
from reports.balances import BalanceReport, balance_report
from reports.figures import CategoryCell, Figure, PeriodTotals, by_category_of_months, signed
from transactions.models import PostingKind


@dataclass(frozen=True, slots=True)
class CategoryMonth:
    """What one category, without those below it, had in the month and in the one before."""

    cell: CategoryCell
    name: str
    figure: Figure
    before: Figure
    of: int
    """The kind's total, of which `figure` is a share."""


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    period: Period
    home: Currency
    totals: PeriodTotals
    previous: PeriodTotals
    categories: tuple[CategoryMonth, ...]
    """Income first, and the largest first."""
    balances: BalanceReport
    """All accounts at the end of the month."""


def monthly_report(book: Book, month: Month) -> MonthlyReport:
    """Return the report of `month`, in a fixed number of queries."""
    before = month.shifted(-1)
    figures = by_category_of_months(book, (month.first, before.first))
    now, then = figures[month.first], figures[before.first]
    totals = PeriodTotals.of(Period.of_month(month), now)
    names: dict[int, str] = dict(_NAMES.rows(book=book.pk))
    wholes = {
        PostingKind.INCOME: signed(PostingKind.INCOME, totals.income),
        PostingKind.EXPENSE: signed(PostingKind.EXPENSE, totals.expense),
    }
    categories = [
        CategoryMonth(
            cell=cell,
            name=names.get(cell.category_key, ""),
            figure=now.get(cell, Figure()),
            before=then.get(cell, Figure()),
            of=wholes[PostingKind(cell.kind)],
        )
        for cell in {*now, *then}
    ]
    categories.sort(key=_income_then_largest)
    return MonthlyReport(
        period=totals.period,
        home=CURRENCIES[book.home_currency],
        totals=totals,
        previous=PeriodTotals.of(Period.of_month(before), then),
        categories=tuple(categories),
        balances=balance_report(book, month.last),
    )


_NAMES = Statement(lambda *, book: Category.objects.filter(book_id=book).values_list("id", "name"))


def _income_then_largest(row: CategoryMonth) -> tuple[bool, int, str, int]:
    kind = row.cell.kind
    return kind != PostingKind.INCOME, -signed(kind, row.figure), row.name, row.cell.category_key
