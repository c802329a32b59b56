"""Amounts that are proposed for the lines of a budget in one period; nothing is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.db.models import TextChoices

from books.models import Book
from budgets.expected import EXPECTED_DAYS_MAX, expected_by_category
from budgets.figures import NamedTree, spending
from budgets.line_drafts import amount_problems
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.reckoning import Reckoned
from budgets.report import budget_report
from budgets.spent_before import spent_a_year_before, spent_before
from budgets.stored_lines import StoredLine
from budgets.stored_plans import StoredPlan, plan_of_budget
from common.apportioning import apportion
from common.errors import Problem, raise_problems
from common.money import Currency, to_minor
from common.periods import Period
from transactions.models import PostingKind

PERCENT_MAX = 100
"""Of what comes in, nobody plans to spend more."""


class Template(TextChoices):
    """What an amount is proposed from."""

    LAST = "last"
    """What is budgeted for the period before."""
    AVERAGE = "average"
    """What was spent on average in the last periods that are over."""
    MEDIAN = "median"
    """What was spent in the middle one of them, which one large piece does not move."""
    YEAR = "year"
    """What was spent in the same period a year before."""
    SCHEDULES = "schedules"
    """What schedules expect in the period."""
    INCOME = "income"
    """A percentage of what comes in within the period."""
    SINKING = "sinking"
    """What has to be put aside in each period until a day, to have an amount by then."""


NEEDS = {Template.INCOME: ("lines", "percent"), Template.SINKING: ("lines", "target", "by")}
"""What has to be said with a template, beside the period; with others it is not asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for with a period."""

    template: str
    lines: tuple[int, ...] = ()
    """The ids of those to propose for; none for all."""
    percent: int | None = None
    target: Decimal | None = None
    """What is to be available on a line by a day."""
    by: date | None = None
    up_to: Decimal | None = None
    """What may be available at the most, with the proposed amount."""


def proposed_amounts(
    book: Book, budget: Budget, start: date, asked: Asked, today: date
) -> dict[int, int]:
    """Return an amount for each line that counts in the period of `start`, by its id.

    In minor units; what came back more than was spent is 0. A line is left out where nothing is
    known to propose from.

    Raises Invalid with every fault of what is asked; pointers name parameters.
    """
    proposing = _Proposing.of(book, budget, start, today)
    raise_problems(proposing.problems(asked))
    return proposing.amounts(asked)


@dataclass(frozen=True)
class _Proposing:
    """One period of a budget, to propose amounts for."""

    book: Book
    budget: Budget
    plan: StoredPlan
    periods: BudgetPeriods
    number: int
    today: date

    @classmethod
    def of(cls, book: Book, budget: Budget, start: date, today: date) -> "_Proposing":
        plan = plan_of_budget(budget)
        periods = BudgetPeriods.of(plan.rules, book)
        return cls(book, budget, plan, periods, periods.number_of(start), today)

    @cached_property
    def counting(self) -> dict[int, StoredLine]:
        """The lines that count in the period, by id."""
        lines = self.plan.lines
        return {one.pk: one for one in lines if one.terms(self.periods).counts_in(self.number)}

    @cached_property
    def by_category(self) -> dict[int, int]:
        """The ids of the lines that count in the period, by those of their categories."""
        lines = self.counting.values()
        return {line.category_id: line.pk for line in lines if line.category_id is not None}

    @property
    def days(self) -> Period:
        return self.periods.days(self.number)

    def problems(self, asked: Asked) -> Iterator[Problem]:
        """Yield every fault of what is asked."""
        needs = NEEDS.get(Template(asked.template), ())
        for name in ("lines", "percent", "target", "by"):
            is_stated = getattr(asked, name) not in {None, ()}
            if name in needs and not is_stated:
                yield Problem(f"?{name}", "required", "State it for this template.")
            elif name not in {*needs, "lines"} and is_stated:
                yield Problem(f"?{name}", "unused", "This template has no use for it.")
        yield from self._faults_of_values(asked)

    def _faults_of_values(self, asked: Asked) -> Iterator[Problem]:
        if any(one not in self.counting for one in asked.lines):
            detail = "One of them is not a line that counts in the period."
            yield Problem("?lines", "does_not_exist", detail)
        for name in ("target", "up_to"):
            yield from _amount_faults(getattr(asked, name), self.budget.money, f"?{name}")
        if asked.by is not None and asked.by < self.days.start:
            yield Problem("?by", "before_start", "State a day of the period, or a later one.")
        length = (self.days.end - self.days.start).days + 1
        if asked.template == Template.SCHEDULES and length > EXPECTED_DAYS_MAX:
            detail = f"What schedules expect is known of at most {EXPECTED_DAYS_MAX} days."
            yield Problem("?template", "period_too_long", detail)

    def amounts(self, asked: Asked) -> dict[int, int]:
        wanted = {
            key: amount
            for key, amount in self._proposed(asked).items()
            if not asked.lines or key in asked.lines
        }
        if asked.up_to is not None:
            most = to_minor(asked.up_to, self.budget.money)
            carried = self._carried()
            return {key: max(min(one, most - carried[key]), 0) for key, one in wanted.items()}
        return wanted

    def _proposed(self, asked: Asked) -> Mapping[int, int]:
        match asked.template:
            case Template.LAST:
                return self._last()
            case Template.SCHEDULES:
                return self._expected()
            case Template.INCOME:
                share = round(Fraction(self._income() * (asked.percent or 0), 100))
                return dict.fromkeys(asked.lines, max(share, 0))
            case Template.SINKING:
                return self._put_aside(asked)
        return self._spent(asked.template)

    def _last(self) -> Mapping[int, int]:
        last = {
            key: line.terms(self.periods).amount(self.number - 1)
            for key, line in self.counting.items()
        }
        return {key: amount for key, amount in last.items() if amount is not None}

    def _spent(self, template: str) -> Mapping[int, int]:
        book, budget, accounts = self.book, self.budget, self.plan.accounts
        if template == Template.YEAR:
            start = self.days.start
            spent = spent_a_year_before(book, budget, accounts, start, self._lines_of)
        else:
            current = self.periods.days(min(self.number, self.periods.number_of(self.today)))
            spent = spent_before(book, budget, accounts, current.start, self._lines_of)
        if not spent.periods:
            return {}
        value = spent.median if template == Template.MEDIAN else spent.average
        return {key: max(value(key), 0) for key in self.by_category.values()}

    def _expected(self) -> Mapping[int, int]:
        tree = NamedTree.of(self.book)
        found: dict[int, int] = {}
        expected = expected_by_category(
            self.book, self.budget, self.plan.accounts, self.days, self.today
        )
        by_account = {line.account_id: line.pk for line in self.counting.values()}
        for (kind, of), amount in expected.items():
            lines = self._lines_of(tree, of)
            if kind == PostingKind.TRANSFER:
                lines = iter([by_account[of]] if of in by_account else [])
            for key in lines:
                if self.counting[key].counts[0] == kind:
                    found[key] = found.get(key, 0) + amount
        return found

    def _income(self) -> int:
        (cells,) = spending(self.book, self.budget.currency, [self.days], self.plan.accounts)
        return sum(one.spent for (kind, _), one in cells.items() if kind == PostingKind.INCOME)

    def _put_aside(self, asked: Asked) -> Mapping[int, int]:
        carried, money = self._carried(), self.budget.money
        last = self.periods.number_of(asked.by or self.days.start)
        weights = [1] * (last + 1 - self.number)
        target = to_minor(asked.target or Decimal(0), money)
        missing = {key: max(target - carried[key], 0) for key in asked.lines}
        return {key: apportion(amount, weights)[0] for key, amount in missing.items()}

    def _carried(self) -> Mapping[int, int]:
        """Return what is carried into the period on each line."""
        start = self.days.start
        (found,) = budget_report(self.book, self.budget, Period(start, start)).periods
        reckoned: dict[int, Reckoned] = {one.line.pk: one.reckoned for one in found.lines}
        return {key: one.carried for key, one in reckoned.items()}

    def _lines_of(self, tree: NamedTree, category: int) -> Iterator[int]:
        """Yield the lines that count what is spent on a category."""
        for one in tree.up_from(category):
            if one in self.by_category:
                yield self.by_category[one]
                if self.budget.has_envelopes:
                    return


def _amount_faults(amount: Decimal | None, money: Currency, pointer: str) -> Iterator[Problem]:
    if amount is not None:
        yield from amount_problems(amount, money, pointer)
        if amount < 0:
            yield Problem(pointer, "negative", "State 0 or more.")
