"""Amounts period by period: as bars that lead to their rows, and the same as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.periods import Period
from reports.figures import PeriodTotals, signed
from transactions.models import PostingKind
from web.charts.bars import Bar, BarGroup, bar_chart
from web.charts.markup import Color
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.figures.spans import labels_of, name_of, span_of
from web.money import Money, Shown
from web.preferences import Preferences

INCOME, EXPENSE = PostingKind.INCOME, PostingKind.EXPENSE
COLORS: dict[PostingKind, Color] = {INCOME: "c1", EXPENSE: "c2"}


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period in a table."""

    name: str
    amounts: tuple[tuple[Shown, str], ...]
    """Each with the address of its rows; empty where there is no list of them."""


class PeriodCharts:
    """Makes charts by period for one person in one book."""

    def __init__(
        self, money: Money, lists: Lists, preferences: Preferences, **filters: str
    ) -> None:
        self.money = money
        self.lists = lists
        self.preferences = preferences
        self.filters = filters
        """What else the rows meet that the charts are of, as their lists are asked for it."""

    def in_and_out(self, periods: Sequence[PeriodTotals], label: str) -> Drawing:
        """Draw what came in beside what went out."""
        pairs = [
            (
                self._bar(one.period, signed(INCOME, one.income), COLORS[INCOME], INCOME),
                self._bar(one.period, signed(EXPENSE, one.expense), COLORS[EXPENSE], EXPENSE),
            )
            for one in periods
        ]
        return self._drawn([one.period for one in periods], pairs, label)

    def of_kind(self, periods: Sequence[PeriodTotals], kind: PostingKind, label: str) -> Drawing:
        """Draw what came in, or what went out, alone."""
        bars = []
        for one in periods:
            figure = one.income if kind == INCOME else one.expense
            bars.append((self._bar(one.period, signed(kind, figure), COLORS[kind], kind),))
        return self._drawn([one.period for one in periods], bars, label)

    def left(self, periods: Sequence[PeriodTotals], label: str) -> Drawing:
        """Draw what was left, which may be less than nothing."""
        bars = [(Bar(one.net, "c3", self.title(one.period, one.net)),) for one in periods]
        return self._drawn([one.period for one in periods], bars, label)

    def of_category(
        self,
        amounts: Sequence[tuple[Period, int]],
        category: tuple[str, int],
        color: Color,
        label: str,
    ) -> Drawing:
        """Draw what one category had; `category` is its kind and its key."""
        bars = []
        for period, amount in amounts:
            href = self.lists.of_category(period, *category)
            bars.append((Bar(amount, color, self.title(period, amount), href),))
        return self._drawn([period for period, _ in amounts], bars, label)

    def line(self, one: PeriodTotals) -> PeriodLine:
        """Return what came in, what went out and what was left, for a table."""
        kinds = self.line_of(one, (INCOME, EXPENSE))
        return PeriodLine(kinds.name, (*kinds.amounts, (self.money.plain(one.net), "")))

    def line_of(self, one: PeriodTotals, kinds: Sequence[PostingKind]) -> PeriodLine:
        """Return what came in and what went out, or one of both, for a table."""
        amounts = []
        for kind in kinds:
            came = signed(INCOME, one.income) if kind == INCOME else -signed(EXPENSE, one.expense)
            amounts.append((self.money.signed(came), self._rows(one.period, kind)))
        return PeriodLine(self.name(one.period), tuple(amounts))

    def name(self, period: Period) -> str:
        """Return what a period is called in a table."""
        return name_of(period, self.preferences)

    def title(self, period: Period, amount: int) -> str:
        """Return what a mark says: the period, and its amount unless amounts are hidden."""
        name = span_of(period, self.preferences)
        if self.money.hidden:
            return name
        return f"{name}: {self.money.plain(amount).text} {self.money.sign}"

    def _drawn(
        self, periods: Sequence[Period], bars: Iterable[tuple[Bar, ...]], label: str
    ) -> Drawing:
        groups = [BarGroup(*one) for one in zip(labels_of(periods), bars, strict=True)]
        return Drawing(bar_chart(groups, label, self.money.tick()))

    def _bar(self, period: Period, amount: int, color: Color, kind: PostingKind) -> Bar:
        return Bar(amount, color, self.title(period, amount), self._rows(period, kind))

    def _rows(self, period: Period, kind: PostingKind) -> str:
        return self.lists.of(period, kind=kind.value, **self.filters)
