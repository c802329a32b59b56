"""GET /api/v1/transactions/summary/: the figures are those of the rows that the filters list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.integers import BIGINT_MAX
from common.money import AMOUNT_MINOR_MAX
from tests.cast import faults, joined, made, signed_up
from transactions import summary
from transactions.row_rules import POSTINGS_MAX
from transactions.tests.example_book import add_expense

EURO_TOP = "999999999999.99"


def summed(owner, **filters):
    return made(owner.get("transactions/summary/", filters))


def of(currency, inflow="0.00", outflow="0.00", net="0.00", transferred="0.00"):
    return {
        "currency": currency,
        "inflow": inflow,
        "outflow": outflow,
        "net": net,
        "transferred": transferred,
    }


def pay(owner, amount, account):
    return owner.transaction(type="income", amount=amount, account=account)


def transfer(owner, amount, account, to_account, **body):
    return owner.transaction(
        type="transfer", amount=amount, account=account, to_account=to_account, **body
    )


def test_an_empty_book_has_no_sums(alice):
    assert summed(alice) == {"count": 0, "has_more": False, "sums": []}


def test_each_posting_counts_once_by_its_currency(alice, own):
    add_expense(alice, "12.50")
    add_expense(alice, "2.50", refund=True)
    pay(alice, "100", own.bank)
    add_expense(alice, "700", account=own.yen)
    assert summed(alice) == {
        "count": 4,
        "has_more": False,
        "sums": [
            of("EUR", "102.50", "12.50", "90.00"),
            of("JPY", "0", "700", "-700", "0"),
        ],
    }


def test_a_transfer_within_the_book_comes_neither_in_nor_goes_out(alice, own):
    transfer(alice, "200", own.bank, own.cash)
    add_expense(alice, "5")
    (euros,) = summed(alice)["sums"]
    assert euros == of("EUR", "0.00", "5.00", "-5.00", "200.00")
    assert summed(alice, type="transfer")["sums"] == [of("EUR", transferred="200.00")]


def test_of_one_account_a_transfer_comes_in_or_goes_out(alice, own):
    transfer(alice, "200", own.bank, own.cash)
    assert summed(alice, account=own.bank)["sums"] == [of("EUR", "0.00", "200.00", "-200.00")]
    assert summed(alice, account=own.cash)["sums"] == [of("EUR", "200.00", "0.00", "200.00")]


def test_the_net_of_an_account_is_how_its_balance_moved(alice, own):
    add_expense(alice, "9.99", account=own.bank)
    transfer(alice, "30", own.bank, own.cash)
    transfer(alice, "50", own.dollars, own.bank, to_amount="45")
    (euros,) = summed(alice, account=own.bank)["sums"]
    balance = made(alice.get(f"accounts/{own.bank}/"))["balance"]
    assert (euros["net"], balance) == ("5.01", "105.01")


def test_an_exchange_goes_out_in_one_currency_and_comes_in_in_the_other(alice, own):
    transfer(alice, "50", own.bank, own.dollars, to_amount="55")
    assert summed(alice)["sums"] == [
        of("EUR", "0.00", "50.00", "-50.00"),
        of("USD", "55.00", "0.00", "55.00"),
    ]
    assert summed(alice, currency="USD")["sums"] == [of("USD", "55.00", "0.00", "55.00")]


def test_of_a_split_only_the_postings_that_match_count(alice, own):
    postings = [
        {"amount": "-30", "category": own.groceries, "account": own.bank},
        {"amount": "-12", "category": own.rent, "account": own.cash},
    ]
    alice.transaction(type="expense", amount="42", postings=postings)
    assert summed(alice)["sums"] == [of("EUR", "0.00", "42.00", "-42.00")]
    assert summed(alice, category=own.food)["sums"] == [of("EUR", "0.00", "30.00", "-30.00")]
    assert summed(alice, account=own.cash)["sums"] == [of("EUR", "0.00", "12.00", "-12.00")]
    nothing = {"count": 0, "has_more": False, "sums": []}
    assert summed(alice, account=own.cash, category=own.groceries) == nothing


def test_every_filter_of_the_list_gives_as_many(alice, own):
    add_expense(alice, "1", category=own.food, payee="Mill", tags=["a"], status="pending")
    add_expense(alice, "2", category=own.rent, description="Flat", date="2024-02-01")
    add_expense(alice, "3", account=own.yen)
    pay(alice, "4", own.bank)
    (payee,) = made(alice.get("payees/"))["results"]
    (tag,) = made(alice.get("tags/"))["results"]
    tries = [
        {"start_date": "2024-02-02"}, {"end_date": "2024-02-02"}, {"type": "income"},
        {"kind": "expense"}, {"account": own.cash}, {"category": own.food}, {"category": "none"},
        {"category": own.food, "below": "false"}, {"currency": "JPY"}, {"converted": "false"},
        {"min_amount": "2"}, {"max_amount": "2"}, {"q": "flat"}, {"payee": payee["id"]},
        {"tag": tag["id"]}, {"status": "pending"},
    ]  # fmt: skip
    for filters in tries:
        listed = made(alice.get("transactions/", filters))["results"]
        assert 0 < len(listed) < 4, filters
        assert summed(alice, **filters)["count"] == len(listed), filters


def test_more_than_the_most_are_not_added_up(alice, monkeypatch):
    monkeypatch.setattr(summary, "MATCHES_MAX", 2)
    add_expense(alice, "1")
    add_expense(alice, "2")
    assert summed(alice)["sums"] == [of("EUR", "0.00", "3.00", "-3.00")]
    add_expense(alice, "4")
    assert summed(alice) == {"count": 2, "has_more": True, "sums": None}
    assert summed(alice, max_amount="2")["count"] == 2


def test_batches_add_up_to_the_sum(alice, own, monkeypatch):
    monkeypatch.setattr(summary, "SUM_BATCH", 2)
    for amount in ("1", "2", "4", "8", "16"):
        transfer(alice, amount, own.bank, own.cash)
    assert summed(alice) == {
        "count": 5,
        "has_more": False,
        "sums": [of("EUR", transferred="31.00")],
    }


def test_the_largest_amounts_add_up_exactly(alice, own):
    postings = [{"amount": EURO_TOP, "account": own.bank}] * 100
    items = [{"type": "income", "date": "2024-03-05", "postings": postings}] * 9
    made(alice.post("transactions/bulk/", {"create": items}))
    (euros,) = summed(alice)["sums"]
    assert euros["inflow"] == euros["net"] == "899999999999991.00"


def test_no_batch_adds_up_to_more_than_a_bigint_holds():
    assert summary.SUM_BATCH * POSTINGS_MAX * AMOUNT_MINOR_MAX <= BIGINT_MAX


@pytest.mark.parametrize("filters", [{}, {"type": "transfer"}], ids=str)
def test_the_rows_of_others_do_not_count(alice, bob, bobs, filters):
    transfer(bob, "200", bobs.bank, bobs.cash)
    assert summed(alice, **filters)["count"] == 0
    assert summed(alice, account=bobs.bank)["count"] == 0


def test_a_viewer_reads_it(alice):
    add_expense(alice, "5")
    viewer = joined(signed_up("vera"), alice.book, "viewer").at(alice.book)
    assert summed(viewer)["count"] == 1


def test_faulty_parameters_are_told_at_once(alice):
    response = alice.get("transactions/summary/", {"account": "x", "limit": 5, "expand": "a"})
    assert faults(response) == {
        ("?account", "invalid"),
        ("?limit", "unknown_parameter"),
        ("?expand", "unknown_parameter"),
    }


def test_it_costs_a_statement_more_for_every_512_matches(alice, own):
    def statements(**filters):
        with CaptureQueriesContext(connection) as captured:
            summed(alice, **filters)
        return len(captured)

    item = {"type": "expense", "amount": "1", "date": "2024-01-01", "account": own.bank}
    made(alice.post("transactions/bulk/", {"create": [item] * 512}))
    assert statements() == 4
    assert statements(account=own.bank) == 5
    made(alice.post("transactions/bulk/", {"create": [item]}))
    assert statements() == 5
