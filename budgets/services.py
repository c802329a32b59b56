"""Every write to budgets; their lines are written by `budgets.line_services`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from books.tracked_models import Columns
from books.unit_of_work import UnitOfWork
from budgets.drafts import BudgetDraft, Others, problems
from budgets.models import Budget, BudgetAccount, BudgetHold, BudgetLine, Mode
from common.business_days import Adjust
from common.errors import raise_in_use, raise_problems
from common.period_rules import PeriodRule, Unit


def create_budget(
    uow: UnitOfWork,
    *,
    name: str,
    currency: str,
    anchor: date,
    unit: str = Unit.MONTH,
    every: int = 1,
    adjust: str = Adjust.NONE,
    archived: bool = False,
    mode: str = Mode.LIMITS,
    accounts: Sequence[int] = (),
) -> Budget:
    """Add a budget to the book; raises Invalid with every rule it breaks."""
    rule = PeriodRule(Unit(unit), every, anchor, Adjust(adjust))
    draft = BudgetDraft(name, currency, rule, archived, mode, accounts)
    raise_problems(problems(draft, Others.of(uow.book, draft)))
    budget = uow.add(Budget(**_columns(draft)))
    _set_accounts(uow, budget, accounts)
    return budget


def amend_budget(uow: UnitOfWork, budget: Budget, **values: Any) -> Budget:
    """Set `values` on `budget`.

    Raises Invalid with every rule that the result breaks, and InUse for other periods, another
    currency or mode while it has lines or holds money back: what is stated is for these.
    """
    rule = PeriodRule(
        Unit(values.get("unit", budget.unit)),
        values.get("every", budget.every),
        values.get("anchor", budget.anchor),
        Adjust(values.get("adjust", budget.adjust)),
    )
    draft = BudgetDraft(
        values.get("name", budget.name),
        values.get("currency", budget.currency),
        rule,
        values.get("archived", budget.archived),
        values.get("mode", budget.mode),
        values["accounts"] if "accounts" in values else accounts_of(budget),
        budget.pk,
    )
    raise_problems(problems(draft, Others.of(uow.book, draft)))
    if (rule, draft.currency, draft.mode) != (budget.rule, budget.currency, budget.mode):
        lines = BudgetLine.objects.for_book(uow.book).of_budget(budget.pk).count()
        holds = BudgetHold.objects.filter(budget=budget).count()
        detail = (
            "A budget with lines keeps its mode and its currency; make another budget. Its periods "
            "are changed from a day on."
        )
        raise_in_use(detail, {"budget-lines": lines, "holds": holds})
    if set(draft.accounts) != set(accounts_of(budget)):
        uow.remove_many(BudgetAccount.objects.filter(budget=budget))
        _set_accounts(uow, budget, draft.accounts)
        uow.mark_changed(Budget.objects.for_book(uow.book).filter(pk=budget.pk))
    return uow.amend(budget, **_columns(draft))


def delete_budget(uow: UnitOfWork, budget: Budget) -> None:
    """Delete `budget` with its lines."""
    uow.remove_many(BudgetLine.objects.for_book(uow.book).of_budget(budget.pk))
    uow.remove(budget)


def accounts_of(budget: Budget) -> tuple[int, ...]:
    """Return the ids of the accounts that `budget` is of; none for all."""
    return tuple(budget.accounts.order_by("account_id").values_list("account_id", flat=True))


def _columns(draft: BudgetDraft) -> Columns:
    parts = {"budget_accounts", "holds", "later_rules"}
    return {name: value for name, value in draft.row.items() if name not in parts}


def _set_accounts(uow: UnitOfWork, budget: Budget, accounts: Sequence[int]) -> None:
    rows = [(budget.pk, account) for account in sorted(accounts)]
    uow.add_many(BudgetAccount, ("budget_id", "account_id"), rows)
