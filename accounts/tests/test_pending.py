"""What of a balance is pending: shown where it is asked for, and at the cost of what is pending."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import faults, joined, made, signed_up

EXPAND = "expand=pending"


@pytest.fixture
def purse(alice):
    return alice.account(opening_balance="100.00", opening_date="2024-01-01")["id"]


def figures(caller, account, day=""):
    """Balance, pending and cleared balance, as one account and the list show them."""
    query = f"{EXPAND}&date={day}" if day else EXPAND
    alone = made(caller.get(f"accounts/{account}/?{query}"))
    rows = made(caller.get(f"accounts/?{query}"))["results"]
    assert alone in rows
    return alone["balance"], alone["pending"], alone["cleared_balance"]


def test_it_is_shown_only_where_it_is_asked_for(alice, purse):
    alice.transaction(account=purse, status="pending")
    row = made(alice.get(f"accounts/{purse}/"))
    assert (row["balance"], row["pending"], row["cleared_balance"]) == ("90.00", None, None)
    (shown,) = [r for r in made(alice.get("accounts/"))["results"] if r["id"] == purse]
    assert shown == row


def test_what_is_not_pending_is_cleared(alice, purse):
    assert figures(alice, purse) == ("100.00", "0.00", "100.00")
    alice.transaction(account=purse, amount="1", status="pending")
    alice.transaction(account=purse, amount="2", status="cleared")
    alice.transaction(account=purse, amount="4", status="reconciled")
    alice.transaction(account=purse, amount="8", status="pending", type="income")
    assert figures(alice, purse) == ("101.00", "7.00", "94.00")


def test_a_day_has_what_was_pending_of_the_days_up_to_it(alice, purse):
    alice.transaction(account=purse, amount="1", status="pending", date="2024-02-29")
    alice.transaction(account=purse, amount="2", status="pending", date="2024-03-01")
    assert figures(alice, purse, "2024-02-28") == ("100.00", "0.00", "100.00")
    assert figures(alice, purse, "2024-02-29") == ("99.00", "-1.00", "100.00")
    assert figures(alice, purse, "2024-03-01") == ("97.00", "-3.00", "100.00")


def test_a_transaction_that_clears_is_pending_no_more(alice, purse):
    row = alice.transaction(account=purse, amount="1", status="pending")
    made(alice.patch(f"transactions/{row['id']}/", {"status": "cleared"}))
    assert figures(alice, purse) == ("99.00", "0.00", "99.00")


def test_a_pending_transfer_is_pending_on_both_sides(alice, purse):
    other = alice.account(currency="USD", opening_date="2024-01-01")["id"]
    alice.transaction(
        type="transfer", amount="5", account=purse, to_account=other, to_amount="6",
        status="pending",
    )  # fmt: skip
    assert figures(alice, purse) == ("95.00", "-5.00", "100.00")
    assert figures(alice, other) == ("6.00", "6.00", "0.00")


def test_it_can_be_sent_back_and_is_shown_with_the_answer(alice, purse):
    alice.transaction(account=purse, amount="1", status="pending")
    row = made(alice.get(f"accounts/{purse}/?{EXPAND}"))
    assert made(alice.put(f"accounts/{purse}/?{EXPAND}", row)) == row


def test_what_others_have_pending_is_theirs(alice, bob, purse):
    theirs = bob.account()["id"]
    bob.transaction(account=theirs, status="pending")
    assert figures(alice, purse) == ("100.00", "0.00", "100.00")
    assert alice.get(f"accounts/{theirs}/?{EXPAND}").status_code == 404


def test_a_viewer_reads_it(alice, purse):
    alice.transaction(account=purse, amount="1", status="pending")
    viewer = joined(signed_up("vera"), alice.book, "viewer")
    assert figures(viewer, purse) == ("99.00", "-1.00", "100.00")


def test_faulty_parameters_are_told_at_once(alice):
    response = alice.get("accounts/?expand=all&date=today&archived=2")
    assert faults(response) == {
        ("?expand", "invalid_choice"),
        ("?date", "invalid"),
        ("?archived", "invalid"),
    }


@pytest.mark.parametrize("accounts", [1, 20])
@pytest.mark.parametrize(
    ("day", "count"),
    # Whole months are totals alone; the days of one that has begun are read beside them.
    [("2024-01-15", 4), ("2024-01-31", 3)],
)
def test_it_costs_one_statement_more_however_many_accounts_there_are(
    alice, purse, accounts, day, count
):
    for _ in range(accounts):
        alice.transaction(account=alice.account()["id"], status="pending")

    def statements(query):
        with CaptureQueriesContext(connection) as captured:
            made(alice.get(f"accounts/?date={day}&{query}"))
        return len(captured)

    assert (statements(""), statements(EXPAND)) == (count, count + 1)
