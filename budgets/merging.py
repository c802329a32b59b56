"""One line of two, where their categories become one.

Every period of the merged line has the amounts of both. What is spent follows the category.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from books.unit_of_work import UnitOfWork
from budgets.line_services import write_amounts
from budgets.models import Budget, BudgetLine
from budgets.periods import BudgetPeriods
from budgets.reckoning import LineTerms
from budgets.stored_lines import StoredLine, lines_of_budget
from common.errors import Conflict


def merge_lines_of(uow: UnitOfWork, category_id: int, into_id: int) -> None:
    """Make the line of a category part of that of another, in each budget that has both.

    Raises Conflict where they begin in different periods and the later one with an opening amount,
    which no period of the merged line could have.
    """
    lines = BudgetLine.objects.for_book(uow.book).filter(category_id=category_id)
    both = lines.filter(budget__lines__category_id=into_id).values_list("budget_id", flat=True)
    for budget in Budget.objects.with_ids(uow.book, list(both)):
        by_category = {line.category_id: line for line in lines_of_budget(uow.book.pk, budget.pk)}
        _merge(uow, budget, by_category[category_id], by_category[into_id])


def _merge(uow: UnitOfWork, budget: Budget, gone: StoredLine, kept: StoredLine) -> None:
    periods = BudgetPeriods.of(budget.rules, uow.book)
    both = [line.terms(periods) for line in (gone, kept)]
    first = min(one.first for one in both)
    if any(one.opening and one.first != first for one in both):
        detail = f"The lines of both in {budget.name} begin at different times, one with an amount."
        raise Conflict(f"{detail} Set its opening to 0 first.")
    ends = [one.end for one in both if one.end is not None]
    uow.amend(
        BudgetLine.objects.get(pk=kept.pk),
        starts=periods.stored(first),
        ends=periods.stored(max(ends)) if len(ends) == len(both) else None,
        opening=sum(one.opening for one in both),
    )
    wanted: dict[tuple[int, date, bool], int | None] = dict.fromkeys(
        (kept.pk, one.period, one.standing) for one in kept.amounts
    )
    wanted |= {
        (kept.pk, periods.stored(number), standing): amount
        for number, standing, amount in _merged_amounts(both)
    }
    write_amounts(uow, wanted)
    uow.remove_many(BudgetLine.objects.filter(pk=gone.pk))


def _merged_amounts(both: Sequence[LineTerms]) -> Iterator[tuple[int, bool, int | None]]:
    """Yield what is budgeted on both together: the period, whether it stands, the amount."""
    for number in set().union(*(one.own for one in both)):
        yield number, False, _sum(one.amount(number) for one in both if one.counts_in(number))
    for number in _steps(both):
        standing = _sum(one.standing_amount(number) for one in both if one.counts_in(number))
        # A standing amount can only be followed by another one.
        yield number, True, standing or 0


def _steps(both: Iterable[LineTerms]) -> list[int]:
    """Return the periods from which the standing amounts of both can come to something else."""
    steps: set[int] = set()
    for one in both:
        stated = [since for since, _ in one.standing]
        if stated:
            steps.update(max(since, one.first) for since in stated)
            if one.end is not None:
                steps.add(one.end)
    return sorted(steps)


def _sum(amounts: Iterable[int | None]) -> int | None:
    """Return what is budgeted by all of `amounts`; None where none of them is stated."""
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if stated else None
