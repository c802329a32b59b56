"""Every write to the lines of budgets, and to what is budgeted on them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from accounts.models import Account
from books.unit_of_work import UnitOfWork
from budgets.line_drafts import (
    AMOUNTS_MAX,
    LINES_MAX,
    TOO_MANY_AMOUNTS,
    TOO_MANY_LINES,
    LineDraft,
    Place,
    PolicyDraft,
    amount_problems,
    problems,
)
from budgets.models import Budget, BudgetLine, LineAmount, LinePolicy
from budgets.periods import BudgetPeriods
from budgets.stored_lines import StoredLine, lines_with_ids
from categories.models import Category, CategoryType
from common.errors import Problem, raise_problems
from common.money import Currency, from_minor, to_minor

POLICY_COLUMNS = ("line_id", "starts", "carry", "cap")
AMOUNT_COLUMNS = ("line_id", "period", "standing", "amount")


def create_line(
    uow: UnitOfWork,
    *,
    budget: Budget,
    starts: date,
    category: Category | None = None,
    account: Account | None = None,
    ends: date | None = None,
    opening: Decimal = Decimal(0),
    policies: Sequence[PolicyDraft] = (),
) -> BudgetLine:
    """Add a line to `budget`; raises Invalid with every rule it breaks."""
    place = Place.of(budget, uow.book)
    kind = category.type if category else CategoryType.EXPENSE
    account_id = account.pk if account else None
    category_id = category.pk if category else None
    draft = LineDraft(category_id, kind, starts, ends, opening, policies, account_id)
    raise_problems(problems(draft, place))
    line = uow.add(BudgetLine(budget=budget, currency=budget.currency, **_columns(draft, place)))
    uow.add_many(LinePolicy, POLICY_COLUMNS, _policy_rows(line.pk, policies, place))
    return line


def create_lines(
    uow: UnitOfWork,
    budget: Budget,
    start: date,
    amounts: Mapping[int, Decimal],
    on_accounts: Mapping[int, Decimal] = MappingProxyType({}),
) -> None:
    """Add lines from the period of `start` on, each with an amount, by category id; or by account.

    It stands; in an envelope it is for the first period alone.

    Raises Invalid with every fault; pointers begin with "/" and the id of a category, or with "/-"
    and that of an account.
    """
    place = Place.of(budget, uow.book)
    money = budget.money
    drafts = dict(_new_drafts(uow, start, amounts, on_accounts))
    stated = {**amounts, **{-key: amount for key, amount in on_accounts.items()}}
    found = []
    for key, draft in drafts.items():
        faults = [*problems(draft, place), *_amount_problems(stated[key], money, lowest=0)]
        found += [problem.below(f"/{key}") for problem in faults]
    for key in stated.keys() - drafts.keys():
        found.append(Problem(f"/{key}", "does_not_exist", "There is no such category or account."))
    if len(place.ids_by_key) + len(stated) > LINES_MAX:
        found.append(TOO_MANY_LINES)
    raise_problems(found)
    period = _stored(start, place.periods)
    columns = ("budget_id", "category_id", "account_id", "currency", "starts", "ends", "opening")
    rows = [
        (budget.pk, draft.category_id, draft.account_id, money.code, period, None, 0)
        for draft in drafts.values()
    ]
    ids = uow.add_numbered(BudgetLine, columns, rows)
    standing = not budget.has_envelopes
    wanted = [
        (line_id, period, standing, to_minor(stated[key], money))
        for line_id, key in zip(ids, drafts, strict=True)
    ]
    uow.add_many(LineAmount, AMOUNT_COLUMNS, wanted)


def _new_drafts(
    uow: UnitOfWork, start: date, categories: Collection[int], accounts: Collection[int]
) -> Iterator[tuple[int, LineDraft]]:
    """Yield lines from the period of `start` on, by ids of categories and minus those of accounts.

    Those that the book does not have are left out.
    """
    nothing = Decimal(0)
    kept = Category.objects.for_book(uow.book).filter(pk__in=list(categories))
    types = dict(kept.values_list("id", "type"))
    for key in categories:
        if key in types:
            yield key, LineDraft(key, types[key], start, None, nothing, ())
    found = Account.objects.for_book(uow.book).filter(pk__in=list(accounts))
    there = set(found.values_list("id", flat=True)) if accounts else set()
    for key in accounts:
        if key in there:
            yield -key, LineDraft(None, CategoryType.EXPENSE, start, None, nothing, (), key)


def amend_line(uow: UnitOfWork, line: BudgetLine, **values: Any) -> BudgetLine:
    """Set `values` on `line`; raises Invalid with every rule that the result breaks."""
    place = Place.of(line.budget, uow.book)
    (stored,) = lines_with_ids(uow.book.pk, [line.pk])
    before = draft_of(stored, place.periods, place.money)
    category_id, kind = before.category_id, before.category_type
    if "category" in values:
        category = values["category"]
        category_id = category.pk if category else None
        kind = category.type if category else CategoryType.EXPENSE
    account_id = before.account_id
    if "account" in values:
        account_id = values["account"].pk if values["account"] else None
    draft = LineDraft(
        category_id,
        kind,
        values.get("starts", before.starts),
        values.get("ends", before.ends),
        values.get("opening", before.opening),
        values.get("policies", before.policies),
        account_id,
        line.pk,
    )
    found = problems(draft, place)
    if values.get("budget", line.budget) != line.budget:
        found.append(Problem("/budget", "fixed", "A line stays in its budget."))
    raise_problems(found)
    if list(draft.policies) != list(before.policies):
        uow.remove_many(LinePolicy.objects.filter(line=line))
        uow.add_many(LinePolicy, POLICY_COLUMNS, _policy_rows(line.pk, draft.policies, place))
    return uow.amend(line, **_columns(draft, place))


def delete_line(uow: UnitOfWork, line: BudgetLine) -> None:
    """Delete `line` with all that was budgeted on it."""
    uow.remove(line)


class AmountStated(NamedTuple):
    """What is to be budgeted on a line; an amount of None takes back what was stated."""

    line_id: int
    start: date
    """The first day of the period."""
    standing: bool
    amount: Decimal | None


def set_amounts(uow: UnitOfWork, budget: Budget, stated: Sequence[AmountStated]) -> None:
    """Budget the amounts `stated` on lines of `budget`: all of them, or none.

    Raises Invalid with every fault; pointers begin with "/" and the index of an amount.
    """
    periods = BudgetPeriods.of(budget.rules, uow.book)
    mine = BudgetLine.objects.for_book(uow.book).of_budget(budget.pk)
    lines = set(mine.values_list("id", flat=True))
    seen: set[tuple[Any, ...]] = set()
    found = []
    for index, one in enumerate(stated):
        found += [
            problem.below(f"/{index}") for problem in _amount_faults(one, budget, periods, lines)
        ]
        if one[:3] in seen:
            detail = "This line has an amount for the period in this request already."
            found.append(Problem(f"/{index}/period_start", "repeated", detail))
        seen.add(one[:3])
    raise_problems(found)
    wanted = {
        (one.line_id, periods.stored(periods.number_of(one.start)), one.standing): (
            None if one.amount is None else to_minor(one.amount, budget.money)
        )
        for one in stated
    }
    write_amounts(uow, wanted)
    # Its entity tag is that of its amounts as well.
    uow.mark_changed(Budget.objects.for_book(uow.book).filter(pk=budget.pk))


def write_amounts(uow: UnitOfWork, wanted: Mapping[tuple[int, date, bool], int | None]) -> None:
    """Make what is budgeted by line, stored period and standing what `wanted` says.

    Raises Invalid where a line would have more amounts than AMOUNTS_MAX.
    """
    rows = LineAmount.objects.filter(line__id__in={line_id for line_id, _, _ in wanted})
    there = {(row.line_id, row.period, row.standing): row for row in rows}
    stated = there.keys() | wanted.keys()
    left = Counter(key[0] for key in stated if wanted.get(key, 0) is not None)
    if max(left.values(), default=0) > AMOUNTS_MAX:
        raise_problems([Problem("", "too_many", TOO_MANY_AMOUNTS)])
    changed, gone, new = [], [], []
    for key, amount in wanted.items():
        row = there.get(key)
        if row is None:
            if amount is not None:
                new.append((*key, amount))
        elif amount is None:
            gone.append(row.pk)
        elif row.amount != amount:
            row.amount = amount
            changed.append(row)
    if gone:
        uow.remove_many(LineAmount.objects.filter(pk__in=gone))
    uow.amend_each(LineAmount, changed, ["amount"])
    uow.add_many(LineAmount, AMOUNT_COLUMNS, new)


def draft_of(line: StoredLine, periods: BudgetPeriods, money: Currency) -> LineDraft:
    """Return what a stored line says, with days and amounts as people see them."""
    return LineDraft(
        category_id=line.category_id,
        category_type=line.category_type,
        starts=periods.start(line.starts),
        ends=None if line.ends is None else periods.start(line.ends),
        opening=from_minor(line.opening, money),
        policies=[
            PolicyDraft(
                periods.start(policy.starts),
                policy.carry,
                None if policy.cap is None else from_minor(policy.cap, money),
            )
            for policy in line.policies
        ],
        account_id=line.account_id,
        id=line.pk,
    )


def _amount_faults(
    one: AmountStated, budget: Budget, periods: BudgetPeriods, lines: Collection[int]
) -> list[Problem]:
    faults = list(periods.problems(one.start, "/period_start"))
    if one.line_id not in lines:
        detail = "There is no such line in this budget."
        faults.append(Problem("/line", "does_not_exist", detail))
    if one.standing and budget.has_envelopes:
        detail = "Money is assigned to an envelope for one period at a time."
        faults.append(Problem("/standing", "stands", detail))
    if one.amount is not None:
        # What is carried in an envelope can be taken out of it.
        lowest = None if budget.has_envelopes else 0
        faults += _amount_problems(one.amount, budget.money, lowest=lowest)
    return faults


def _amount_problems(amount: Decimal, money: Currency, *, lowest: int | None) -> Iterator[Problem]:
    yield from amount_problems(amount, money, "/amount")
    if lowest is not None and amount < lowest:
        yield Problem("/amount", "negative", "State 0 or more.")


def _columns(draft: LineDraft, place: Place) -> dict[str, Any]:
    periods = place.periods
    return {
        "category_id": draft.category_id,
        "account_id": draft.account_id,
        "starts": _stored(draft.starts, periods),
        "ends": None if draft.ends is None else _stored(draft.ends, periods),
        "opening": to_minor(draft.opening, place.money),
    }


def _policy_rows(
    line_id: int, policies: Sequence[PolicyDraft], place: Place
) -> list[tuple[Any, ...]]:
    return [
        (
            line_id,
            _stored(policy.starts, place.periods),
            policy.carry,
            None if policy.cap is None else to_minor(policy.cap, place.money),
        )
        for policy in policies
    ]


def _stored(start: date, periods: BudgetPeriods) -> date:
    return periods.stored(periods.number_of(start))
