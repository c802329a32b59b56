"""One line of a budget over several periods: as bars, and the same as a table."""

from dataclasses import dataclass

from budgets.line_figures import LineFigures
from budgets.report import BudgetReport
from common.periods import DATE_MAX, DATE_MIN, Period
from transactions.models import PostingKind
from web.charts.bars import Bar, BarGroup, bar_chart
from web.figures.budget_rows import OVER, PLAIN, rows_of
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.figures.spans import labels_of, span_of
from web.money import Money, Shown
from web.preferences import Preferences


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A line in one period."""

    name: str
    href: str
    """The address of the whole budget in the period."""
    amount: Shown | None
    carried: Shown | None
    spent: Shown
    rows: str
    left: Shown


@dataclass(frozen=True, slots=True)
class LinePeriods:
    """Makes the chart and the table of one line for one person."""

    report: BudgetReport
    line_id: int
    money: Money
    preferences: Preferences
    lists: Lists
    budget_href: str

    @property
    def found(self) -> list[tuple[Period, LineFigures]]:
        """The periods in which the line counts."""
        return [
            (period.days, one)
            for period in self.report.periods
            for one in period.lines
            if one.line.pk == self.line_id
        ]

    def chart(self, label: str) -> Drawing:
        """Draw what was spent beside what there was for it."""
        groups = []
        labels = labels_of([days for days, _ in self.found])
        for text, (days, one) in zip(labels, self.found, strict=True):
            limit = one.reckoned.carried + (one.reckoned.amount or 0)
            pair = (
                Bar(limit, PLAIN, self._title(days, limit)),
                Bar(one.reckoned.spent, OVER, self._title(days, one.reckoned.spent)),
            )
            groups.append(BarGroup(text, pair))
        return Drawing(bar_chart(groups, label, self.money.tick(self.report.budget.currency)))

    def table(self) -> list[PeriodRow]:
        """Return the periods, the newest first."""
        return [self._row(days, one) for days, one in reversed(self.found)]

    def _row(self, days: Period, one: LineFigures) -> PeriodRow:
        found, line = one.reckoned, one.line
        is_expense = line.category_type == PostingKind.EXPENSE
        within = Period(max(days.start, DATE_MIN), min(days.end, DATE_MAX))
        own = rows_of(self.report, self.money)
        return PeriodRow(
            name=span_of(days, self.preferences),
            href=f"{self.budget_href}?period={days.start}",
            amount=None if found.amount is None else self._plain(found.amount),
            carried=self._plain(found.carried) if found.carried else None,
            spent=self._plain(found.spent),
            rows=self.lists.of(within, **{**own, **one.filters}),
            left=self._plain(found.available if is_expense else -found.available),
        )

    def _plain(self, minor: int) -> Shown:
        return self.money.plain(minor, self.report.budget.currency)

    def _title(self, days: Period, minor: int) -> str:
        name = span_of(days, self.preferences)
        return name if self.money.hidden else f"{name}: {self._plain(minor).text}"
