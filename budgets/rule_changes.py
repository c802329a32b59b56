"""Another rule for the periods of a budget, from a day on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from books.models import Book
from books.unit_of_work import UnitOfWork
from budgets.drafts import HOLDS_MAX, LATER_RULES_MAX, TOO_MANY_HOLDS, TOO_MANY_LATER_RULES
from budgets.line_drafts import AMOUNTS_MAX, TOO_MANY_AMOUNTS
from budgets.line_services import POLICY_COLUMNS, write_amounts
from budgets.models import Budget, BudgetHold, BudgetLine, BudgetRule, LinePolicy
from budgets.periods import BudgetPeriods
from budgets.rebinning import Amounts, Rebinning
from budgets.stored_lines import StoredLine
from budgets.stored_plans import StoredPlan, plan_of_budget
from common.errors import Problem, raise_problems
from common.money import AMOUNT_MINOR_MAX
from common.period_rules import PeriodRule, rule_problems
from common.rule_sequences import LaterRule, RuleSequence


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule, and what becomes of the amounts of periods that it takes the place of."""

    starts: date
    """The first day of its first period."""
    rule: PeriodRule
    amounts: str


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What a change of the rule makes of all that is stated."""

    rebinning: Rebinning
    before: StoredPlan
    lines: Sequence[StoredLine]
    """In the order of those before."""
    holds: Mapping[date, int]


def plan_change(book: Book, budget: Budget, change: RuleChange) -> PlannedChange:
    """Return what `change` would make of a budget; raises Invalid with every fault of it."""
    raise_problems(rule_problems(change.rule))
    is_business_day = book.is_business_day
    number = change.rule.number_of(change.starts, is_business_day)
    nominal = change.rule.nominal(number)
    plan = plan_of_budget(budget)
    kept = [one for one in plan.rules.later if one.starts < nominal]
    found = []
    days = change.rule.period(number, is_business_day)
    if days.start != change.starts:
        detail = (
            f"No period of the new rule begins on {change.starts}; state {days.start} or "
            f"{days.end + timedelta(days=1)}."
        )
        found.append(Problem("/starts", "period_start", detail))
    if len(kept) >= LATER_RULES_MAX:
        found.append(Problem("/starts", "too_many", TOO_MANY_LATER_RULES))
    raise_problems(found)
    rules = RuleSequence(budget.rule, [*kept, LaterRule(nominal, change.rule)])
    old, new = BudgetPeriods.of(plan.rules, book), BudgetPeriods.of(rules, book)
    rebinning = Rebinning(old, new, new.number(nominal), change.amounts)
    if change.amounts == Amounts.SCALE:
        raise_problems(_too_much(rebinning, plan))
    lines = [rebinning.line(line) for line in plan.lines]
    holds = rebinning.holds(plan.holds)
    raise_problems(_out_of_range(lines))
    return PlannedChange(rebinning, plan, lines, holds)


def change_rule(uow: UnitOfWork, budget: Budget, change: RuleChange) -> None:
    """Let another rule hold from a day on; raises Invalid with every fault.

    The period that runs is cut short on the day before. Rules that were to follow on that day or
    later are gone.
    """
    planned = plan_change(uow.book, budget, change)
    cut, rule = planned.rebinning.cut, change.rule
    uow.remove_many(BudgetRule.objects.filter(budget=budget, starts__gte=cut))
    values = (budget.pk, cut, rule.unit, rule.every, rule.anchor, rule.adjust)
    uow.add_many(BudgetRule, _RULE_COLUMNS, [values])
    _write_lines(uow, planned)
    uow.remove_many(BudgetHold.objects.filter(budget=budget, period__gte=cut))
    held = [(budget.pk, day, amount) for day, amount in planned.holds.items() if day >= cut]
    uow.add_many(BudgetHold, _HOLD_COLUMNS, held)


_RULE_COLUMNS = ("budget_id", "starts", "unit", "every", "anchor", "adjust")
_HOLD_COLUMNS = ("budget_id", "period", "amount")


def _write_lines(uow: UnitOfWork, planned: PlannedChange) -> None:
    pairs = list(zip(planned.before.lines, planned.lines, strict=True))
    moved = {new.pk: new for old, new in pairs if (old.starts, old.ends) != (new.starts, new.ends)}
    rows = list(BudgetLine.objects.with_ids(uow.book, moved))
    for row in rows:
        row.starts, row.ends = moved[row.pk].starts, moved[row.pk].ends
    uow.amend_each(BudgetLine, rows, ["starts", "ends"])
    others = {new.pk: new.policies for old, new in pairs if old.policies != new.policies}
    uow.remove_many(LinePolicy.objects.filter(line__id__in=others))
    policies = [(line_id, *one) for line_id, stated in others.items() for one in stated]
    uow.add_many(LinePolicy, POLICY_COLUMNS, policies)
    wanted: dict[tuple[int, date, bool], int | None] = {}
    for old, new in pairs:
        wanted |= dict.fromkeys((old.pk, one.period, one.standing) for one in old.amounts)
        wanted |= {(new.pk, one.period, one.standing): one.amount for one in new.amounts}
    write_amounts(uow, wanted)


def _too_much(rebinning: Rebinning, plan: StoredPlan) -> Iterator[Problem]:
    """Yield a problem where long periods give way to more short ones than are kept."""
    # Two amounts have a share in one period at the most where they meet.
    if any(rebinning.reach(line) > AMOUNTS_MAX + len(line.amounts) for line in plan.lines):
        yield Problem("/amounts", "too_many", TOO_MANY_AMOUNTS)
    if rebinning.reach_of_holds(plan.holds) > HOLDS_MAX + len(plan.holds):
        yield Problem("/amounts", "too_many", TOO_MANY_HOLDS)


def _out_of_range(lines: Sequence[StoredLine]) -> Iterator[Problem]:
    if any(abs(one.amount) > AMOUNT_MINOR_MAX for line in lines for one in line.amounts):
        detail = "An amount would be larger than one can be; clear the amounts instead."
        yield Problem("/amounts", "too_large", detail)
