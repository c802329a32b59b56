"""Amounts month by month: as bars that lead to their rows, and the same as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.periods import Month, Period
from reports.figures import signed
from reports.monthly import MonthTotals
from transactions.models import PostingKind
from web.charts.bars import Bar, BarGroup, bar_chart
from web.charts.markup import Color
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.figures.spans import short_month
from web.filters import month_name
from web.money import Money, Shown

_YEAR = 12  # months
_CENTURY = 100  # years, which a short label leaves out
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
INCOME, EXPENSE = PostingKind.INCOME, PostingKind.EXPENSE
COLORS: dict[PostingKind, Color] = {INCOME: "c1", EXPENSE: "c2"}


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in a table."""

    name: str
    amounts: tuple[tuple[Shown, str], ...]
    """Each with the address of its rows; empty where there is no list of them."""


class MonthCharts:
    """Makes charts by month for one person in one book."""

    def __init__(self, money: Money, lists: Lists, **filters: str) -> None:
        self.money = money
        self.lists = lists
        self.filters = filters
        """What else the rows meet that the charts are of, as their lists are asked for it."""

    def in_and_out(self, months: Sequence[MonthTotals], label: str) -> Drawing:
        """Draw what came in beside what went out."""
        pairs = [
            (
                self._bar(one.month, signed(INCOME, one.income), COLORS[INCOME], INCOME),
                self._bar(one.month, signed(EXPENSE, one.expense), COLORS[EXPENSE], EXPENSE),
            )
            for one in months
        ]
        return self._drawn([one.month for one in months], pairs, label)

    def of_kind(self, months: Sequence[MonthTotals], kind: PostingKind, label: str) -> Drawing:
        """Draw what came in, or what went out, alone."""
        bars = []
        for one in months:
            figure = one.income if kind == INCOME else one.expense
            bars.append((self._bar(one.month, signed(kind, figure), COLORS[kind], kind),))
        return self._drawn([one.month for one in months], bars, label)

    def left(self, months: Sequence[MonthTotals], label: str) -> Drawing:
        """Draw what was left, which may be less than nothing."""
        bars = [(Bar(one.net, "c3", self.title(one.month, one.net)),) for one in months]
        return self._drawn([one.month for one in months], bars, label)

    def of_category(
        self,
        months: Sequence[tuple[Month, int]],
        category: tuple[str, int],
        color: Color,
        label: str,
    ) -> Drawing:
        """Draw what one category had; `category` is its kind and its key."""
        bars = []
        for month, amount in months:
            href = self.lists.of_category(Period.of_month(month), *category)
            bars.append((Bar(amount, color, self.title(month, amount), href),))
        return self._drawn([month for month, _ in months], bars, label)

    def line(self, one: MonthTotals) -> MonthLine:
        """Return what came in, what went out and what was left, for a table."""
        kinds = self.line_of(one, (INCOME, EXPENSE))
        return MonthLine(kinds.name, (*kinds.amounts, (self.money.plain(one.net), "")))

    def line_of(self, one: MonthTotals, kinds: Sequence[PostingKind]) -> MonthLine:
        """Return what came in and what went out, or one of both, for a table."""
        period, amounts = Period.of_month(one.month), []
        for kind in kinds:
            came = signed(INCOME, one.income) if kind == INCOME else -signed(EXPENSE, one.expense)
            amounts.append((self.money.signed(came), self._rows(period, kind)))
        return MonthLine(short_name(one.month), tuple(amounts))

    def title(self, month: Month, amount: int) -> str:
        """Return what a mark says: the month, and its amount unless amounts are hidden."""
        if self.money.hidden:
            return month_name(month)
        return f"{month_name(month)}: {self.money.plain(amount).text} {self.money.sign}"

    def _drawn(
        self, months: Sequence[Month], bars: Iterable[tuple[Bar, ...]], label: str
    ) -> Drawing:
        groups = [BarGroup(*one) for one in zip(_labels(months), bars, strict=True)]
        return Drawing(bar_chart(groups, label, self.money.tick()))

    def _bar(self, month: Month, amount: int, color: Color, kind: PostingKind) -> Bar:
        href = self._rows(Period.of_month(month), kind)
        return Bar(amount, color, self.title(month, amount), href)

    def _rows(self, period: Period, kind: PostingKind) -> str:
        return self.lists.of(period, kind=kind.value, **self.filters)


def short_name(month: Month) -> str:
    """Return "Nov 2026"."""
    return f"{short_month(month)} {month.year}"


def _labels(months: Sequence[Month]) -> list[str]:
    """Return what stands below the bars; of more than a year each has its year."""
    if len(months) > _YEAR:
        return [f"{short_month(one)} {_APOSTROPHE}{one.year % _CENTURY:02}" for one in months]
    # The year at the first one and at each January.
    return [
        f"{short_month(one)} {one.year}"
        if one in (months[0], Month(one.year, 1))
        else short_month(one)
        for one in months
    ]
