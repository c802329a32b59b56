"""Amounts that are proposed for the lines of a budget in one period; nothing is stored."""

from collections.abc import Iterator
from datetime import date

from django.db.models import TextChoices

from books.models import Book
from budgets.figures import NamedTree
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.spent_before import spent_a_year_before, spent_before
from budgets.stored_plans import plan_of_budget


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


def proposed_amounts(
    book: Book, budget: Budget, start: date, template: str, today: date
) -> dict[int, int]:
    """Return an amount for each line that counts in the period of `start`, by its id.

    In minor units; what came back more than was spent is 0. A line is left out where nothing is
    known to propose from.
    """
    periods = BudgetPeriods.of(budget.rules, book)
    number = periods.number_of(start)
    plan = plan_of_budget(budget)
    counting = {line.pk: line for line in plan.lines if line.terms(periods).counts_in(number)}
    if template == Template.LAST:
        last = {key: line.terms(periods).amount(number - 1) for key, line in counting.items()}
        return {key: amount for key, amount in last.items() if amount is not None}
    by_category = {line.category_id: line.pk for line in counting.values()}

    def lines_of(tree: NamedTree, category: int) -> Iterator[int]:
        for one in tree.up_from(category):
            if one in by_category:
                yield by_category[one]
                if budget.has_envelopes:
                    return

    if template == Template.YEAR:
        spent = spent_a_year_before(book, budget, plan.accounts, start, lines_of)
    else:
        current = periods.days(min(number, periods.number_of(today)))
        spent = spent_before(book, budget, plan.accounts, current.start, lines_of)
    if not spent.periods:
        return {}
    value = spent.median if template == Template.MEDIAN else spent.average
    return {key: max(value(key), 0) for key in counting}
