"""The rules of a line, as functions over a draft and the lines that it is to join.

Days are those that people see: the first days of periods as they fall.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from books.models import Book
from books.row_rules import RowRule
from books.tracked_models import Columns
from budgets.models import NO_KEY, Budget, BudgetLine
from budgets.periods import BudgetPeriods
from categories.models import CategoryType
from common.errors import Problem
from common.money import AmountError, Currency, to_minor

LINES_MAX = 500
"""How many lines a budget has at the most: a report shows them all, for each of its periods."""
TOO_MANY_LINES = Problem("", "too_many", f"A budget has at most {LINES_MAX} lines.")
POLICIES_MAX = 100
"""How many policies a line has at the most; people have another one every year or so."""
AMOUNTS_MAX = 1_200
"""How many amounts a line has at the most: one for each week of 23 years. Every change of a line
keeps all of them as they were."""
TOO_MANY_AMOUNTS = f"A line has at most {AMOUNTS_MAX:,} amounts; let a standing one replace some."


class PolicyDraft(NamedTuple):
    """What is carried over from one period on."""

    starts: date
    carry: str
    cap: Decimal | None


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as it is to be; `id` is None for one that is new."""

    category_id: int | None
    category_type: str
    starts: date
    ends: date | None
    opening: Decimal
    policies: Sequence[PolicyDraft]
    account_id: int | None = None
    id: int | None = None

    @property
    def key(self) -> tuple[int, int]:
        """What it is of, as a unique constraint has it."""
        return self.category_id or NO_KEY, self.account_id or NO_KEY


@dataclass(frozen=True, slots=True)
class Place:
    """What the rules need to know of the budget that a line is of."""

    money: Currency
    periods: BudgetPeriods
    has_envelopes: bool
    accounts: Collection[int]
    """The ids of those that the budget is of; none for all."""
    ids_by_key: dict[tuple[int, int], int]

    @classmethod
    def of(cls, budget: Budget, book: Book) -> "Place":
        lines = BudgetLine.objects.for_book(book).of_budget(budget.pk)
        keys = lines.values_list("id", "category_key", "account_key")
        return cls(
            budget.money,
            BudgetPeriods.of(budget.rules, book),
            budget.has_envelopes,
            set(budget.accounts.values_list("account_id", flat=True)),
            {(category, account): pk for pk, category, account in keys},
        )


def _it_is_of_one_thing(draft: LineDraft, place: Place) -> Iterator[Problem]:
    if draft.category_id is None and draft.account_id is None:
        yield Problem("/category", "required", "State a category, or an account.")
    elif draft.category_id is not None and draft.account_id is not None:
        yield Problem("/account", "of_two_things", "State a category or an account, not both.")


def _it_has_no_other_line(draft: LineDraft, place: Place) -> Iterator[Problem]:
    if place.ids_by_key.get(draft.key, draft.id) != draft.id:
        name = "category" if draft.account_id is None else "account"
        yield Problem(f"/{name}", "line_taken", f"This {name} has a line in the budget already.")


def _envelopes_are_of_expenses(draft: LineDraft, place: Place) -> Iterator[Problem]:
    if place.has_envelopes and draft.category_type != CategoryType.EXPENSE:
        detail = "An envelope is for expenses; what comes in is ready to be assigned."
        yield Problem("/category", "not_an_expense", detail)


def _accounts_are_beside_the_budget(draft: LineDraft, place: Place) -> Iterator[Problem]:
    if draft.account_id is None:
        return
    if not place.has_envelopes:
        detail = "In a budget of limits a line is on a category."
        yield Problem("/account", "not_envelopes", detail)
    elif not place.accounts or draft.account_id in place.accounts:
        detail = "State an account that the budget is not of: what moves within it is not spent."
        yield Problem("/account", "in_scope", detail)


def _days_begin_periods(draft: LineDraft, place: Place) -> Iterator[Problem]:
    yield from place.periods.problems(draft.starts, "/starts")
    if draft.ends is not None:
        yield from place.periods.problems(draft.ends, "/ends")
    for index, policy in enumerate(draft.policies):
        yield from place.periods.problems(policy.starts, f"/policies/{index}/starts")


def _ends_after_it_starts(draft: LineDraft, place: Place) -> Iterator[Problem]:
    if draft.ends is not None and draft.ends <= draft.starts:
        yield Problem("/ends", "before_start", "State a later day than that of starts.")


def _amounts_fit_the_currency(draft: LineDraft, place: Place) -> Iterator[Problem]:
    yield from amount_problems(draft.opening, place.money, "/opening")
    for index, policy in enumerate(draft.policies):
        if policy.cap is not None:
            pointer = f"/policies/{index}/cap"
            yield from amount_problems(policy.cap, place.money, pointer)
            if policy.cap < 0:
                yield Problem(pointer, "negative", "State 0 or more.")


def _policies_follow_each_other(draft: LineDraft, place: Place) -> Iterator[Problem]:
    if len(draft.policies) > POLICIES_MAX:
        yield Problem("/policies", "too_many", f"A line has at most {POLICIES_MAX} policies.")
    for index, (earlier, later) in enumerate(pairwise(draft.policies), 1):
        if later.starts <= earlier.starts:
            detail = "State each policy with a later day than the one before it."
            yield Problem(f"/policies/{index}/starts", "order", detail)


def _budget_has_room(draft: LineDraft, place: Place) -> Iterator[Problem]:
    if draft.id is None and len(place.ids_by_key) >= LINES_MAX:
        yield TOO_MANY_LINES


RULES: tuple[Callable[[LineDraft, Place], Iterator[Problem]], ...] = (
    _it_is_of_one_thing,
    _it_has_no_other_line,
    _envelopes_are_of_expenses,
    _accounts_are_beside_the_budget,
    _days_begin_periods,
    _ends_after_it_starts,
    _amounts_fit_the_currency,
    _policies_follow_each_other,
    _budget_has_room,
)


def problems(draft: LineDraft, place: Place) -> list[Problem]:
    """Return every rule that `draft` breaks."""
    return [problem for rule in RULES for problem in rule(draft, place)]


def amount_problems(amount: Decimal, money: Currency, pointer: str) -> Iterator[Problem]:
    """Yield a problem where `amount` is not one of the currency."""
    try:
        to_minor(amount, money)
    except AmountError as error:
        yield Problem(pointer, error.code, str(error))


def _row_is_of_something(row: Columns) -> Iterator[Problem]:
    if row["category_id"] is None and row["account_id"] is None:
        yield Problem("/category", "required", "State a category, or an account.")


def _policies_are_few(row: Columns) -> Iterator[Problem]:
    if len(row["policies"]) > POLICIES_MAX:
        yield Problem("/policies", "too_many", f"A line has at most {POLICIES_MAX} policies.")


def _amounts_are_few(row: Columns) -> Iterator[Problem]:
    if len(row["amounts"]) > AMOUNTS_MAX:
        yield Problem("/amounts", "too_many", TOO_MANY_AMOUNTS)


ROW_RULES: tuple[RowRule, ...] = (_row_is_of_something, _policies_are_few, _amounts_are_few)
