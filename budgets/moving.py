"""Moving an amount from one line to another, in one period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from books.unit_of_work import UnitOfWork
from budgets.line_services import AmountStated, set_amounts
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.stored_lines import StoredLine, lines_of_budget
from common.errors import Invalid, Problem, raise_problems
from common.money import from_minor


@dataclass(frozen=True, slots=True)
class Move:
    """An amount that goes from a line to another; None stands for what is ready to be assigned."""

    start: date
    """The first day of the period."""
    from_line: int | None
    to_line: int | None
    amount: Decimal


def move_amount(uow: UnitOfWork, budget: Budget, move: Move) -> None:
    """Take an amount from a line for one period, and budget it on another one.

    Raises Invalid with every fault. In a budget of limits no line may be left with less than
    nothing; what is carried in an envelope can be taken out of it.
    """
    periods = BudgetPeriods.of(budget.rules, uow.book)
    lines = {line.pk: line for line in lines_of_budget(uow.book.pk, budget.pk)}
    raise_problems(_problems(move, budget, periods, lines))
    number = periods.number_of(move.start)
    stated = []
    for line_id, amount in ((move.from_line, -move.amount), (move.to_line, move.amount)):
        if line_id is not None:
            has = lines[line_id].terms(periods).amount(number) or 0
            total = from_minor(has, budget.money) + amount
            stated.append(AmountStated(line_id, move.start, standing=False, amount=total))
    try:
        set_amounts(uow, budget, stated)
    except Invalid as refused:
        # Either amount is out of bounds because of the one that is moved.
        details = dict.fromkeys((one.code, one.detail) for one in refused.problems)
        problems = [Problem("/amount", code, _ENOUGH.get(code, text)) for code, text in details]
        raise Invalid(problems) from refused


_ENOUGH = {"negative": "The line has less than that in the period."}


def _problems(
    move: Move, budget: Budget, periods: BudgetPeriods, lines: dict[int, StoredLine]
) -> Iterator[Problem]:
    yield from periods.problems(move.start, "/period_start")
    if move.amount <= 0:
        yield Problem("/amount", "not_above_zero", "State an amount above 0.")
    if move.from_line == move.to_line:
        yield Problem("/to_line", "same_line", "State another line than from_line.")
    number = periods.number_of(move.start)
    for name in ("from_line", "to_line"):
        line_id = getattr(move, name)
        if line_id is None:
            if not budget.has_envelopes:
                detail = "State a line: in a budget of limits no money is ready to be assigned."
                yield Problem(f"/{name}", "not_envelopes", detail)
        elif line_id not in lines:
            detail = "There is no such line in this budget."
            yield Problem(f"/{name}", "does_not_exist", detail)
        elif not lines[line_id].terms(periods).counts_in(number):
            yield Problem(f"/{name}", "does_not_count", "This line does not count in the period.")
