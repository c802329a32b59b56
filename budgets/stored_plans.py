"""Budgets with all that is stated of them and their lines, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, CharField, DateField, QuerySet, Value, When

from accounts.models import Account
from budgets.models import (
    Budget,
    BudgetAccount,
    BudgetHold,
    BudgetLine,
    BudgetRule,
    LineAmount,
    LinePolicy,
)
from budgets.stored_lines import NAME, TYPE, StoredAmount, StoredLine, StoredPolicy
from common.business_days import Adjust
from common.period_rules import PeriodRule, Unit
from common.rule_sequences import LaterRule, RuleSequence
from common.statements import Row, Statement

_LINE, _POLICY, _AMOUNT, _STANDING = "line", "policy", "amount", "standing"
_RULE, _ACCOUNT, _HOLD, _OPENING = "rule", "account", "hold", "opening"
"""What a row is of; all rows have the columns of `_row`."""


@dataclass(slots=True)
class StatedOfBudget:
    """What is stated of a budget beside its own row."""

    rules: list[LaterRule] = field(default_factory=list)
    """Those that have followed its own, in order."""
    accounts: list[int] = field(default_factory=list)
    """The ids of those that it is of, in order; none for all."""
    holds: dict[date, int] = field(default_factory=dict)
    """What is to be held back, by the period as it is stored, in order."""


class Opening(NamedTuple):
    """What an account held at first."""

    account_id: int
    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """The lines of a budget in the order in which they were made, and what is stated of it."""

    lines: list[StoredLine]
    rules: RuleSequence
    accounts: tuple[int, ...]
    """Their ids; none for all."""
    holds: Mapping[date, int]
    """What is to be held back, by the period as it is stored."""
    openings: Sequence[Opening]
    """Of a budget of envelopes, what accounts in its currency held at first.

    What one in another currency opened with has no rate, and is in no figure.
    """


def plan_of_budget(budget: Budget) -> StoredPlan:
    """Return what is stated of a budget."""
    lines: dict[int, StoredLine] = {}
    beside = []
    openings = []
    place_of = {"book": budget.book_id, "currency": budget.currency, "budget": budget.pk}
    rows = _WHOLE.rows(budget.has_envelopes, **place_of)
    # Lines come before what is stated of them; no engine promises an order of a union.
    for row in sorted(rows, key=lambda row: row[0] != _LINE):
        what, owner, number, account, text, kind, currency, start, end, amount = row
        if what == _LINE:
            place = (number, text, kind, currency, start, end, amount, account)
            lines[owner] = StoredLine(owner, budget.pk, *place)
        elif what == _POLICY:
            lines[owner].policies.append(StoredPolicy(start, text, amount))
        elif what in {_AMOUNT, _STANDING}:
            lines[owner].amounts.append(StoredAmount(start, what == _STANDING, amount))
        elif what == _OPENING:
            openings.append(Opening(owner, start, amount))
        else:
            beside.append(row)
    for line in lines.values():
        line.policies.sort()
        line.amounts.sort()
    stated = _stated(beside).get(budget.pk, StatedOfBudget())
    rules = RuleSequence(budget.rule, stated.rules)
    scope = tuple(stated.accounts)
    mine = [one for one in openings if not scope or one.account_id in scope]
    return StoredPlan(list(lines.values()), rules, scope, stated.holds, mine)


def stated_of_budgets(ids: Iterable[int]) -> Mapping[int, StatedOfBudget]:
    """Return what is stated of budgets beside their rows, by id; those without are left out."""
    return _stated(_BESIDE.rows(ids=sorted(ids)))


def _stated(rows: Iterable[Row]) -> dict[int, StatedOfBudget]:
    found: dict[int, StatedOfBudget] = {}
    for what, budget_id, number, _, text, adjust, _, start, anchor, amount in rows:
        one = found.setdefault(budget_id, StatedOfBudget())
        if what == _RULE:
            rule = PeriodRule(Unit(text), number, anchor, Adjust(adjust))
            one.rules.append(LaterRule(start, rule))
        elif what == _ACCOUNT:
            one.accounts.append(number)
        else:
            one.holds[start] = amount
    for one in found.values():
        one.rules.sort(key=lambda later: later.starts)
        one.accounts.sort()
        one.holds = dict(sorted(one.holds.items()))
    return found


def _row(rows: QuerySet[Any], what: Any, owner: str, **columns: Any) -> QuerySet[Any, Any]:
    """Return rows of one shape: what they are, the id of what they are of, and what they state.

    That is two numbers, three texts, two days and an amount.
    """
    number = Value(0, output_field=BigIntegerField())
    text = Value("", output_field=CharField())
    day = Value(None, output_field=DateField())
    unless_stated = {
        "number": number, "other": number, "text": text, "kind": text, "currency": text,
        "start": day, "end": day, "amount": number,
    }  # fmt: skip
    stated = {**unless_stated, **columns}.values()
    named = Value(what, output_field=CharField()) if isinstance(what, str) else what
    return rows.values_list(named, owner, *stated)


def _beside(ids: Any) -> list[QuerySet[Any, Any]]:
    of_budgets = {"budget__id__in": ids}
    return [
        _row(
            BudgetRule.objects.filter(**of_budgets).order_by(), _RULE, "budget_id",
            number="every", text="unit", kind="adjust", start="starts", end="anchor",
        ),
        _row(
            BudgetAccount.objects.filter(**of_budgets).order_by(), _ACCOUNT, "budget_id",
            number="account_id",
        ),
        _row(
            BudgetHold.objects.filter(**of_budgets).order_by(), _HOLD, "budget_id",
            start="period", amount="amount",
        ),
    ]  # fmt: skip


def _whole(
    has_envelopes: Any, *, book: Any, currency: Any, budget: Any
) -> list[QuerySet[Any, Any]]:
    accounts = Account.objects.filter(book_id=book, currency=currency).order_by()
    opening = {"start": "opening_date", "amount": "opening_balance"}
    of_lines = {"line__budget_id": budget}
    stands = Case(When(standing=True, then=Value(_STANDING)), default=Value(_AMOUNT))
    return [
        _row(
            BudgetLine.objects.filter(budget_id=budget).order_by("id"), _LINE, "id",
            number="category_id", other="account_id", text=NAME, kind=TYPE,
            currency="currency", start="starts", end="ends", amount="opening",
        ),
        _row(
            LinePolicy.objects.filter(**of_lines).order_by(), _POLICY, "line_id",
            text="carry", start="starts", amount="cap",
        ),
        _row(
            LineAmount.objects.filter(**of_lines).order_by(), stands, "line_id",
            start="period", amount="amount",
        ),
        *_beside([budget]),
        *([_row(accounts, _OPENING, "id", **opening)] if has_envelopes else []),
    ]  # fmt: skip


_BESIDE = Statement(lambda *, ids: _beside(ids))
_WHOLE = Statement(_whole)
