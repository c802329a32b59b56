"""Whatever a book exports, an empty book takes in: the same balances, the same sums.

OFX has no categories, and tells both sides of a transfer; the others tell everything.
"""

import itertools
import re
from collections import defaultdict
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.reading import Reading, everything
from imports.tests.sending import committed
from tests.cast import made, signed_up, text_of
from transactions.models import UNCATEGORISED, MonthlyTotal, Posting

_KIND = re.compile(r" \((?:income|expense)\)")
NUMBERS = itertools.count(1)
EXPORTS = (
    *("transactions.csv", "transactions.qif", "transactions.ofx"),
    *("journal.hledger", "journal.ledger", "journal.beancount"),
)
CURRENCIES = ("EUR", "EUR", "JPY", "BHD")
TYPES = ("checking", "credit_card", "savings", "cash")
TREE = (("Rat", ""), ("Mouse", "Rat"), ("Cat", ""), ("Lion", "Cat"), ("Mice", "Cat"))
"""Names that no new book has, where they would mean the categories that are there."""

DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31)).map(str)
AMOUNTS = st.integers(1, 10**9)
PAYEES = st.sampled_from(["", "Bakery", "Café Zoë", 'Quoted "x", Ltd', "Shop; & Co"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["plain", "plain", "refund", "income", "move", "split"]),
            "date": DAYS,
            "amount": AMOUNTS,
            "more": AMOUNTS,
            "account": st.integers(0, 3),
            "other": st.integers(0, 3),
            "category": st.integers(0, len(TREE)),
            "payee": PAYEES,
            "description": PAYEES,
            "status": st.sampled_from(["pending", "cleared", "reconciled"]),
        }
    ),
    max_size=12,
)


class Filled:
    """A book with accounts in several currencies, categories, and the rows that are drawn."""

    def __init__(self, rows, openings):
        self.caller = signed_up(f"giver{next(NUMBERS)}")
        self.accounts = [
            self.caller.account(
                name=f"Account {place}",
                currency=currency,
                type=kind,
                opening_balance=_text(minor, currency),
                opening_date="2018-12-31",
            )["id"]
            for place, (currency, kind, minor) in enumerate(
                zip(CURRENCIES, TYPES, openings, strict=True)
            )
        ]
        named = {}
        for name, parent in TREE:
            above = {"parent": named[parent]} if parent else {}
            named[name] = self.caller.category(name=name, **above)["id"]
        self.categories = [*named.values(), None]
        self.wages = self.caller.category(name="Cheese", type="income")["id"]
        drafts = [draft for row in rows for draft in (self.draft(row),) if draft]
        made(self.caller.post("transactions/bulk/", {"create": drafts or [self.draft(PLAIN)]}))

    def draft(self, row):
        place, other = row["account"], row["other"]
        currency = CURRENCIES[place]
        same = {name: row[name] for name in ("date", "payee", "description", "status")}
        same |= {"account": self.accounts[place], "amount": _text(row["amount"], currency)}
        category = self.categories[row["category"]]
        if row["kind"] == "move":
            if place == other:
                return None
            crossing = currency != CURRENCIES[other]
            arrives = {"to_amount": _text(row["more"], CURRENCIES[other])} if crossing else {}
            return {**same, "type": "transfer", "to_account": self.accounts[other], **arrives}
        if row["kind"] == "split":
            parts = ((row["amount"], category), (row["more"], self.categories[0]))
            postings = [
                {"amount": f"-{_text(minor, currency)}", "category": one} for minor, one in parts
            ]
            same.pop("amount")
            return {**same, "type": "expense", "postings": postings}
        if row["kind"] == "income":
            return {**same, "type": "income", "category": self.wages}
        refund = {"refund": True} if row["kind"] == "refund" else {}
        return {**same, "type": "expense", "category": category, **refund}


def _text(minor, currency):
    places = {"EUR": 2, "JPY": 0, "BHD": 3}[currency]
    sign, digits = "-" if minor < 0 else "", f"{abs(minor):0{places + 1}}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def balances(book, *, named):
    """What each account holds in the end, of those that hold something."""
    reading = Reading(book, lambda: everything(book))
    found = {key: row.opening_balance for key, row in reading.accounts.items()}
    for account, minor in Posting.objects.for_book(book).values_list("account_id", "amount"):
        found[account] += minor
    rows = [
        (reading.accounts[key].name if named else "", reading.accounts[key].currency, minor)
        for key, minor in found.items()
        if minor
    ]
    return sorted(rows)


def sums(book):
    """What each category comes to, by its path and currency."""
    reading = Reading(book, lambda: everything(book))
    found = defaultdict(int)
    totals = MonthlyTotal.objects.for_book(book).exclude(category_key=UNCATEGORISED)
    for total in totals.select_related("account"):
        # A category of refunds alone looks like one of income; its money is what counts here.
        path = _KIND.sub("", ":".join(reading.category_path(total.category_key)))
        found[path, f"{total.month:%Y-%m}", total.account.currency] += total.amount
    return {key: minor for key, minor in found.items() if minor}


def assert_comes_back(giver, export):
    text = text_of(giver.get(f"exports/{export}"))
    taker = signed_up(f"taker{next(NUMBERS)}")
    for _ in range(2):
        # The second time adds nothing.
        shown = committed(taker, text, export)
        assert not shown["rows"]["faulty"]
        is_bank_file = export.endswith(".ofx")
        assert balances(taker.book, named=not is_bank_file) == balances(
            giver.book, named=not is_bank_file
        )
        if not is_bank_file:
            assert sums(taker.book) == sums(giver.book)


@pytest.mark.parametrize("export", EXPORTS)
@settings(
    max_examples=4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS, openings=st.lists(st.integers(-(10**6), 10**6), min_size=4, max_size=4))
def test_any_book_comes_back_from_its_own_export(db, export, rows, openings):
    if export == "transactions.qif":
        # Of 1.000 alone, QIF does not say what it is.
        rows = [{**row, "amount": row["amount"] * 10 + 1} for row in rows]
    if export == "transactions.csv":
        # It is of transactions, and states no balances.
        openings = [0] * 4
    assert_comes_back(Filled(rows, openings).caller, export)


PLAIN = {
    "kind": "plain",
    "date": "2024-01-15",
    "amount": 340,
    "more": 1,
    "account": 0,
    "other": 1,
    "category": 0,
    "payee": "Bakery",
    "description": "",
    "status": "cleared",
}
