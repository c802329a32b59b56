"""The report of many periods: what came in, what went out, and the largest categories."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from common.business_days import NO_CALENDAR, business_days
from common.periods import Month, Period
from reports.by_period import cells_by_period
from reports.figures import CategoryCell, Figure, PeriodTotals, signed, total
from reports.nearest import nearest_month
from transactions.models import PostingKind
from web.book_names import BookNames
from web.charts.shares import legend
from web.charts.spark import spark
from web.figures.branches import Branch, branches
from web.figures.drawings import Drawing
from web.figures.month_steps import steps
from web.figures.period_charts import PeriodCharts
from web.figures.report_page import ReportPage, Tab
from web.figures.spans import span_of
from web.figures.trend_lengths import LENGTHS, Length, length_of
from web.money import Shown
from web.navigation import Side, navigation_from, side_of

CATEGORIES_MAX = 7
"""As many as there are colours that people tell apart."""
EXPENSE, INCOME = PostingKind.EXPENSE, PostingKind.INCOME


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    side: Side
    totals: Sequence[PeriodTotals]
    roots: Sequence[Branch]
    """The largest, over all the periods."""
    by_period: Mapping[int, Sequence[int]]
    """What each of them had, by key, in each of the periods; positive where money was spent."""
    nearest: Month | None


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category over the periods."""

    name: str
    symbol: str
    tone: str
    color: str
    line: Drawing
    average: Shown
    sum: Shown
    href: str
    amounts: list[tuple[Shown, str]]
    """Those of each period, with the addresses of their rows."""


class TrendPage(ReportPage):
    report = "report_trend"
    template = "web/pages/report_trend.html"

    @cached_property
    def length(self) -> Length:
        return length_of(self.request.GET)

    @cached_property
    def periods(self) -> list[Period]:
        """The periods up to that of today, or of the last day of the month in the address."""
        today, rule = self.preferences.today(), self.length.rule(self.preferences.first_weekday)
        last = today if self.month == self.this_month else self.month.last
        # The first days of these periods are not adjusted.
        return rule.periods_up_to(last, self.length.count, business_days(NO_CALENDAR))

    @property
    def period(self) -> Period:
        return Period(self.periods[0].start, self.periods[-1].end)

    @property
    def lengths(self) -> list[Tab]:
        """The other lengths."""
        month = {} if self.month == self.this_month else {"month": str(self.month)}
        return [
            Tab(
                str(one.name),
                self.report_address(self.report, **{one.parameter: str(one.count)}, **month),
                one == self.length,
            )
            for one in LENGTHS
        ]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        read = read_consistently(self.book, self.read)
        accounts = read.names.accounts.values()
        self.navigation = navigation_from(accounts, read.side, self.book, self.money)
        length = self.length
        context = {
            "stepper": steps(self.month, self.this_month, length.step, **length.query),
            "span": span_of(self.period, self.preferences),
        }
        if not _has_postings(read.totals):
            return self.render({**context, "empty": True, "nearest": self.nearest(read.nearest)})
        return self.render({**context, **self.shown(read)})

    def read(self) -> Read:
        book, today = self.book, self.preferences.today()
        names = BookNames.of(book)
        side = side_of(book, today, Month.of(today).first)
        cells = cells_by_period(book, self.periods)
        totals = [PeriodTotals.of(*one) for one in zip(self.periods, cells, strict=True)]
        roots = branches(EXPENSE.value, _in_all(cells), {}, names)
        roots = [root for root in roots if root.now > 0][:CATEGORIES_MAX]
        nearest = None if _has_postings(totals) else nearest_month(book, self.month)
        return Read(names, side, totals, roots, _by_root(roots, cells), nearest)

    def shown(self, read: Read) -> dict[str, Any]:
        """Return what the template shows."""
        charts = PeriodCharts(self.money, self.lists, self.preferences)
        totals, words = read.totals, self.length.words
        income = signed(INCOME, total(one.income for one in totals))
        expense = signed(EXPENSE, total(one.expense for one in totals))
        figures = [self.money.figure(sum_) for sum_ in (income, expense, income - expense)]
        return {
            "words": words,
            "is_long": any(figure.is_long for figure in figures),
            "chart": charts.in_and_out(totals, str(words.in_and_out)),
            "legend": Drawing(legend([("c1", _("In")), ("c2", _("Out"))])),
            "left_chart": charts.left(totals, str(words.left)),
            "lines": [charts.line(one) for one in reversed(totals)],
            "income": figures[0],
            "income_href": self.lists.of(self.period, kind=INCOME.value),
            "expense": figures[1],
            "expense_href": self.lists.of(self.period, kind=EXPENSE.value),
            "left": figures[2],
            "categories": [self.category_line(root, read) for root in read.roots],
            "period_names": [charts.name(period) for period in self.periods],
        }

    def category_line(self, root: Branch, read: Read) -> CategoryLine:
        kind = EXPENSE.value
        amounts = read.by_period[root.key]
        # Before the first entry there was no book, which is not a period without spending.
        since = next(i for i, one in enumerate(read.totals) if _has_postings([one]))
        return CategoryLine(
            name=root.name,
            symbol=root.symbol,
            tone=root.tone,
            color=root.own_color,
            line=Drawing(spark(amounts)),
            average=self.money.plain(root.now // (len(amounts) - since)),
            sum=self.money.plain(root.now),
            href=self.lists.of_category(self.period, kind, root.key),
            amounts=[
                (self.money.plain(amount), self.lists.of_category(period, kind, root.key))
                for period, amount in zip(self.periods, amounts, strict=True)
            ],
        )


Cells = Mapping[CategoryCell, Figure]


def _has_postings(totals: Iterable[PeriodTotals]) -> bool:
    return any(one.income.postings or one.expense.postings for one in totals)


def _in_all(periods: Iterable[Cells]) -> dict[CategoryCell, Figure]:
    """Return the figures of all the periods together."""
    found: dict[CategoryCell, Figure] = defaultdict(Figure)
    for cells in periods:
        for cell, figure in cells.items():
            found[cell].add(figure)
    return found


def _by_root(roots: Sequence[Branch], periods: Sequence[Cells]) -> dict[int, list[int]]:
    """Return what each of `roots`, by key, had in each period, with all below it."""
    expense = EXPENSE.value
    sums = {root.key: [0] * len(periods) for root in roots}
    of_branch = {branch.key: sums[root.key] for root in roots for branch in root.walk()}
    for i, cells in enumerate(periods):
        for (kind, key), figure in cells.items():
            if kind == expense and key in of_branch:
                of_branch[key][i] += signed(expense, figure)
    return sums
