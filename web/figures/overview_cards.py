"""The cards of the overview, made of what was read of a book at one moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.balances import balance
from accounts.stored import StoredAccount
from books.models import Book
from common.periods import Month
from reports.balances import AccountBalance, BalanceReport
from reports.figures import signed
from reports.pace import PaceReport
from schedules.occurrences import Occurrence
from transactions.models import PostingKind
from transactions.stored import StoredTransaction
from web.book_names import BookNames
from web.charts.shares import share_bar
from web.charts.spark import spark
from web.figures.branches import Branch, branches
from web.figures.budget_card import BudgetMaterial
from web.figures.differences import Difference, difference_of
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists, address_if_there
from web.figures.pace_card import same_days_in_words
from web.forms.accounts import TYPES
from web.money import Figure, Money, Shown
from web.navigation import Side

BARS_MAX = 8
"""Categories one by one: what fits beside the accounts; the others are one bar."""
SPARK_MONTHS = 12
"""A year back: long enough to tell a habit from a holiday."""


@dataclass(frozen=True, slots=True)
class Material:
    """What was read of a book for its overview."""

    book: Book
    month: Month
    day: date
    """The last day that is counted: today, or the last of a month that is over."""
    names: BookNames
    side: Side
    pace: PaceReport
    balances: BalanceReport
    balances_before: BalanceReport
    """At the end of the month before that of `day`, valued at the same rates."""
    newest: Sequence[StoredTransaction]
    budget: BudgetMaterial | None
    due: Sequence[Occurrence] | None
    """What is overdue or due soon; None where the book has no schedules, or of another month."""


@dataclass(frozen=True, slots=True)
class LeftCard:
    """What came in, what went out, and what is left of it."""

    left: Figure
    difference: Difference
    than: str
    income: Shown
    income_href: str
    income_bar: Drawing
    expense: Shown
    expense_href: str
    expense_bar: Drawing


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a decision: how many, what, and its sum."""

    count: int
    label: str
    sum: Shown | None
    href: str


@dataclass(frozen=True, slots=True)
class CategoryBar:
    """A category with its share of what was spent."""

    name: str
    symbol: str
    tone: str
    color: str
    bar: Drawing
    share: str
    amount: Shown
    difference: Difference
    href: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with its balance over the last months."""

    name: str
    href: str
    line: Drawing
    held: Shown


@dataclass(frozen=True, slots=True)
class AccountsCard:
    """The open accounts by kind, and what all are worth."""

    worth: Figure
    change: Shown
    groups: list[tuple[str, list[AccountLine]]]
    unconverted: list[tuple[str, Shown]]


class Cards:
    """Makes the cards of one overview for one person."""

    def __init__(self, material: Material, money: Money, lists: Lists) -> None:
        self.material = material
        self.money = money
        self.lists = lists

    def left(self) -> LeftCard:
        pace, money = self.material.pace, self.money
        income, expense = PostingKind.INCOME, PostingKind.EXPENSE
        earned, spent = signed(income, pace.sum(income)), signed(expense, pace.sum(expense))
        before = signed(income, pace.sum(income, before=True)) - signed(
            expense, pace.sum(expense, before=True)
        )
        longest = max(earned, spent)
        return LeftCard(
            left=money.figure(earned - spent),
            difference=difference_of(earned - spent, before, money),
            than=same_days_in_words(pace),
            income=money.signed(earned),
            income_href=self.lists.of(pace.now, kind=income.value),
            income_bar=Drawing(share_bar(earned, longest, "c1")),
            expense=money.signed(-spent),
            expense_href=self.lists.of(pace.now, kind=expense.value),
            expense_bar=Drawing(share_bar(spent, longest, "c2")),
        )

    def tasks(self) -> Iterator[Task]:
        """Yield what waits, at any time; what this person has no page for is left out."""
        standing = self.material.side.standing
        if unsorted := standing.unsorted.postings:
            href = self.lists.of(None, category="none")
            net = self.money.signed(standing.unsorted.home)
            yield Task(unsorted, _("without a category"), net, href)
        imports = address_if_there("imports", self.material.book.pk)
        if imports and self.material.side.waiting:
            yield Task(self.material.side.waiting, _("imports to look at"), None, imports)
        for (kind, code), apart in sorted(standing.apart.items()):
            label = _("out without a rate") if kind == "expense" else _("in without a rate")
            href = self.lists.of(None, kind=kind, currency=code, converted="false")
            yield Task(apart.postings, label, self.money.signed(apart.minor, code), href)

    @cached_property
    def roots(self) -> list[Branch]:
        pace = self.material.pace
        kind = PostingKind.EXPENSE.value
        found = branches(kind, pace.cells, pace.cells_before, self.material.names)
        return [branch for branch in found if branch.now or branch.postings]

    def bars(self) -> list[CategoryBar]:
        """Return the largest categories, and the others as one."""
        shown, rest = self.roots[:BARS_MAX], self.roots[BARS_MAX:]
        bars = [self._bar(branch, self._of_category(branch)) for branch in shown]
        if rest:
            others = Branch(0, _("Others"), "ellipsis", "c0", "")
            others.now = sum(branch.now for branch in rest)
            others.before = sum(branch.before for branch in rest)
            bars.append(self._bar(others, f"{self.report_href}#out"))
        return bars

    @property
    def report_href(self) -> str:
        path = reverse("web:report_month", args=[self.material.book.pk])
        return f"{path}?month={self.material.month}"

    def accounts(self) -> AccountsCard:
        """Return what the open accounts hold at the end of the day."""
        report, before = self.material.balances, self.material.balances_before
        lines = self._lines()
        return AccountsCard(
            worth=self.money.figure(report.net_worth),
            change=self.money.signed(report.net_worth - before.net_worth),
            groups=[
                (str(name), [self._line(held, lines) for held in of_kind])
                for kind, name in TYPES
                if (of_kind := [one for one in self._open(report) if one.account.type == kind])
            ],
            unconverted=[
                (held.account.name, self.money.plain(held.minor, held.account.currency))
                for held in report.unconverted
            ],
        )

    def _open(self, report: BalanceReport) -> list[AccountBalance]:
        return [held for held in report.accounts if not held.account.archived]

    def _of_category(self, branch: Branch) -> str:
        kind = PostingKind.EXPENSE.value
        return self.lists.of_category(self.material.pace.now, kind, branch.key)

    def _bar(self, branch: Branch, href: str) -> CategoryBar:
        whole = signed(PostingKind.EXPENSE, self.material.pace.sum(PostingKind.EXPENSE))
        return CategoryBar(
            name=branch.name,
            symbol=branch.symbol,
            tone=branch.tone,
            color=branch.own_color,
            bar=Drawing(share_bar(branch.now, self.roots[0].now, branch.color)),
            share=self.money.share(branch.now, whole),
            amount=self.money.plain(branch.now),
            difference=difference_of(branch.now, branch.before, self.money),
            href=href,
        )

    def _lines(self) -> Mapping[date, Mapping[int, int]]:
        """Return what moved on each account up to the end of each of the last months."""
        standing, day = self.material.side.standing, self.material.day
        last = Month.of(day)
        months = [last.shifted(-back) for back in range(SPARK_MONTHS, -1, -1)]
        return {min(month.last, day): standing.moved(month) for month in months}

    def _line(self, held: AccountBalance, lines: Mapping[date, Mapping[int, int]]) -> AccountLine:
        account: StoredAccount = held.account
        path = reverse("web:account", args=[self.material.book.pk, account.id])
        held_then = [balance(account, day, moved) for day, moved in lines.items()]
        return AccountLine(
            name=account.name,
            href=f"{path}?end_date={self.material.day}",
            line=Drawing(spark(held_then)),
            held=self.money.plain(held.minor, account.currency),
        )
