"""A budget in one period, as rows of a table: what is planned, spent and left."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.figures import Spending
from budgets.line_figures import LineFigures, PeriodFigures, Totals
from budgets.report import BudgetReport
from common.periods import DATE_MAX, DATE_MIN, Period
from reports.links import category_filters
from transactions.models import PostingKind
from web.book_names import SEPARATOR, UNSORTED_SYMBOL, UNSORTED_TONE, BookNames
from web.charts.markup import Color
from web.charts.shares import share_bar
from web.figures.budget_names import name_of
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.forms.budgets import HELD
from web.money import Figure, Money, Shown, sign_of

PLAIN: Color = "c1"
OVER: Color = "c2"
"""The colours of money in and money out: two that people tell apart, whatever their eyes."""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A line of a budget."""

    id: int
    name: str
    is_below: bool
    """Whether a line above it has its spending, too."""
    symbol: str
    tone: str
    color: str
    href: str
    """The address of the line, with its other periods."""
    amount: Shown | None
    edit: str
    """The address of the amounts as fields, with the cursor in this one."""
    divided: Shown | None
    """What the lines below it have of it."""
    is_divided_beyond: bool
    carried: Shown | None
    spent: Shown
    rows: str
    """The address of the transactions that were spent on it."""
    left: Shown | None
    """Of income how much more came in than was planned; None where nothing is planned."""
    is_over: bool
    cover: str
    """The address that moves what is overspent here from another line; empty for nothing."""
    bar: Drawing


@dataclass(frozen=True, slots=True)
class RestRow:
    """A category that no line has."""

    name: str
    symbol: str
    tone: str
    color: str
    spent: Shown
    rows: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What a kind comes to in all."""

    amount: Figure
    carried: Shown | None
    spent: Figure
    spent_href: str
    """Empty where what is put on accounts is a part of it, which no one list has."""
    left: Figure
    is_over: bool

    @property
    def is_long(self) -> bool:
        return any(one.is_long for one in (self.amount, self.spent, self.left))


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """One kind of a budget in one period."""

    kind: str
    sum: Sum
    rows: list[BudgetRow]
    rest: list[RestRow]
    rest_sum: Shown | None
    """What no line has; None where there is nothing of it."""


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """What can be assigned to envelopes, and where it comes from."""

    free: Figure
    is_short: bool
    """Whether more is assigned than there is."""
    ahead: Shown | None
    """What of the money that is ready is assigned ahead; None for nothing."""
    held: Shown | None
    """What is held back for the period after; None for nothing."""
    edit_held: str
    """The address of the amounts as fields, with the cursor in what is held."""
    terms: list[tuple[str, Shown, str]]
    """What adds up to the money that is ready: a word, an amount, and its rows where there are."""
    ready: Shown


@dataclass(frozen=True, slots=True)
class Apart:
    """An amount that is in no figure."""

    amount: Shown
    href: str


def rows_of(report: BudgetReport, money: Money) -> dict[str, str]:
    """Return what the transactions that count in a budget meet, beside their days and category."""
    accounts = {"account": ",".join(map(str, report.accounts))} if report.accounts else {}
    is_home = report.budget.currency == money.home
    return accounts if is_home else {**accounts, "currency": report.budget.currency}


class BudgetTables:
    """Makes the tables of one budget in one period, for one person."""

    def __init__(
        self,
        figures: PeriodFigures,
        names: BookNames,
        money: Money,
        report: BudgetReport,
        today: date,
    ) -> None:
        self.figures = figures
        self.names = names
        self.money = money
        self.book, self.budget = report.budget.book_id, report.budget.pk
        self.currency = report.budget.currency
        self.today = today
        self.lists = Lists(self.book)
        days = figures.days
        # Lists take the days that a booking can have; the first or last period may go beyond.
        self.days = Period(max(days.start, DATE_MIN), min(days.end, DATE_MAX))
        self.is_home = self.currency == money.home
        self.sign = sign_of(self.currency)
        self.filters = rows_of(report, money)

    def table(self, kind: PostingKind) -> BudgetTable | None:
        """Return the table of a kind; None where the budget has no line of it."""
        lines = [one for one in self.figures.lines if one.line.category_type == kind]
        if not lines:
            return None
        rest = [
            (key, spending)
            for (of, key), spending in self.figures.without_line.items()
            if of == kind and spending.spent
        ]
        rest.sort(key=lambda one: -one[1].spent)
        unplanned = sum(spending.spent for _, spending in rest)
        totals = self.figures.totals.get(kind, Totals())
        return BudgetTable(
            kind=kind.value,
            sum=self._sum(kind, totals),
            rows=[self._row(one) for one in lines],
            rest=[self._rest(kind, key, spending) for key, spending in rest],
            rest_sum=self._plain(unplanned) if rest else None,
        )

    def money_card(self) -> MoneyCard | None:
        """Return the money of a budget of envelopes; None of one of limits."""
        found = self.figures.envelopes
        if found is None:
            return None
        kinds = (PostingKind.INCOME, PostingKind.TRANSFER)
        income, transfers = (
            self.lists.of(self.days, kind=kind.value, **self.filters) for kind in kinds
        )
        terms = [
            (_("From the period before"), found.ready_before, ""),
            (_("Held back in the period before"), found.held_before, ""),
            (_("Came in"), found.came.income, income),
            (_("Balances of before, and of new accounts"), found.came.opened, ""),
            (_("Transfers with other accounts"), found.came.moved, transfers),
            (_("Of that paid by envelopes of accounts"), found.came.put_on_accounts, ""),
            (_("Given back by envelopes, less what was overspent"), found.returned, ""),
            (_("Assigned"), -found.assigned, ""),
            (_("Held back for the period after"), -found.held, ""),
        ]
        signed = [
            (word, self.money.signed(amount, self.currency), href)
            for word, amount, href in terms
            if amount
        ]
        ahead = found.ready - found.free
        return MoneyCard(
            free=self.money.figure(found.free, self.currency),
            is_short=found.free < 0,
            ahead=self._plain(ahead) if ahead else None,
            held=self._plain(found.held) if found.held else None,
            edit_held=f"{self._address('budget_amounts')}&line={HELD}",
            terms=signed,
            ready=self._plain(found.ready),
        )

    def apart(self) -> Iterator[Apart]:
        """Yield what is in no figure: amounts without a rate, or those of other currencies."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        top = [
            (one.line.category_type, one.spending) for one in self.figures.lines if not one.above
        ]
        rest = [(kind, one) for (kind, _), one in self.figures.without_line.items()]
        for kind, spending in (*top, *rest):
            for code, apart in spending.apart.items():
                found[kind, code] += apart.minor
        filters = {"converted": "false"} if self.is_home else {}
        filters |= {name: value for name, value in self.filters.items() if name != "currency"}
        for (kind, code), minor in sorted(found.items()):
            sign = -1 if kind == PostingKind.EXPENSE else 1
            href = self.lists.of(self.days, kind=kind, currency=code, **filters)
            yield Apart(self.money.signed(sign * minor, code), href)

    def _sum(self, kind: PostingKind, totals: Totals) -> Sum:
        figure = self.money.figure
        is_expense = kind == PostingKind.EXPENSE
        left = totals.available if is_expense else -totals.available
        on_accounts = any(one.line.account_id is not None for one in self.figures.lines)
        return Sum(
            amount=figure(totals.amount, self.currency),
            carried=self._plain(totals.carried) if totals.carried else None,
            spent=figure(totals.spent, self.currency),
            spent_href="" if is_expense and on_accounts else self._all_of(kind),
            left=figure(left, self.currency),
            is_over=left < 0,
        )

    def _all_of(self, kind: PostingKind) -> str:
        return self.lists.of(self.days, kind=kind.value, **self.filters)

    def _row(self, one: LineFigures) -> BudgetRow:
        line, found = one.line, one.reckoned
        drawn = name_of(line, self.names)
        limit = found.carried + (found.amount or 0)
        is_planned = found.amount is not None or bool(found.carried)
        is_expense = line.category_type == PostingKind.EXPENSE
        is_over = is_expense and is_planned and found.available < 0
        left = self._plain(found.available) if is_expense else self._missed(found.available)
        return BudgetRow(
            id=line.pk,
            name=self._name(one),
            is_below=one.above is not None,
            symbol=drawn.symbol,
            tone=drawn.tone,
            color=drawn.color,
            href=self._address("budget_line", line.pk),
            amount=None if found.amount is None else self._plain(found.amount),
            edit=f"{self._address('budget_amounts')}&line={line.pk}",
            divided=None if one.below is None else self._plain(one.below),
            is_divided_beyond=(one.below or 0) > (found.amount or 0),
            carried=self._plain(found.carried) if found.carried else None,
            spent=self._plain(found.spent),
            rows=self.lists.of(self.days, **{**self.filters, **one.filters}),
            left=left if is_planned else None,
            is_over=is_over,
            cover=self._cover(line.pk, -found.available) if is_over else "",
            bar=self._bar(found.spent, limit, is_over=is_over),
        )

    def _name(self, one: LineFigures) -> str:
        """Return the name of a category, after those between it and that of the line above."""
        path = name_of(one.line, self.names).path
        if one.above is None:
            return path
        return path.removeprefix(f"{self._paths[one.above]}{SEPARATOR}")

    @cached_property
    def _paths(self) -> Mapping[int, str]:
        return {one.line.pk: name_of(one.line, self.names).path for one in self.figures.lines}

    def _rest(self, kind: str, key: int, spending: Spending) -> RestRow:
        category = self.names.categories.get(key)
        return RestRow(
            name=category.path if category else _("Without a category"),
            symbol=category.symbol if category else UNSORTED_SYMBOL,
            tone=category.tone if category else UNSORTED_TONE,
            color=category.color if category else "",
            spent=self._plain(spending.spent),
            rows=self._own_rows(kind, key),
        )

    def _bar(self, spent: int, limit: int, *, is_over: bool) -> Drawing:
        """Draw what is spent of a limit, with a mark for the part of the period that is over."""
        if limit <= 0:
            return Drawing(share_bar(int(is_over), 1, OVER))
        mark = None
        if self.days.start <= self.today <= self.days.end:
            passed = (self.today - self.days.start).days + 1
            mark = limit * passed // ((self.days.end - self.days.start).days + 1)
        return Drawing(share_bar(spent, limit, OVER if is_over else PLAIN, mark))

    def _own_rows(self, kind: str, key: int) -> str:
        filters = category_filters(kind, key, branch=False)
        return self.lists.of(self.days, **filters, **self.filters)

    def _address(self, name: str, *ids: int) -> str:
        path = reverse(f"web:{name}", args=[self.book, self.budget, *ids])
        return f"{path}?period={self.figures.days.start}"

    def _cover(self, line_id: int, missing: int) -> str:
        amount = self.money.plain(missing, self.currency).value
        return f"{self._address('budget_move')}&to_line={line_id}&amount={amount}"

    def _missed(self, missing: int) -> Shown:
        """Return what came in beyond a plan, of what is missing for it."""
        return self.money.signed(-missing, self.currency)

    def _plain(self, minor: int) -> Shown:
        return self.money.plain(minor, self.currency)
