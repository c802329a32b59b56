"""What budgets and their lines are to the rest of the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from books.models import Book
from books.resources import Resource
from books.tracked_models import Derived, Ids, Part, folded
from books.unit_of_work import UnitOfWork
from budgets import drafts, line_drafts
from budgets.descriptions import describe_budget, describe_line
from budgets.merging import merge_lines_of
from budgets.models import (
    NO_KEY,
    Budget,
    BudgetAccount,
    BudgetHold,
    BudgetLine,
    BudgetRule,
    LineAmount,
    LinePolicy,
)
from budgets.presenters import present_budgets, present_lines
from budgets.stored_lines import StoredLine, lines_of_book
from categories.models import Category, CategoryType
from common.errors import Conflict


@contextmanager
def on_undo_of_budgets(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Raise Conflict where lines would be left that do not fit their budgets."""
    yield
    checks = (later_rules_begin_periods, lines_fit_their_budgets, holds_fit_their_budgets)
    if any(finding for check in checks for finding in check(uow.book)):
        raise Conflict("Lines of the budget have been stated since that do not fit it as it was.")


def lines_fit_their_budgets(book: Book) -> Iterator[str]:
    """What is stated of lines is for periods of their budgets, and in its currency."""
    budgets = Budget.objects.for_book(book).prefetch_related("later_rules", "accounts").in_bulk()
    for line in lines_of_book(book.pk):
        budget = budgets.get(line.budget_id)
        if budget is None:
            continue  # it is of another book, as `links` says
        days = [line.starts, *([] if line.ends is None else [line.ends])]
        days += [one.starts for one in line.policies] + [one.period for one in line.amounts]
        for day in days:
            if not _names_a_period(budget, day):
                yield f"line {line.pk} has {day}, which names no period of budget {budget.pk}"
        yield from _misfits_of_mode(line, budget)
        if line.currency != budget.currency:
            yield f"line {line.pk} is in {line.currency}, its budget in {budget.currency}"


def holds_fit_their_budgets(book: Book) -> Iterator[str]:
    """What is held back is so in periods of budgets of envelopes."""
    budgets = Budget.objects.for_book(book).prefetch_related("later_rules").in_bulk()
    for one in BudgetHold.objects.filter(book=book).order_by("pk"):
        budget = budgets.get(one.budget_id)
        if budget is None:
            continue  # it is of another book, as `links` says
        if not budget.has_envelopes:
            yield f"budget {budget.pk} holds money back, and is not one of envelopes"
        if not _names_a_period(budget, one.period):
            yield f"budget {budget.pk} holds back in {one.period}, which names no period of it"


def later_rules_begin_periods(book: Book) -> Iterator[str]:
    """A rule that follows another one has a period that begins on its day."""
    for one in BudgetRule.objects.filter(book=book).order_by("pk"):
        if one.rule.number_of_nominal(one.starts) is None:
            yield f"budget {one.budget_id} has a rule from {one.starts} on, which begins no period"


def _names_a_period(budget: Budget, day: date) -> bool:
    try:
        return budget.rules.number_of_nominal(day) is not None
    except ValueError:
        return True  # as `later_rules_begin_periods` says


def _misfits_of_mode(line: StoredLine, budget: Budget) -> Iterator[str]:
    """What is stated of a line that its budget does not take, being of limits or of envelopes."""
    if not budget.has_envelopes:
        if any(one.amount < 0 for one in line.amounts):
            yield f"line {line.pk} has an amount below 0, and is not an envelope"
        if line.account_id is not None:
            yield f"line {line.pk} is on an account, and is not an envelope"
        return
    scope = {one.account_id for one in budget.accounts.all()}
    if line.account_id is not None and (not scope or line.account_id in scope):
        yield f"line {line.pk} is on an account of its own budget"
    if any(one.standing for one in line.amounts):
        yield f"line {line.pk} is an envelope with an amount that stands"
    if line.category_type != CategoryType.EXPENSE:
        yield f"line {line.pk} is an envelope that is not of expenses"


def _key(row_id: int | None) -> int:
    return row_id or NO_KEY


BUDGET = Resource(
    name="budget",
    plural="budgets",
    model=Budget,
    parts=(
        Part("budget_accounts", BudgetAccount, "budget_id"),
        Part("holds", BudgetHold, "budget_id"),
        Part("later_rules", BudgetRule, "budget_id"),
    ),
    limit=drafts.BUDGETS_MAX,
    derived={"name_key": folded("name")},
    row_rules=drafts.ROW_RULES,
    describe=describe_budget,
    present=present_budgets,
    on_undo=on_undo_of_budgets,
    checks=(later_rules_begin_periods, lines_fit_their_budgets, holds_fit_their_budgets),
)
BUDGET_LINE = Resource(
    name="budget_line",
    plural="budget-lines",
    model=BudgetLine,
    parts=(
        Part("policies", LinePolicy, "line_id"),
        Part("amounts", LineAmount, "line_id"),
    ),
    derived={
        "category_key": Derived(("category_id",), _key),
        "account_key": Derived(("account_id",), _key),
    },
    row_rules=line_drafts.ROW_RULES,
    describe=describe_line,
    present=present_lines,
    on_undo=on_undo_of_budgets,
    deleted_with=(Category,),
    before_repoint={Category: merge_lines_of},
)

DECLARATIONS = (BUDGET, BUDGET_LINE)
