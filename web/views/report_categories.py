"""The report of categories over any period: down the tree, and then to the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from budgets.report import BudgetReport
from common.errors import NotThere
from common.integers import number_of
from common.periods import Month, Period
from reports.figures import (
    DAYS_MAX,
    CategoryCell,
    Figure,
    by_category,
    by_month_and_category,
    by_payee_of_categories,
    signed,
)
from reports.nearest import nearest_month
from transactions.models import UNCATEGORISED, PostingKind
from web.book_names import UNSORTED_TONE, BookNames
from web.figures.branches import branches, color_of
from web.figures.category_budgets import category_budgets, read_budgets
from web.figures.category_tables import Payees, Tables
from web.figures.drilldown import period_query
from web.figures.period_charts import PeriodCharts
from web.figures.periods import StatedPeriod, choices, shifted, stated_period
from web.figures.report_page import ReportPage, Tab
from web.figures.spans import span_of
from web.figures.tree import Tree
from web.navigation import Side, navigation_from, side_of

MONTHS = 24
"""Every season beside the one of the year before."""
NONE = "none"
"""What stands for no category in an address."""
EXPENSE, INCOME = PostingKind.EXPENSE, PostingKind.INCOME


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    side: Side
    cells: Mapping[CategoryCell, Figure]
    months: Sequence[tuple[Period, int]]
    """What the category had in the months up to the end of the period; empty without one."""
    payees: Payees
    """None without a category, and none of more than a year."""
    budgets: Sequence[tuple[int, BudgetReport]]
    """The lines of the category, each with the report of its budget."""
    nearest: Month | None


class CategoriesPage(ReportPage):
    report = "report_categories"
    template = "web/pages/report_categories.html"

    @cached_property
    def stated(self) -> StatedPeriod:
        return stated_period(self.request.GET.dict(), self.this_month)

    @property
    def period(self) -> Period:
        return self.stated.period

    @cached_property
    def month(self) -> Month:
        """The last month of the period, which the other reports go on with."""
        return Month.of(self.period.end)

    @cached_property
    def key(self) -> int | None:
        """The category that the address states; UNCATEGORISED, or None for all."""
        stated = self.request.GET.get("category", "")
        if stated == NONE:
            return UNCATEGORISED
        if stated.isdecimal() and not number_of(stated):
            raise NotThere
        return number_of(stated) or None

    def here(self, period: Period, key: int | None = None) -> str:
        """Return the address of this report over a period, of one category or of all."""
        category = {} if key is None else {"category": str(key or NONE)}
        return self.report_address(self.report, **period_query(period), **category)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        read = read_consistently(self.book, self.read)
        accounts = read.names.accounts.values()
        self.navigation = navigation_from(accounts, read.side, self.book, self.money)
        context = {
            "stepper": self.steps(),
            "span": span_of(self.period, self.preferences),
            "ends": (self.period.start.isoformat(), self.period.end.isoformat()),
            "choices": self.choices(),
            "path": self.path(read.names),
        }
        if not read.cells:
            return self.render({**context, "empty": True, "nearest": self.nearest(read.nearest)})
        return self.render({**context, **self.shown(read)})

    def read(self) -> Read:
        book, today = self.book, self.preferences.today()
        names = BookNames.of(book)
        if self.key and self.key not in names.categories:
            raise NotThere
        side = side_of(book, today, Month.of(today).first)
        cells = by_category(book, self.period)
        kept = names.branch(self.key) if self.key is not None else set()
        months = self.months(kept, names) if kept else []
        payees = self.payees(kept, names) if kept else []
        budgets = read_budgets(book, self.key, self.day) if self.key else []
        nearest = None if cells else nearest_month(book, self.month)
        return Read(names, side, cells, months, payees, budgets, nearest)

    @property
    def day(self) -> date:
        """Today, or the day of the period that is nearest to it."""
        return max(min(self.preferences.today(), self.period.end), self.period.start)

    def kind(self, names: BookNames) -> PostingKind:
        """Return the kind of the category; what has none is looked at as expenses."""
        category = names.categories.get(self.key or UNCATEGORISED)
        return PostingKind(category.type) if category else EXPENSE

    def months(self, keys: set[int], names: BookNames) -> list[tuple[Period, int]]:
        """Return what the categories `keys` had in each of the months up to the last."""
        period, kind = Period.of_months(self.month, MONTHS), self.kind(names)
        sums = dict.fromkeys(map(Period.of_month, period.months()), 0)
        for (day, cell), figure in by_month_and_category(self.book, period, keys).items():
            if cell.kind == kind:
                sums[Period.of_month(Month.of(day))] += signed(kind, figure)
        return list(sums.items())

    def payees(self, keys: set[int], names: BookNames) -> Payees:
        """Return the payees of the categories `keys`; none of more than a year."""
        if (self.period.end - self.period.start).days >= DAYS_MAX:
            return []
        kind, ids = self.kind(names), keys - {UNCATEGORISED}
        found = by_payee_of_categories(self.book, self.period, kind, ids)
        amounts = [(payee, name, signed(kind, figure)) for (payee, name), figure in found.items()]
        return sorted(amounts, key=lambda one: (-one[2], one[1]))

    def steps(self) -> dict[str, str]:
        """Return the periods before and after, with the same category."""
        before, after = shifted(self.period, -1), shifted(self.period, 1)
        this_month = Period.of_month(self.this_month)
        return {
            "name": span_of(self.period, self.preferences),
            "before": self.here(before, self.key) if before else "",
            "before_name": span_of(before, self.preferences) if before else "",
            "after": self.here(after, self.key) if after else "",
            "after_name": span_of(after, self.preferences) if after else "",
            "now": "" if self.period == this_month else self.here(this_month, self.key),
        }

    def choices(self) -> list[Tab]:
        """Return the periods to choose from."""
        return [
            Tab(one.name, self.here(one.period, self.key), one.period == self.period)
            for one in choices(self.period)
        ]

    def path(self, names: BookNames) -> list[tuple[str, str]]:
        """Return the way down to the category: the names above it, each with its address."""
        if self.key is None:
            return []
        way: list[tuple[str, str]] = []
        category = names.categories.get(self.key)
        while category:
            way.insert(0, (category.name, self.here(self.period, category.id)))
            category = names.categories.get(category.parent_id or 0)
        way = way or [(_("No category"), self.here(self.period, UNCATEGORISED))]
        return [(_("All categories"), self.here(self.period)), *way]

    def shown(self, read: Read) -> dict[str, Any]:
        """Return what the template shows."""
        if self.key is not None:
            return self.of_category(read, self.key)
        spent, earned = (branches(k.value, read.cells, {}, read.names) for k in (EXPENSE, INCOME))
        tree = Tree(EXPENSE.value, spent, (self.period, self.period), self.money, self.lists)
        tables = []
        if spent:
            tables.append(self.tables(EXPENSE).of_roots(_("Out, by category"), spent))
        if earned:
            tables.append(self.tables(INCOME).of_roots(_("In, by category"), earned))
        return {"maps": tree.maps() if tree.whole > 0 else None, "tables": tables}

    def of_category(self, read: Read, key: int) -> dict[str, Any]:
        """Return what the template shows of one category."""
        kind = self.kind(read.names)
        roots = branches(kind.value, read.cells, {}, read.names)
        branch = next((one for root in roots for one in root.walk() if one.key == key), None)
        category = read.names.categories.get(key)
        color = color_of(category.tone if category else UNSORTED_TONE)
        label = _("%(name)s by month") % {"name": category.name if category else _("No category")}
        charts, tables = PeriodCharts(self.money, self.lists, self.preferences), []
        if branch and branch.children:
            tables.append(self.tables(kind).of_children(_("Below it"), branch))
        if read.payees:
            tables.append(self.tables(kind).of_payees(_("Payees"), read.payees, key))
        average = sum(amount for _month, amount in read.months) // len(read.months)
        return {
            "sum": self.money.figure(branch.now if branch else 0),
            "sum_href": self.lists.of_category(self.period, kind.value, key),
            "average": self.money.plain(average),
            "chart": charts.of_category(read.months, (kind.value, key), color, label),
            "chart_name": label,
            "months": [
                (
                    charts.name(month),
                    self.money.plain(amount),
                    self.lists.of_category(month, kind.value, key),
                )
                for month, amount in reversed(read.months)
            ],
            "tables": tables,
            "budgets": list(
                category_budgets(read.budgets, read.names, self.money, self.preferences)
            ),
        }

    def tables(self, kind: PostingKind) -> Tables:
        return Tables(
            kind.value,
            self.period,
            self.money,
            self.lists,
            lambda key: self.here(self.period, key),
        )
