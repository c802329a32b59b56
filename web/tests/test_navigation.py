"""What stands at the side of every page of a book."""

import datetime

import pytest
from django.utils import timezone

from accounts.stored import accounts_of
from imports.models import Import, State
from web.formats import NUMBER_FORMS
from web.money import Money
from web.navigation import navigation_from, side_of

pytestmark = pytest.mark.django_db

MONEY = Money("EUR", NUMBER_FORMS["1,234.56"])
TODAY = datetime.date(2024, 1, 20)


def navigation_of(book, today, money):
    side = side_of(book, today, today.replace(day=1))
    return navigation_from(accounts_of(book), side, book, money)


def test_balances_are_those_of_today(alice):
    bank = alice.account(name="Bank", opening_balance="100.00", opening_date="2023-01-01")["id"]
    for day in ("2023-12-31", "2024-01-20", "2024-01-21", "2024-02-01"):
        alice.transaction(account=bank, amount="10.00", date=day)
    found = {
        one.name: one.balance.value for one in navigation_of(alice.book, TODAY, MONEY).accounts
    }
    assert found["Bank"] == "80.00"


def test_it_counts_what_has_no_category_and_what_waits(alice):
    alice.transaction(amount="10.00", date="2023-12-31")
    alice.transaction(amount="5.00", date="2030-01-01", type="income")
    for state in (State.PLANNED, State.PLANNED, State.COMMITTED):
        Import.objects.create(**an_import(alice, state))
    side = navigation_of(alice.book, TODAY, MONEY)
    assert (side.uncategorised, side.waiting) == (2, 2)


def an_import(alice, state):
    return {
        "book": alice.book, "state": state, "uploaded_at": timezone.now(), "file_bytes": 1,
        "idempotency_key": f"{state}-{Import.objects.count()}",
    }  # fmt: skip


def test_it_takes_two_statements(alice, django_assert_num_queries):
    with django_assert_num_queries(2):
        navigation_of(alice.book, TODAY, MONEY)
