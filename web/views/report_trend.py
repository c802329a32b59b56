"""The report of many months: what came in, what went out, and the largest categories."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from common.periods import Month, Period
from reports.figures import CategoryCell, Figure, by_category_of_months, signed, total
from reports.nearest import nearest_month
from reports.trend import TrendReport, trend_report
from transactions.models import PostingKind
from web.book_names import BookNames
from web.charts.shares import legend
from web.charts.spark import spark
from web.figures.branches import Branch, branches
from web.figures.drawings import Drawing
from web.figures.month_charts import MonthCharts, short_name
from web.figures.month_steps import steps
from web.figures.report_page import ReportPage, Tab
from web.figures.spans import span_of
from web.money import Shown
from web.navigation import Side, navigation_from, side_of

MONTHS = (12, 24, 60)
"""A year, to compare with the one before, and as far back as habits go."""
CATEGORIES_MAX = 7
"""As many as there are colours that people tell apart."""
EXPENSE, INCOME = PostingKind.EXPENSE, PostingKind.INCOME


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    side: Side
    trend: TrendReport
    roots: Sequence[Branch]
    """The largest, over all the months."""
    by_month: Mapping[tuple[int, Month], int]
    """What each of them had in each month, positive where money was spent."""
    nearest: Month | None


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category over the months."""

    name: str
    symbol: str
    tone: str
    color: str
    line: Drawing
    average: Shown
    sum: Shown
    href: str
    months: list[tuple[Shown, str]]


class TrendPage(ReportPage):
    report = "report_trend"
    template = "web/pages/report_trend.html"

    @cached_property
    def count(self) -> int:
        """How many months are shown."""
        stated = self.request.GET.get("months", "")
        return next((one for one in MONTHS if str(one) == stated), MONTHS[0])

    @property
    def period(self) -> Period:
        return Period.of_months(self.month, self.count)

    @property
    def lengths(self) -> list[Tab]:
        """The other numbers of months."""
        names = {12: _("12 months"), 24: _("24 months"), 60: _("5 years")}
        month = {} if self.month == self.this_month else {"month": str(self.month)}
        return [
            Tab(
                names[one],
                self.report_address(self.report, months=str(one), **month),
                one == self.count,
            )
            for one in MONTHS
        ]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        read = read_consistently(self.book, self.read)
        accounts = read.names.accounts.values()
        self.navigation = navigation_from(accounts, read.side, self.book, self.money)
        kept = {} if self.count == MONTHS[0] else {"months": str(self.count)}
        context = {
            "stepper": steps(self.month, self.this_month, **kept),
            "span": span_of(self.period, self.preferences),
        }
        if not any(one.income.postings or one.expense.postings for one in read.trend.months):
            return self.render({**context, "empty": True, "nearest": self.nearest(read.nearest)})
        return self.render({**context, **self.shown(read)})

    def read(self) -> Read:
        book, today = self.book, self.preferences.today()
        names = BookNames.of(book)
        side = side_of(book, today, Month.of(today).first)
        trend = trend_report(book, self.month, self.count)
        months = by_category_of_months(book, [month.first for month in self.period.months()])
        roots = branches(EXPENSE.value, _in_all(months), {}, names)
        roots = [root for root in roots if root.now > 0][:CATEGORIES_MAX]
        found = any(one.income.postings or one.expense.postings for one in trend.months)
        nearest = None if found else nearest_month(book, self.month)
        return Read(names, side, trend, roots, _by_root(roots, months), nearest)

    def shown(self, read: Read) -> dict[str, Any]:
        """Return what the template shows."""
        charts = MonthCharts(self.money, self.lists)
        months = read.trend.months
        income = signed(INCOME, total(one.income for one in months))
        expense = signed(EXPENSE, total(one.expense for one in months))
        figures = [self.money.figure(sum_) for sum_ in (income, expense, income - expense)]
        return {
            "is_long": any(figure.is_long for figure in figures),
            "chart": charts.in_and_out(months, _("In and out by month")),
            "legend": Drawing(legend([("c1", _("In")), ("c2", _("Out"))])),
            "left_chart": charts.left(months, _("Left by month")),
            "lines": [charts.line(one) for one in reversed(months)],
            "income": figures[0],
            "income_href": self.lists.of(self.period, kind=INCOME.value),
            "expense": figures[1],
            "expense_href": self.lists.of(self.period, kind=EXPENSE.value),
            "left": figures[2],
            "categories": [self.category_line(root, read) for root in read.roots],
            "month_names": [short_name(one.month) for one in months],
        }

    def category_line(self, root: Branch, read: Read) -> CategoryLine:
        kind = EXPENSE.value
        months = [one.month for one in read.trend.months]
        amounts = [read.by_month.get((root.key, month), 0) for month in months]
        return CategoryLine(
            name=root.name,
            symbol=root.symbol,
            tone=root.tone,
            color=root.own_color,
            line=Drawing(spark(amounts)),
            average=self.money.plain(root.now // len(months)),
            sum=self.money.plain(root.now),
            href=self.lists.of_category(self.period, kind, root.key),
            months=[
                (
                    self.money.plain(amount),
                    self.lists.of_category(Period.of_month(month), kind, root.key),
                )
                for month, amount in zip(months, amounts, strict=True)
            ],
        )


Months = Mapping[date, Mapping[CategoryCell, Figure]]
"""The figures of each month, which its first day names."""


def _in_all(months: Months) -> dict[CategoryCell, Figure]:
    """Return the figures of all the months together."""
    found: dict[CategoryCell, Figure] = defaultdict(Figure)
    for cells in months.values():
        for cell, figure in cells.items():
            found[cell].add(figure)
    return found


def _by_root(roots: Sequence[Branch], months: Months) -> dict[tuple[int, Month], int]:
    """Return what each of `roots` had in each month, with all below it."""
    root_of = {branch.key: root.key for root in roots for branch in root.walk()}
    sums: dict[tuple[int, Month], int] = defaultdict(int)
    for first, cells in months.items():
        month = Month.of(first)
        for cell, figure in cells.items():
            if cell.kind == EXPENSE and cell.category_key in root_of:
                sums[root_of[cell.category_key], month] += signed(EXPENSE, figure)
    return sums
