"""What of the money that is ready is held back for the period after."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from books.unit_of_work import UnitOfWork
from budgets.drafts import HOLDS_MAX, TOO_MANY_HOLDS
from budgets.line_drafts import amount_problems
from budgets.models import Budget, BudgetHold
from budgets.periods import BudgetPeriods
from budgets.report import budget_report
from common.errors import Invalid, Problem, raise_problems
from common.money import format_amount, from_minor, to_minor
from common.periods import Period


def hold(uow: UnitOfWork, budget: Budget, start: date, amount: Decimal) -> None:
    """Hold back `amount` in the period of `start`, in place of what was; 0 holds nothing.

    Raises Invalid with every fault. No more is held than is ready. Where less is ready later, as
    after a late entry, less is held: the report says how much.
    """
    periods = BudgetPeriods.of(budget.rules, uow.book)
    period = periods.stored(periods.number_of(start))
    holds = BudgetHold.objects.filter(budget=budget)
    raise_problems(
        [
            *periods.problems(start, "/period_start"),
            *_problems(uow, budget, start, amount, others=holds.exclude(period=period).count()),
        ]
    )
    minor = to_minor(amount, budget.money)
    kept = holds.filter(period=period)
    row = kept.first()
    if row is None:
        if minor:
            uow.add_many(BudgetHold, _COLUMNS, [(budget.pk, period, minor)])
    elif not minor:
        uow.remove_many(kept)
    elif row.amount != minor:
        row.amount = minor
        uow.amend_each(BudgetHold, [row], ["amount"])
    # Whoever holds has seen the budget as it is: its entity tag changes in any case.
    uow.mark_changed(Budget.objects.for_book(uow.book).filter(pk=budget.pk))


_COLUMNS = ("budget_id", "period", "amount")


def _problems(
    uow: UnitOfWork, budget: Budget, start: date, amount: Decimal, *, others: int
) -> Iterator[Problem]:
    faults = list(amount_problems(amount, budget.money, "/amount"))
    if amount < 0:
        faults.append(Problem("/amount", "negative", "State 0 or more."))
    if amount and not budget.has_envelopes:
        detail = "In a budget of limits no money is ready, so none is held back."
        faults.append(Problem("/amount", "not_envelopes", detail))
    elif amount and others >= HOLDS_MAX:
        faults.append(Problem("/amount", "too_many", TOO_MANY_HOLDS))
    yield from faults
    if amount and not faults:
        yield from _too_much(uow, budget, start, amount)


def _too_much(uow: UnitOfWork, budget: Budget, start: date, amount: Decimal) -> Iterator[Problem]:
    try:
        (found,) = budget_report(uow.book, budget, Period(start, start)).periods
    except Invalid as refused:
        for problem in refused.problems:
            yield Problem("/period_start", problem.code, problem.detail)
        return
    money = found.envelopes
    most = max(money.at_hand, 0) if money else 0
    if amount > from_minor(most, budget.money):
        detail = f"At most {format_amount(most, budget.money)} can be held: no more is ready."
        yield Problem("/amount", "more_than_ready", detail)
