"""The balance after each transaction of an account: right on every page, in both directions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import faults, joined, made, signed_up
from transactions.tests.test_pages import pages

DAYS = ("2023-12-31", "2024-01-01", "2024-01-01", "2024-01-31", "2024-02-29", "2024-02-29")


def register(caller, account, **query):
    """The balances of the list of one account, newest first."""
    query = {"account": account, "expand": "balance", **query}
    return [row["balance"] for row in made(caller.get("transactions/", query))["results"]]


@pytest.fixture
def purse(alice):
    """An account with six transactions, one before it was opened, that take 1, 2, 4, … 32."""
    account = alice.account(opening_balance="100.00", opening_date="2024-01-01")["id"]
    for number, day in enumerate(DAYS):
        alice.transaction(account=account, date=day, amount=2**number)
    return account


WHOLE = ["37.00", "69.00", "85.00", "93.00", "97.00", "-1.00"]


def test_each_balance_is_that_after_the_transaction(alice, purse):
    assert register(alice, purse) == WHOLE
    assert made(alice.get(f"accounts/{purse}/"))["balance"] == WHOLE[0]


def test_without_being_asked_for_it_is_null(alice, purse):
    rows = made(alice.get("transactions/", {"account": purse}))["results"]
    assert {row["balance"] for row in rows} == {None}
    alone = made(alice.get(f"transactions/{rows[0]['id']}/"))
    assert alone == rows[0]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
def test_pages_in_both_directions_have_the_same_balances(alice, purse, limit):
    link = f"/api/v1/transactions/?account={purse}&expand=balance&limit={limit}"
    forth = list(pages(alice, link, "next"))
    back = list(pages(alice, forth[-1]["previous"], "previous"))[::-1]
    assert [row["balance"] for page in forth for row in page["results"]] == WHOLE
    assert [row["balance"] for page in [*back, forth[-1]] for row in page["results"]] == WHOLE


def test_days_leave_the_balances_as_they_are(alice, purse):
    assert register(alice, purse, end_date="2024-01-31") == WHOLE[2:]
    assert register(alice, purse, start_date="2024-01-01", end_date="2024-01-30") == WHOLE[3:5]
    assert register(alice, purse, end_date="2023-12-30") == []


def test_what_another_account_moves_counts_only_where_it_is_a_transfer(alice, purse):
    other = alice.account()["id"]
    alice.transaction(account=other, date="2024-03-01", amount="7")
    alice.transaction(
        type="transfer", account=other, to_account=purse, date="2024-03-01", amount="500"
    )
    assert register(alice, purse)[:2] == ["537.00", "37.00"]


def test_both_postings_of_a_split_on_one_account_count(alice, purse):
    other = alice.account(opening_date="2024-01-01")["id"]
    parts = [("-1", purse), ("-2", other), ("-4", purse)]
    postings = [{"amount": amount, "account": account} for amount, account in parts]
    alice.transaction(amount="7", date="2024-03-01", postings=postings)
    assert register(alice, purse)[:2] == ["32.00", "37.00"]
    assert register(alice, other) == ["-2.00"]


def test_a_balance_is_in_the_currency_of_the_account(alice):
    yen = alice.account(currency="JPY", opening_date="2024-01-01", opening_balance="5")["id"]
    cash = made(alice.get("accounts/"))["results"][0]["id"]
    alice.transaction(type="transfer", account=cash, to_account=yen, amount="1.50", to_amount="200")
    assert register(alice, yen) == ["205"]


def test_an_edit_moves_the_balances_from_there_on(alice, purse):
    rows = made(alice.get("transactions/", {"account": purse}))["results"]
    made(alice.patch(f"transactions/{rows[2]['id']}/", {"amount": "9"}))
    assert register(alice, purse) == ["36.00", "68.00", "84.00", *WHOLE[3:]]


def test_an_account_of_somebody_else_has_nothing(alice, bob, purse):
    assert register(bob, purse) == []


def test_a_viewer_reads_it(alice, purse):
    assert register(joined(signed_up("vera"), alice.book, "viewer"), purse) == WHOLE


def test_it_is_of_one_account(alice):
    assert faults(alice.get("transactions/?expand=balance")) == {("?account", "required")}


@pytest.mark.parametrize(
    "query",
    [
        "type=expense", "status=pending", "kind=income", "category=none", "currency=EUR",
        "converted=true", "converted=false", "min_amount=1", "max_amount=1", "q=a", "payee=1",
        "tag=1",
    ],
)  # fmt: skip
def test_a_filter_that_leaves_out_transactions_between_is_refused(alice, purse, query):
    name = query.split("=")[0]
    response = alice.get(f"transactions/?expand=balance&account={purse}&{query}")
    assert faults(response) == {(f"?{name}", "not_with_balance")}


def test_all_that_does_not_go_together_is_told_at_once(alice):
    query = "expand=balance&type=income&payee=1&start_date=2024-01-02&end_date=2024-01-01"
    assert faults(alice.get(f"transactions/?{query}")) == {
        ("?account", "required"),
        ("?type", "not_with_balance"),
        ("?payee", "not_with_balance"),
        ("?end_date", "before_start"),
    }


@pytest.mark.parametrize("operation", ["get", "patch"])
def test_one_transaction_alone_takes_no_balance(alice, purse, operation):
    (row, *_) = made(alice.get("transactions/"))["results"]
    response = getattr(alice, operation)(f"transactions/{row['id']}/?expand=balance")
    assert faults(response) == {("?expand", "invalid_choice")}


def test_what_is_listed_can_be_sent_back(alice, purse):
    query = {"account": purse, "expand": "balance"}
    (row, *_) = made(alice.get("transactions/", query))["results"]
    assert row["balance"] == WHOLE[0]
    assert made(alice.put(f"transactions/{row['id']}/", row))["amount"] == "32.00"


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_it_costs_one_statement_and_one_look_at_whether_the_book_changed(alice, purse, limit):
    def statements(**query):
        with CaptureQueriesContext(connection) as captured:
            made(alice.get("transactions/", {"account": purse, "limit": limit, **query}))
        return len(captured)

    assert statements(expand="balance") == statements() + 2
