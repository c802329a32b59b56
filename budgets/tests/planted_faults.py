"""Faults to plant in the budgets of a sound book, with the checks that have to find them."""

from datetime import date

from accounts.models import Account
from budgets.models import Budget, BudgetHold, BudgetLine, BudgetRule


def hold_in(budget, period):
    BudgetHold.objects.create(book=budget.book, budget=budget, period=period, amount=1)


def follow(budget, starts):
    BudgetRule.objects.create(
        book=budget.book, budget=budget, starts=starts, unit="month", every=1,
        anchor=date(2024, 3, 1), adjust="none",
    )  # fmt: skip


def envelopes():
    """Let the budget be one of envelopes; its line fits such a one."""
    Budget.objects.update(mode="envelopes")
    return Budget.objects.get()


def put_on_account(line):
    account = Account.objects.filter(book=line.book).earliest("id")
    values = {"category": None, "category_key": 0, "account": account, "account_key": account.pk}
    BudgetLine.objects.filter(pk=line.pk).update(**values)


PLANTED_IN_BUDGETS = {
    "a line that begins within a period": (
        {"lines_fit_their_budgets"},
        lambda: BudgetLine.objects.update(starts=date(2024, 1, 2)),
    ),
    "a line in another currency than its budget": (
        {"lines_fit_their_budgets"},
        lambda: BudgetLine.objects.update(currency="USD"),
    ),
    "a rule of periods that begins within one": (
        {"later_rules_begin_periods"},
        lambda: follow(Budget.objects.earliest("id"), date(2024, 3, 2)),
    ),
    "money held back in a budget of limits": (
        {"holds_fit_their_budgets"},
        lambda: hold_in(Budget.objects.earliest("id"), date(2024, 2, 1)),
    ),
    "money held back within a period": (
        {"holds_fit_their_budgets"},
        lambda: hold_in(envelopes(), date(2024, 2, 2)),
    ),
    "a line on an account in a budget of limits": (
        {"lines_fit_their_budgets"},
        lambda: put_on_account(BudgetLine.objects.get()),
    ),
    "a line on an account of its own budget": (
        {"lines_fit_their_budgets"},
        lambda: put_on_account(BudgetLine.objects.get(budget=envelopes())),
    ),
    "a line under another key than that of its category": (
        {"category_keys"},
        lambda: BudgetLine.objects.update(category_key=0),
    ),
    "a line under the key of an account that it is not on": (
        {"account_keys"},
        lambda: BudgetLine.objects.update(account_key=1),
    ),
}
