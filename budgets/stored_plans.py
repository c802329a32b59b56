"""Budgets with what is stated of them and their lines, in a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import DateField, QuerySet, Value

from budgets.models import BudgetAccount, BudgetHold
from budgets.stored_lines import (
    StoredLine,
    a_flag,
    a_text,
    bare_lines,
    terms_of_lines,
    with_terms,
)
from common.statements import Row, Statement

_ACCOUNT = "account"
_HOLD = "hold"
"""What a row is that is of a budget; a row of a line has there what is carried, or nothing."""


@dataclass(slots=True)
class StatedOfBudget:
    """What is stated of a budget beside its own row."""

    accounts: list[int] = field(default_factory=list)
    """The ids of those that it is of; none for all."""
    holds: dict[date, int] = field(default_factory=dict)
    """What is to be held back, by the period as it is stored."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """The lines of a budget in the order in which they were made, and what is stated of it."""

    lines: list[StoredLine]
    accounts: tuple[int, ...]
    """Their ids; none for all."""
    holds: Mapping[date, int]
    """What is to be held back, by the period as it is stored."""


def plan_of_budget(book_id: int, budget_id: int) -> StoredPlan:
    """Return what is stated of a budget, in two statements."""
    lines = bare_lines(book_id, budget_id)
    rows = _WHOLE.rows(ids=[line.pk for line in lines] or [_NO_LINE], budget=budget_id)
    of_budget = [row for row in rows if row[2] in _OF_BUDGETS]
    stated = _stated(of_budget).get(budget_id, StatedOfBudget())
    whole = with_terms(lines, (row for row in rows if row[2] not in _OF_BUDGETS))
    return StoredPlan(whole, tuple(stated.accounts), stated.holds)


def stated_of_budgets(ids: Iterable[int]) -> Mapping[int, StatedOfBudget]:
    """Return what is stated of budgets, by their ids, in one statement; those without are left out.

    Accounts are in the order of their ids, and holds in that of their periods.
    """
    return _stated(_BESIDE.rows(ids=sorted(ids)))


_OF_BUDGETS = {_ACCOUNT, _HOLD}
_NO_LINE = 0
"""What is looked for where a budget has no line: no id is 0."""


def _stated(rows: Iterable[Row]) -> dict[int, StatedOfBudget]:
    found: dict[int, StatedOfBudget] = {}
    for budget_id, period, what, _, number in rows:
        one = found.setdefault(budget_id, StatedOfBudget())
        if what == _ACCOUNT:
            one.accounts.append(number)
        else:
            one.holds[period] = number
    for one in found.values():
        one.accounts.sort()
        one.holds = dict(sorted(one.holds.items()))
    return found


def _beside(ids: Any) -> list[QuerySet[Any, Any]]:
    no_day = Value(None, output_field=DateField())
    return [
        BudgetAccount.objects.filter(budget__id__in=ids)
        .order_by()
        .values_list("budget_id", no_day, a_text(_ACCOUNT), a_flag(), "account_id"),
        BudgetHold.objects.filter(budget__id__in=ids)
        .order_by()
        .values_list("budget_id", "period", a_text(_HOLD), a_flag(), "amount"),
    ]


_BESIDE = Statement(lambda *, ids: _beside(ids))
_WHOLE = Statement(lambda *, ids, budget: [*terms_of_lines(ids), *_beside([budget])])
