"""What is budgeted in one period is stated anew: for it alone, or from it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from books.unit_of_work import UnitOfWork
from budgets.line_services import AmountStated, set_amounts
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.stored_lines import StoredLine, lines_of_budget
from common.errors import Invalid, Problem, raise_problems
from common.money import Currency, from_minor


def restate(
    uow: UnitOfWork,
    budget: Budget,
    start: date,
    wanted: Mapping[int, Decimal | None],
    *,
    standing: bool,
) -> None:
    """Make the amounts of lines, by id, in the period from `start` on what `wanted` says.

    They hold for the period alone, or stand from it on. What a line has already is not stated
    again; None takes back what was stated for the period, or from it on where `standing`.

    Raises Invalid with every fault; pointers begin with "/" and the id of a line.
    """
    lines = {line.pk: line for line in lines_of_budget(uow.book.pk, budget.pk)}
    restating = Restating(BudgetPeriods.of(budget.rules, uow.book), start, standing, budget.money)
    stated: list[AmountStated] = []
    faults: list[Problem] = []
    for line_id, amount in wanted.items():
        line = lines.get(line_id)
        if line is None:
            faults.append(Problem(f"/{line_id}", "does_not_exist", "There is no such line."))
        elif amount != restating.has(line):
            found = restating.of(line, amount)
            stated += found
            if not found:
                faults.append(restating.refusal(line))
    try:
        if stated:
            set_amounts(uow, budget, stated)
    except Invalid as refused:
        faults += [_of_line(problem, stated) for problem in refused.problems]
    raise_problems(faults)


@dataclass(frozen=True, slots=True)
class Restating:
    """The period whose amounts are stated anew, and for how long they hold."""

    periods: BudgetPeriods
    start: date
    standing: bool
    money: Currency

    @property
    def number(self) -> int:
        return self.periods.number_of(self.start)

    def has(self, line: StoredLine) -> Decimal | None:
        """Return what is budgeted on a line in the period."""
        amount = line.terms(self.periods).amount(self.number)
        return None if amount is None else from_minor(amount, self.money)

    def of(self, line: StoredLine, amount: Decimal | None) -> list[AmountStated]:
        """Return what is to be stated of a line; nothing where an earlier amount would stand."""
        if amount is None:
            return self._taken_back(line)
        stated = AmountStated(line.pk, self.start, self.standing, amount)
        if self.standing and self.number in line.terms(self.periods).own:
            # The amount of the period alone would hide the one that stands from it on.
            return [stated, AmountStated(line.pk, self.start, standing=False, amount=None)]
        return [stated]

    def _taken_back(self, line: StoredLine) -> list[AmountStated]:
        period = self.periods.stored(self.number)
        if self.standing and any(one.standing and one.period < period for one in line.amounts):
            return []
        return [
            AmountStated(line.pk, self.start, one.standing, None)
            for one in line.amounts
            if one.period == period and (self.standing or not one.standing)
        ]

    def refusal(self, line: StoredLine) -> Problem:
        """Return why nothing can be taken back: the amount was stated for an earlier period."""
        period = self.periods.stored(self.number)
        since = max(one.period for one in line.amounts if one.standing and one.period <= period)
        detail = (
            f"The amount of this line stands since {self.periods.start(since)}: state 0, or let "
            "the line end."
        )
        return Problem(f"/{line.pk}", "stands", detail)


def _of_line(problem: Problem, stated: list[AmountStated]) -> Problem:
    """Return a problem of an amount as one of its line."""
    index, _, rest = problem.pointer.lstrip("/").partition("/")
    if not index:
        return problem
    pointer = f"/{stated[int(index)].line_id}" + (f"/{rest}" if rest else "")
    return Problem(pointer, problem.code, problem.detail)
