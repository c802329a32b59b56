"""The report of a budget: each line in each period, and what no line has."""

from collections.abc import Mapping
from dataclasses import dataclass

from books.models import Book
from budgets.figures import NamedTree, movements, spending
from budgets.line_figures import Lines, PeriodFigures, money_in_periods, period_figures
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.stored_plans import plan_of_budget
from common.errors import Problem, raise_problems
from common.periods import Period

PERIODS_MAX = 60
"""How many periods one report has: five years of months. With the lines it bounds the answer."""
REACH_MAX = 4_000
"""From how many periods back something may be carried: eleven years of days, 76 of weeks. It bounds
the days that are read."""
RECKONED_MAX = 100_000
"""How many periods of all lines together a report works out, which takes 0.4 s: 100 lines by weeks
over 19 years. 500 lines by days, as far back as may be, took 7 s."""


@dataclass(frozen=True, slots=True)
class BudgetReport:
    budget: Budget
    accounts: tuple[int, ...]
    """The ids of those that it is of; none for all."""
    names: Mapping[int, str]
    """Of categories, by id."""
    periods: list[PeriodFigures]
    terms: bool
    """Whether what each line is made of is shown."""


def budget_report(book: Book, budget: Budget, days: Period, *, terms: bool = False) -> BudgetReport:
    """Return the periods of `budget` that have some of `days`, with `terms` of lines or without.

    Raises Invalid where there are more than PERIODS_MAX of them, and where a line carries over from
    more than REACH_MAX periods back.
    """
    plan = plan_of_budget(budget)
    periods = BudgetPeriods.of(plan.rules, book)
    first, last = periods.number_of(days.start), periods.number_of(days.end)
    if last - first >= PERIODS_MAX:
        detail = f"A report has at most {PERIODS_MAX} periods of the budget; state an earlier day."
        raise_problems([Problem("?end_date", "period_too_long", detail)])
    lines = Lines.of(plan.lines, periods, NamedTree.of(book), envelopes=budget.has_envelopes)
    begins = lines.begins(first)
    since, until = min([first, *begins.values()]), last
    if budget.has_envelopes:
        # What is assigned ahead is not free today.
        until = max(last, lines.last_assigned or last)
    reach = sum(until + 1 - begun for begun in begins.values())
    if until - since >= REACH_MAX or reach > RECKONED_MAX:
        detail = (
            f"Something is carried over since {periods.days(since).start}, or assigned up to "
            f"{periods.days(until).start}: more periods of all lines together than a report works "
            "out. Let the first policies of lines start later, or assign less far ahead."
        )
        raise_problems([Problem("?end_date", "too_many_periods", detail)])
    spans = [periods.days(number) for number in range(since, until + 1)]
    shown = range(first, last + 1)
    if budget.has_envelopes:
        openings = [(one.day, one.amount) for one in plan.openings]
        moved = movements(book, budget.currency, spans, plan.accounts, lines.by_account, openings)
        spent = [one.spent for one in moved]
        figures = lines.figures(spent, since, begins, range(since, until + 1))
        holds = {periods.number(period): amount for period, amount in plan.holds.items()}
        money = money_in_periods(lines, figures, moved, since, holds)
    else:
        spent = spending(book, budget.currency, spans, plan.accounts)
        figures = lines.figures(spent, since, begins, shown)
        money = {}
    return BudgetReport(
        budget,
        plan.accounts,
        lines.categories.names,
        [
            period_figures(
                lines,
                number,
                spans[number - since],
                spent[number - since],
                figures,
                money.get(number),
                terms=terms,
            )
            for number in shown
        ],
        terms,
    )
