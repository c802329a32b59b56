"""A household's facts in every kind of file: the same money to the cent, and as hledger says."""

import csv
import io
import subprocess
from collections import defaultdict
from decimal import Decimal

import pytest

from exports.reading import Reading, everything
from imports.tests.households import (
    ACCOUNTS,
    Household,
    csv_of,
    csv_of_all,
    journal_of,
    ofx_of,
    qif_of,
)
from imports.tests.sending import committed
from tools.accounting import program
from transactions.models import UNCATEGORISED, MonthlyTotal, Posting

pytestmark = pytest.mark.slow
# More than two batches of a plan (imports.planning.BATCH); the benchmarks have larger ones.
HOUSEHOLD = Household(5_000)
SMALL = Household(300)


def by_hledger(folder, *query):
    """What hledger says of the accounts that `query` selects, in cents, by period."""
    file = folder / "household.journal"
    if not file.exists():
        file.write_text(journal_of(HOUSEHOLD), encoding="utf-8")
    done = subprocess.run(
        [program("hledger"), "-f", str(file), "balance", *query, "--no-total", "--flat",
         "--output-format", "csv", "--layout", "tidy"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    rows = csv.DictReader(io.StringIO(done.stdout))
    return {
        (row["account"][2:], row["period"][:7]): int(Decimal(row["value"]) * 100)
        for row in rows
        if Decimal(row["value"])
    }


def balances(book):
    """The cents on each account; a bank file calls them by their numbers."""
    reading = Reading(book, lambda: everything(book))
    found = {key: row.opening_balance for key, row in reading.accounts.items()}
    for account, cents in Posting.objects.for_book(book).values_list("account_id", "amount"):
        found[account] += cents
    names = {key: row.name for key, row in reading.accounts.items()}
    return {
        next(own for own in ACCOUNTS if own in names[key]): cents
        for key, cents in found.items()
        if names[key] != "Cash"
    }


def sums(book):
    reading = Reading(book, lambda: everything(book))
    found = defaultdict(int)
    for total in MonthlyTotal.objects.for_book(book).exclude(category_key=UNCATEGORISED):
        path = ":".join(reading.category_path(total.category_key))
        found[path, f"{total.month:%Y-%m}"] += total.amount
    return {key: cents for key, cents in found.items() if cents}


def test_hledger_says_of_the_facts_what_they_are(tmp_path):
    months = by_hledger(tmp_path, "--monthly", "C:")
    assert {key: -cents for key, cents in months.items()} == HOUSEHOLD.sums()
    assert {name: cents for (name, _), cents in by_hledger(tmp_path, "A:").items()} == (
        HOUSEHOLD.balances()
    )


@pytest.mark.parametrize("write", [csv_of_all, qif_of, ofx_of])
def test_a_household_comes_in_to_the_cent_and_once_however_often_it_is_sent(alice, write):
    text = write(HOUSEHOLD)
    for _ in range(2):
        shown = committed(alice, text)
        assert not shown["rows"]["faulty"]
    assert shown["recorded"] == 0
    uow = HOUSEHOLD.opening if write is not csv_of_all else dict.fromkeys(ACCOUNTS, 0)
    assert balances(alice.book) == {
        name: cents - HOUSEHOLD.opening[name] + uow[name]
        for name, cents in HOUSEHOLD.balances().items()
    }
    if write is not ofx_of:
        assert sums(alice.book) == HOUSEHOLD.sums()


@pytest.mark.parametrize("cuts", [((0, 2), (1, 3)), ((1, 3), (0, 2)), ((2, 3), (1, 3), (0, 2))])
def test_overlapping_parts_in_any_order_come_to_the_whole(alice, cuts):
    heading, *lines = csv_of_all(SMALL).splitlines(keepends=True)
    third = len(lines) // 3
    for start, end in cuts:
        last = len(lines) if end == 3 else end * third
        committed(alice, "".join([heading, *lines[start * third : last]]))
    assert sums(alice.book) == SMALL.sums()
    assert balances(alice.book) == {
        name: cents - SMALL.opening[name] for name, cents in SMALL.balances().items()
    }


def uow(caller):
    """The ids of accounts that are there before the first file, as people make them."""
    return {
        name: caller.account(
            name=name,
            opening_balance=str(Decimal(SMALL.opening[name]) / 100),
            opening_date="2018-12-31",
        )["id"]
        for name in ACCOUNTS
    }


@pytest.mark.parametrize("order", [ACCOUNTS, ACCOUNTS[::-1]])
@pytest.mark.parametrize("names_other", [True, False])
def test_the_table_of_each_account_after_ofx_of_all_adds_nothing(alice, order, names_other):
    ids = uow(alice)
    committed(alice, ofx_of(SMALL, names_other=names_other), accounts=by_key(ids))
    for name in order:
        shown = committed(alice, csv_of(SMALL, name), account=ids[name])
        assert shown["rows"]["new"] == 0
        assert all(balance["holds"] for balance in shown["balances"]["stated"])
    assert balances(alice.book) == SMALL.balances()


@pytest.mark.parametrize("order", [ACCOUNTS, ACCOUNTS[::-1]])
def test_ofx_of_all_after_the_table_of_each_account_adds_nothing(alice, order):
    ids = uow(alice)
    for name in order:
        committed(alice, csv_of(SMALL, name), account=ids[name])
    shown = committed(alice, ofx_of(SMALL, names_other=False), accounts=by_key(ids))
    assert shown["rows"]["new"] == 0
    assert balances(alice.book) == SMALL.balances()


def by_key(ids):
    """Which of our accounts the statements of OFX are of, as the API takes it."""
    cards = {"Visa", "Mastercard"}
    pairs = (
        f'"{name}:credit_card": {row_id}' if name in cards
        else f'"70000000:{name}:CHECKING": {row_id}'
        for name, row_id in ids.items()
    )  # fmt: skip
    return "{" + ", ".join(pairs) + "}"


@pytest.mark.parametrize("all_first", [True, False])
def test_statements_of_one_account_and_of_all_add_each_transfer_once(alice, all_first):
    ids = uow(alice)
    texts = [ofx_of(SMALL), *(ofx_of(SMALL, [name]) for name in ACCOUNTS)]
    for text in texts if all_first else reversed(texts):
        committed(alice, text, accounts=by_key(ids))
    assert balances(alice.book) == SMALL.balances()


def test_statements_in_reverse_order_come_to_the_last_balance(alice):
    cut = SMALL.facts[150].day
    earlier, later = SMALL.until(cut), SMALL.after(cut)
    day = f"<DTASOF>{cut:%Y%m%d}"
    committed(alice, ofx_of(later))
    committed(alice, ofx_of(earlier).replace("<DTASOF>20231231", day))
    assert balances(alice.book) == SMALL.balances()
