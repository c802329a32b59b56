"""The journals that this program exports, read back: everything comes back as it was."""

from decimal import Decimal

import pytest

from readers.beancount import reader as beancount
from readers.journal import hledger, ledger
from readers.tests.journals import faults, read, rows, source_of, totals
from tests.cast import text_of

FORMATS = {form.name: form for form in (beancount.FORMAT, hledger.FORMAT, ledger.FORMAT)}


@pytest.fixture
def book(alice):
    """A book with one of everything that a journal can state."""
    euros = alice.account(name="Giro", opening_balance="100.00", opening_date="2023-05-01")["id"]
    dollars = alice.account(name="Dollars", currency="USD")["id"]
    card = alice.account(name="Card", type="credit_card")["id"]
    food = alice.category(name="Food")["id"]
    snacks = alice.category(name="Snacks", parent=food)["id"]
    wages = alice.category(name="Wages", type="income")["id"]
    alice.transaction(
        type="expense",
        account=euros,
        category=snacks,
        amount="12.34",
        date="2024-01-02",
        payee="The Shop",
        description="weekly food",
        notes="first line\nsecond line",
        tags=["trip", "rome"],
        status="reconciled",
    )
    alice.transaction(
        type="income",
        account=euros,
        category=wages,
        amount="2000",
        date="2024-01-03",
        payee="Work",
        status="pending",
    )
    move = {"type": "transfer", "account": euros, "description": "move", "date": "2024-01-04"}
    alice.transaction(**move, to_account=dollars, amount="90", to_amount="100")
    alice.transaction(**move, to_account=card, amount="30")
    alice.transaction(
        postings=[
            {"amount": "-5.00", "category": food, "account": card, "description": "bread"},
            {"amount": "-2.50", "account": card},
        ],
        amount="7.50",
        date="2024-01-05",
        payee="Corner",
        description="split",
    )
    return alice


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_our_own_journal_comes_back(book, tmp_path, name):
    text = text_of(book.get(f"exports/journal.{name}"))
    form = FORMATS[name]
    source = source_of(tmp_path, text)
    assert form.recognises(source) == max(one.recognises(source) for one in FORMATS.values())
    items = read(form, tmp_path, text)
    assert not faults(items)
    assert totals(items) == {
        ("Assets:Giro", "EUR"): Decimal("1967.66"),
        ("Assets:Dollars", "USD"): 100,
        ("Liabilities:Card", "EUR"): Decimal("22.50"),
        ("> Food", "EUR"): 5,
        ("> Food:Snacks", "EUR"): Decimal("12.34"),
        ("> Wages", "EUR"): -2000,
    }
    shop, work, dollars, card, corner = rows(items)
    assert (shop.payee, shop.description) == ("The Shop", "weekly food")
    assert (shop.notes, set(shop.tags)) == ("first line\nsecond line", {"trip", "rome"})
    assert (shop.status, work.status, corner.status) == ("reconciled", "pending", "cleared")
    assert (dollars.other_account, dollars.other_amount) == ("Assets:Dollars", 100)
    assert (card.other_account, card.other_amount) == ("Liabilities:Card", None)
    assert [(part.category, part.description) for part in corner.splits] == [
        ("Food", "bread"),
        ("", ""),
    ]
    assert (corner.payee, corner.description) == ("Corner", "split")
