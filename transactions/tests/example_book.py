"""Accounts and categories that tests of transactions begin with, and ordinary entries."""

from typing import NamedTuple

from books.models import Book
from tests.cast import made
from tests.copies import made_once


class ExampleRows(NamedTuple):
    """The ids of accounts and categories in a caller's book."""

    cash: int
    """The default account."""
    bank: int
    dollars: int
    yen: int
    food: int
    groceries: int
    """Below food."""
    rent: int
    wages: int


def example_rows(caller):
    """Add the example accounts and categories to the caller's new book; returns all their ids."""
    return made_once(f"example rows of {caller.user.username}", lambda: _added(caller))


def _added(caller):
    (cash,) = made(caller.get("accounts/"))["results"]
    since = {"opening_date": "2020-01-01"}
    made(caller.patch(f"accounts/{cash['id']}/", since))
    categories = made(caller.get("categories/?limit=200"))["results"]
    named = {row["name"]: row["id"] for row in categories}
    return ExampleRows(
        cash=cash["id"],
        bank=caller.account(name="Bank", opening_balance="100", currency="EUR", **since)["id"],
        dollars=caller.account(name="Dollars", currency="USD", **since)["id"],
        yen=caller.account(name="Yen", currency="JPY", **since)["id"],
        food=named["Food & drink"],
        groceries=named["Groceries"],
        rent=caller.category(name="Rent")["id"],
        wages=named["Wages"],
    )


def add_expense(caller, amount="12.50", **body):
    """Add an expense of an ordinary day."""
    return caller.transaction(**{"amount": amount, "date": "2024-03-05", **body})


def add_rate(caller, rate, day="2024-03-05", base="USD"):
    """Add a rate of `base` in the home currency."""
    quote = Book.objects.get(pk=caller.book.pk).home_currency
    return caller.add("rates/", date=day, base=base, quote=quote, rate=rate)
