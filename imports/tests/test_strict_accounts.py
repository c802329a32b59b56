"""Rows that a strict account refuses: the plan says so, and the others are recorded."""

import pytest

from imports.tests.banks import Bank, ofx
from imports.tests.sending import committed, planned, rows_of, table, worked
from tests.cast import made

JANUARY = ("480.00", "2024-01-31", ("2024-01-10", "-20.00", "a"))
FEBRUARY = ("470.00", "2024-02-29", ("2024-02-10", "-10.00", "b"))
LATER = ("2024-01-20", "-7.00", "c")
"""A row of January that the file of January did not have."""


@pytest.fixture
def bank(alice):
    """A strict account whose bank has stated the end of January."""
    bank = Bank(alice)
    bank.bring(*JANUARY)
    made(alice.patch(f"accounts/{bank.account}/", {"strict": True}))
    return bank


def days(bank):
    rows = made(bank.caller.get("transactions/"))["results"]
    return [(row["date"], row["settled"]) for row in rows]


def test_the_plan_names_rows_that_come_too_late_and_the_others_are_recorded(bank):
    text = table(("2024-01-20", "-7.00", "Late"), ("2024-02-10", "-10.00", "Shop"))
    plan = planned(bank.caller, text, account=bank.account)
    (row,) = rows_of(bank.caller, plan["id"], "faulty")
    assert (row["code"], row["date"]) == ("strict", "2024-01-20")
    assert "its statement of 2024-01-31 is closed" in row["reasons"][0]
    committed(bank.caller, text, account=bank.account)
    assert days(bank) == [("2024-02-10", False), ("2024-01-10", True)]


def test_a_statement_of_the_file_settles_them(bank):
    bank.bring("463.00", *FEBRUARY[1:], LATER)
    assert days(bank) == [("2024-02-10", True), ("2024-01-20", True), ("2024-01-10", True)]
    assert bank.statements()[-1] == ("2024-02-29", "463.00", "statement", True, "0.00")


def test_an_open_statement_of_the_file_settles_them_too(bank):
    bank.bring("1.00", "2024-02-29", LATER)
    assert days(bank) == [("2024-01-20", True), ("2024-01-10", True)]


def test_a_statement_that_is_there_already_settles_nothing(bank):
    bank.bring("465.00", *FEBRUARY[1:])
    bank.bring("465.00", "2024-02-29", LATER)
    assert len(days(bank)) == 2


def test_the_same_file_again_has_nothing_new(bank):
    bank.bring(*JANUARY)
    assert days(bank) == [("2024-01-10", True)]


def test_the_book_is_compared_without_them(bank):
    plan = planned(
        bank.caller, ofx("480.00", "2024-01-31", LATER), "bank.ofx", account=bank.account
    )
    held = {one["against"]: one["holds"] for one in plan["balances"]["stated"]}
    assert held["book"] is True


def test_a_row_that_somebody_moves_to_the_account_is_left_out_and_named(bank):
    other = bank.caller.account()["id"]
    text = table(("2024-01-20", "-7.00", "Late"), ("2024-02-10", "-10.00", "Shop"))
    plan = planned(bank.caller, text, account=other)
    decision = [{"row": 1, "account": bank.account}]
    made(bank.caller.patch(f"imports/{plan['id']}/rows/", decision, format="json"))
    made(bank.caller.post(f"imports/{plan['id']}/commit/"), 202)
    assert worked(bank.caller, plan["id"])["recorded"] == 1
    assert [row["code"] for row in rows_of(bank.caller, plan["id"], "faulty")] == ["strict"]


def test_a_booking_that_brings_a_pending_row_there_is_left_out(bank):
    bank.caller.transaction(
        account=bank.account, date="2024-02-02", amount="7.00", payee="Late", status="pending"
    )
    text = table(("2024-01-30", "-7.00", "Late", "Posted"), heading="Date,Amount,Payee,Status")
    shown = committed(bank.caller, text, account=bank.account)
    assert [row["code"] for row in rows_of(bank.caller, shown["id"], "faulty")] == ["strict"]
    assert days(bank)[0] == ("2024-02-02", False)


def test_a_pending_row_of_the_file_keeps_its_statement_open(bank):
    heading = "Date,Amount,Payee,Status,Balance"
    rows = [
        ("2024-01-10", "-20.00", "Shop", "Posted", "480.00"),
        ("2024-02-10", "-10.00", "Shop", "Posted", "470.00"),
        ("2024-02-11", "-1.00", "Shop", "Pending", ""),
        ("2024-02-29", "-1.00", "Shop", "Posted", "469.00"),
    ]
    committed(bank.caller, table(*rows, heading=heading), account=bank.account)
    assert bank.statements()[-1] == ("2024-02-29", "469.00", "statement", False, "0.00")
    made(bank.caller.patch(f"accounts/{bank.account}/", {"strict": False}))
