"""The journals, read by the programs that they are for: accepted, and to the cent what we say."""

import csv
import io
import itertools
import subprocess
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core.data import Transaction as Booked
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from books.models import Book
from common.money import CURRENCIES, format_amount
from exports.account_names import AccountNames
from exports.beancount_file import component
from exports.journal import spelled
from exports.reading import Reading, everything
from tests.cast import signed_up, text_of
from tools.accounting import program
from transactions.models import UNCATEGORISED, MonthlyTotal

pytestmark = pytest.mark.slow
NUMBERS = itertools.count(1)
SPELLINGS = {"hledger": spelled, "ledger": spelled, "beancount": component}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr, done.stderr
    return done.stdout


def by_hledger(file):
    """What hledger says of every account, month and currency; accepted by its strict checks."""
    hledger = program("hledger")
    run(hledger, "-f", str(file), "check", "--strict", "ordereddates")
    shown = run(
        *(hledger, "-f", str(file), "balance", "--monthly", "--no-total", "--flat"),
        *("--output-format", "csv", "--layout", "tidy"),
    )
    rows = csv.DictReader(io.StringIO(shown))
    return [
        (r["account"], r["period"][:7], r["commodity"], r["value"])
        for r in rows
        if r["value"] != "0"
    ]


def by_ledger(file):
    """What ledger says, without a warning of what was not declared."""
    shape = '%(account)\t%(format_date(date, "%Y-%m"))\t%(commodity(amount))\t%(quantity(amount))\n'
    shown = run(
        *(program("ledger"), "--strict", "--init-file", "/dev/null", "-f", str(file)),
        *("register", "--format", shape),
    )
    return [tuple(line.split("\t")) for line in shown.splitlines()]


def by_beancount(file):
    """What Beancount says, after bean-check."""
    run(sys.executable, "-m", "beancount.scripts.check", str(file))
    entries, errors, _ = loader.load_file(str(file))
    assert not errors
    return [
        (posting.account, f"{entry.date:%Y-%m}", posting.units.currency, posting.units.number)
        for entry in entries
        if isinstance(entry, Booked)
        for posting in entry.postings
    ]


PROGRAMS = {"hledger": by_hledger, "ledger": by_ledger, "beancount": by_beancount}


def summed(rows):
    found = defaultdict(Decimal)
    for account, month, currency, amount in rows:
        if not account.startswith("Equity:"):
            found[account, month, currency] += Decimal(amount)
    return {key: amount for key, amount in found.items() if amount}


def ours(book, spell):
    """What our own totals say of every account and category, month and currency."""
    reading = Reading(book, lambda: everything(book))
    chart = AccountNames(reading, spell)
    rows = []

    def add(name, month, currency, minor):
        amount = format_amount(minor, CURRENCIES[currency])
        rows.append((name, f"{month:%Y-%m}", currency, amount))

    for account in reading.accounts.values():
        add(
            chart.accounts[account.pk],
            account.opening_date,
            account.currency,
            account.opening_balance,
        )
    for total in MonthlyTotal.objects.for_book(book).select_related("account"):
        currency = total.account.currency
        add(chart.accounts[total.account_id], total.month, currency, total.amount)
        if total.category_key != UNCATEGORISED:
            add(chart.categories[total.category_key], total.month, currency, -total.amount)
        elif total.kind != "transfer":
            add(chart.uncategorised[total.kind], total.month, currency, -total.amount)
    return summed(rows)


def assert_agrees(caller, name, folder):
    file = folder / f"journal.{name}"
    file.write_text(text_of(caller.get(f"exports/journal.{name}")), encoding="utf-8")
    book = Book.objects.get(pk=caller.book.pk)
    assert summed(PROGRAMS[name](file)) == ours(book, SPELLINGS[name])
    return file


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_accepts_hostile_names_and_agrees_to_the_cent(hostile, tmp_path, name):
    assert_agrees(hostile, name, tmp_path)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_agrees_on_transfers_splits_and_large_amounts(alice, tmp_path, name):
    dollars = alice.account(name="Dollars", currency="USD", opening_balance="-999999999999.99")[
        "id"
    ]
    euros = alice.account(name="Euros", opening_date="2023-05-01", opening_balance="0.01")["id"]
    wages = alice.category(name="Wages", type="income")["id"]
    food = alice.category(name="Food")["id"]
    day = {"date": "1999-12-31"}
    move = {"type": "transfer", "account": euros, "to_account": dollars}
    alice.transaction(**move, amount="0.01", to_amount="999999999999.99", **day)
    alice.transaction(**move, amount="3.00", to_amount="2.75")
    alice.transaction(type="income", amount="3000", category=wages, refund=True, account=euros)
    alice.transaction(
        postings=[
            {
                "amount": "-0.10",
                "category": food,
                "account": euros,
                "description": "[2020/1/1] a:b",
            },
            {"amount": "-0.20", "account": euros},
        ],
        amount="0.30",
    )
    assert_agrees(alice, name, tmp_path)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_accepts_an_empty_book(alice, tmp_path, name):
    assert_agrees(alice, name, tmp_path)


TEXTS = st.text(
    st.sampled_from("abAB ;:|=+-*!([])'\"\\#{}@~,.é食ש🍕\uff110\t\n\x07\u202e"), max_size=9
)
EXPENSES = st.fixed_dictionaries(
    {
        "amount": st.integers(1, 10**9).map(lambda units: f"{units}"),
        "date": st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str),
        "type": st.sampled_from(["expense", "income"]),
        "payee": TEXTS,
        "description": TEXTS,
        "notes": TEXTS,
        "tags": st.lists(TEXTS, max_size=2),
        "refund": st.booleans(),
        "account": st.integers(0, 3),
        "status": st.sampled_from(["pending", "cleared", "reconciled"]),
    }
)


@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(TEXTS, min_size=4, max_size=4), rows=st.lists(EXPENSES, max_size=6))
def test_every_program_agrees_on_any_book(db, tmp_path, names, rows):
    caller = signed_up(f"p{next(NUMBERS)}")
    currencies = ("EUR", "JPY", "BHD", "CLF")
    made = [
        caller.post("accounts/", {"name": name, "currency": currency, "opening_balance": "7"})
        for name, currency in zip(names, currencies, strict=True)
    ]
    for name in names:
        caller.post("categories/", {"name": name, "type": "expense"})
    ids = [response.json()["id"] for response in made if response.status_code == 201]
    assume(ids)
    for row in rows:
        caller.post("transactions/", {**row, "account": ids[row["account"] % len(ids)]})
    for name in PROGRAMS:
        assert_agrees(caller, name, tmp_path)
