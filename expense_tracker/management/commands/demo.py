"""`manage.py demo`: a user with three years of an invented household's money."""

import secrets
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.balances import movements
from accounts.models import Account, AccountType
from accounts.services import amend_account, create_account
from books.models import Book, Cause
from books.unit_of_work import Actor, UnitOfWork, change
from budgets.line_drafts import PolicyDraft
from budgets.line_services import amend_line, create_lines
from budgets.models import BudgetLine, Carry
from budgets.services import create_budget
from categories.models import Category
from common.errors import Invalid
from common.money import CURRENCIES, from_minor, to_minor
from common.periods import Month
from common.recurrence import Frequency, Recurrence
from common.text import fold
from currencies.services import create_rate
from expense_tracker.household import (
    CARD_OWED,
    STREAMING,
    STREAMING_RAISED,
    UNSORTED,
    YEARS,
    rate_days,
    statement,
    status_on,
    transactions,
    unsorted,
)
from households.models import GivenRole
from households.services import accept, invite
from imports.endpoints.uploads import uploaded
from imports.plan.parameters import ImportParameters
from reconciliation.services import close_statement, create_statement
from reconciliation.settling import settle
from schedules.choices import State
from schedules.drafts import PhaseDraft
from schedules.models import Schedule
from schedules.services import create_schedule
from schedules.settling import OccurrenceDraft, state_occurrence
from statements.models import StatementType
from transactions.labels import resolve
from transactions.models import Payee, PostingKind, Transaction
from transactions.services import record_transactions
from users.security import NOWHERE
from users.services import register

USERNAME = "demo"
EMAIL = "demo@example.org"
PARTNER = "demo-partner"
PARTNER_EMAIL = "demo-partner@example.org"
PASSWORD_BYTES = 12
"""16 characters, 96 bits: nobody guesses it, and it can be typed once."""
NEW = timedelta(days=max(days for days, *_ in UNSORTED))
"""How far back lie those transactions that the bank has not confirmed, or that have no category."""
DOLLAR_RATE = Decimal("0.9231")
"""Invented, as all of the demo, and near what a dollar was worth in 2024."""

ACCOUNTS = (
    ("Checking", AccountType.CHECKING, "EUR", "2450.00"),
    ("Savings", AccountType.SAVINGS, "EUR", "8200.00"),
    ("Credit card", AccountType.CREDIT_CARD, "EUR", f"-{CARD_OWED}"),
    ("Travel money", AccountType.CASH, "USD", "60.00"),
)

LIMITS = {
    "Family & giving": 360,
    "Food & drink": 880,
    "Restaurants": 200,
    "Getting around": 310,
    "Health & care": 120,
    "Home & household": 1780,
    "Insurance, taxes & fees": 100,
    "Leisure & culture": 290,
    "Things to wear & use": 430,
}
"""What the household means to spend in a month: near what it does spend, so that some is left on
most lines and some are overspent."""
CARRIED = ("Leisure & culture", "Things to wear & use")
"""The lines that carry over both ways: what is spent on them comes in large pieces."""
RECURRING = (
    ("Rent", PostingKind.EXPENSE, 1, "1314.40", "Rent or mortgage", "Hillside Properties"),
    ("Streaming", PostingKind.EXPENSE, 12, "14.83", "Subscriptions", STREAMING),
    ("Pay from the library", PostingKind.INCOME, 29, "1685.50", "Wages", "City Library"),
)
"""Payments of the household that are schedules, at what they cost in the last year."""


class Command(BaseCommand):
    help = "Add a user `demo` with three years of an invented household's transactions."

    def handle(self, *args: Any, **options: Any) -> None:
        if get_user_model().objects.filter(username=USERNAME).exists():
            raise CommandError(f"There is a user {USERNAME} already; delete it to start again.")
        password, partner_password = (secrets.token_urlsafe(PASSWORD_BYTES) for _ in range(2))
        try:
            with transaction.atomic():
                signed_in = register(
                    username=USERNAME, email=EMAIL, password=password, home_currency="EUR"
                )
                book = Book.objects.of_user(signed_in.user).get()
                partner = register(username=PARTNER, email=PARTNER_EMAIL, password=partner_password)
                today = timezone.localdate()
                count = fill(book, Actor(signed_in.user.pk, Cause.DEMO), today)
                with change(book, by=Actor(signed_in.user.pk, Cause.DEMO)) as uow:
                    invitation = invite(uow, role=GivenRole.EDITOR, email="", origin=NOWHERE)
                with change(book, by=Actor(None, Cause.DEMO)) as uow:
                    accept(uow, invitation.pk, partner.user, NOWHERE)
                leave_unfinished(book, Actor(partner.user.pk, Cause.DEMO), today)
        except Invalid as invalid:
            raise CommandError(f"The demo could not be made: {invalid}") from None
        self.stdout.write(
            f"User {USERNAME}, password {password}, token {signed_in.token}: "
            f"{count} transactions of {YEARS} years. "
            f"User {PARTNER}, password {partner_password}: an editor of the same book."
        )


def fill(book: Book, by: Actor, last_day: date) -> int:
    """Write the household into `book` as one change; returns the number of transactions."""
    with change(book, by=by) as uow:
        opening_date = Month.of(last_day).shifted(1 - 12 * YEARS).first
        accounts = _accounts(uow, opening_date)
        categories = dict(Category.objects.for_book(uow.book).values_list("name", "id"))
        for day in rate_days(last_day):
            create_rate(uow, date=day, base="USD", quote="EUR", rate=DOLLAR_RATE)
        drafts = [
            replace(draft, status=status_on(draft.date, last_day))
            for draft in transactions(accounts, categories, last_day)
        ]
        year = Month.of(last_day).shifted(-11).first
        _recur(uow, accounts["Checking"], categories, year, last_day + timedelta(days=1))
        record_transactions(uow, drafts)
        _match_raised(uow, last_day)
        _plan(uow, categories, year)
        _reconcile(uow, accounts["Checking"], last_day)
    return len(drafts)


def leave_unfinished(book: Book, by: Actor, last_day: date) -> None:
    """Leave what somebody has to look at: rows without a category, and a file that waits."""
    accounts = dict(Account.objects.for_book(book).values_list("name", "id"))
    with change(book, by=by) as uow:
        record_transactions(uow, list(unsorted(accounts, last_day)))
    uploaded(
        book,
        BytesIO(statement(last_day).encode()),
        ImportParameters(account=accounts["Checking"]),
        name="statement.csv",
        user_id=by.user_id,
    )


def _accounts(uow: UnitOfWork, opening_date: date) -> dict[str, int]:
    """Make the household's accounts beside the cash account of every book; returns their ids."""
    cash = Account.objects.for_book(uow.book).get()
    amend_account(uow, cash, opening_date=opening_date, opening_balance=Decimal(80))
    ids = {cash.name: cash.pk}
    for name, account_type, currency, balance in ACCOUNTS:
        account = create_account(
            uow,
            name=name,
            type=account_type,
            currency=currency,
            opening_balance=Decimal(balance),
            opening_date=opening_date,
            is_default=name == "Checking",
        )
        ids[name] = account.pk
    return ids


def _plan(uow: UnitOfWork, categories: dict[str, int], first: date) -> None:
    """Make a budget by months, with amounts that stand from `first` on."""
    budget = create_budget(uow, name="Household", currency=uow.book.home_currency, anchor=first)
    create_lines(uow, budget, first, {categories[one]: Decimal(LIMITS[one]) for one in LIMITS})
    carried = BudgetLine.objects.for_book(uow.book).filter(category__name__in=CARRIED)
    for line in carried.select_related("budget"):
        amend_line(uow, line, policies=[PolicyDraft(first, Carry.BOTH, None)])


def _reconcile(uow: UnitOfWork, account_id: int, today: date) -> None:
    """Close a statement of the last whole month that nothing of these days is in.

    What is new is pending, or has no category yet.
    """
    account = Account.objects.for_book(uow.book).get(pk=account_id)
    day = Month.of(today - NEW).shifted(-1).last
    held = account.opening_balance + movements(uow.book, day).get(account_id, 0)
    statement = create_statement(
        uow,
        account=account,
        date=day,
        balance=from_minor(held, account.money),
        type=StatementType.STATEMENT.value,
        today=today,
    )
    settle(uow, statement, until=day)
    close_statement(uow, statement, today)


def _recur(
    uow: UnitOfWork, account: int, categories: dict[str, int], first: date, records_from: date
) -> None:
    """Make schedules that recur from `first` on, so that payments settle them as they come.

    The tracker records the rent by itself, from `records_from` on.
    """
    payees = resolve(uow, Payee, [payee for *_, payee in RECURRING])
    for name, kind, day, amount, category, payee in RECURRING:
        recurrence = Recurrence(Frequency.MONTH, 1, first, on=(f"{day}",))
        phase = PhaseDraft(recurrence, Decimal(amount), account, category=categories[category])
        create_schedule(
            uow,
            name=name,
            type=kind,
            phases=[phase],
            payee=Payee._default_manager.get(pk=payees[fold(payee)].pk),
            records_from=records_from if name == "Rent" else None,
        )


def _match_raised(uow: UnitOfWork, today: date) -> None:
    """Match what costs more than its schedule expects, as somebody does who looks at it."""
    raised = to_minor(Decimal(STREAMING_RAISED), CURRENCIES[uow.book.home_currency])
    schedule = Schedule.objects.for_book(uow.book).get(payee__name=STREAMING)
    paid = Transaction.objects.for_book(uow.book).filter(payee__name=STREAMING, amount=raised)
    for one in paid:
        draft = OccurrenceDraft(State.MATCHED, transaction=one)
        state_occurrence(uow, schedule.pk, one.date, draft, today)
