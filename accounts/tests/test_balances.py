"""What an account holds: the opening balance from its date on, and every posting up to a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import made


@pytest.fixture
def purse(alice):
    return alice.account(opening_balance="100.00", opening_date="2024-02-10")["id"]


def held(alice, account, day=""):
    """The balance of an account as one account and the list show it."""
    query = f"?date={day}" if day else ""
    alone = made(alice.get(f"accounts/{account}/{query}"))["balance"]
    rows = made(alice.get(f"accounts/{query}"))["results"]
    (listed,) = [row["balance"] for row in rows if row["id"] == account]
    assert alone == listed
    return alone


@pytest.mark.parametrize(
    ("day", "balance"),
    [
        ("1900-01-01", "0.00"),
        ("2024-02-09", "0.00"),
        ("2024-02-10", "100.00"),
        ("2024-02-11", "100.00"),
        ("2200-12-31", "100.00"),
        ("", "100.00"),
    ],
)
def test_the_opening_balance_counts_from_its_date_on(alice, purse, day, balance):
    assert held(alice, purse, day) == balance


@pytest.mark.parametrize(
    ("day", "balance"),
    [
        ("2024-01-14", "0.00"),
        ("2024-01-15", "-1.00"),
        ("2024-01-31", "-1.00"),
        ("2024-02-09", "-1.00"),
        ("2024-02-10", "99.00"),
        ("2024-02-28", "99.00"),
        ("2024-02-29", "97.00"),
        ("2024-03-01", "93.00"),
        ("2024-03-30", "93.00"),
        ("2024-03-31", "85.00"),
        ("2024-04-01", "85.00"),
        ("", "85.00"),
    ],
)
def test_every_posting_counts_from_its_day_on(alice, purse, day, balance):
    for date, amount in [
        ("2024-01-15", 1), ("2024-02-29", 2), ("2024-03-01", 4), ("2024-03-31", 8),
    ]:  # fmt: skip
        alice.transaction(account=purse, date=date, amount=amount)
    assert held(alice, purse, day) == balance


def test_income_refunds_and_transfers_count_in_their_direction(alice, purse):
    other = alice.account(opening_date="2024-01-01")["id"]
    alice.transaction(account=purse, type="income", amount="50.00", date="2024-03-01")
    alice.transaction(account=purse, type="expense", amount="20.00", date="2024-03-01")
    alice.transaction(account=purse, type="expense", refund=True, amount="5.00", date="2024-03-02")
    alice.transaction(
        account=purse, type="transfer", to_account=other, amount="30.00", date="2024-03-03"
    )
    assert (held(alice, purse), held(alice, other)) == ("105.00", "30.00")


def test_what_is_booked_for_tomorrow_is_not_held_today(alice, purse):
    tomorrow = timezone.now().date() + timedelta(days=1)
    alice.transaction(account=purse, date=tomorrow.isoformat(), amount="1.00")
    assert held(alice, purse) == "100.00"
    assert held(alice, purse, tomorrow.isoformat()) == "99.00"


def test_an_amended_and_a_deleted_transaction_move_the_balance(alice, purse):
    row = alice.transaction(account=purse, date="2024-03-01", amount="10.00")
    path = f"transactions/{row['id']}/"
    made(alice.patch(path, {"amount": "4.00", "date": "2024-04-30"}))
    assert (held(alice, purse, "2024-03-31"), held(alice, purse)) == ("100.00", "96.00")
    assert alice.delete(path).status_code == 204
    assert held(alice, purse) == "100.00"


def test_another_opening_date_moves_the_opening_balance(alice, purse):
    made(alice.patch(f"accounts/{purse}/", {"opening_date": "2024-01-01"}))
    assert held(alice, purse, "2024-01-31") == "100.00"


def test_a_balance_is_in_the_currency_of_its_account(alice):
    for currency, amount, balance in [
        ("JPY", "7", "-7"),
        ("KWD", "0.001", "-0.001"),
        ("CLF", "0.0001", "-0.0001"),
    ]:
        row = alice.account(currency=currency)["id"]
        alice.transaction(account=row, amount=amount)
        assert held(alice, row) == balance


def test_cents_add_up(alice, purse):
    for _ in range(10):
        alice.transaction(account=purse, date="2024-03-01", amount="0.10")
    assert held(alice, purse) == "99.00"


def test_the_largest_amounts_add_up_exactly(alice):
    row = alice.account(opening_balance="999999999999.99", opening_date="2024-01-01")["id"]
    for _ in range(3):
        alice.transaction(account=row, type="income", amount="999999999999.99")
    assert held(alice, row) == "3999999999999.96"


def test_the_answer_to_a_change_shows_the_balance_of_the_day_asked_for(alice, purse):
    alice.transaction(account=purse, date="2024-03-01", amount="1.00")
    response = alice.patch(f"accounts/{purse}/?date=2024-02-29", {"name": "Bag"})
    assert made(response)["balance"] == "100.00"
