"""The closing balances of files become statements, which settle the rows of the files."""

import pytest

from imports.tests.banks import Bank, ofx
from imports.tests.sending import committed, table
from tests.cast import made


@pytest.fixture
def bank(alice):
    return Bank(alice)


JANUARY = ("480.00", "2024-01-31", ("2024-01-10", "-20.00", "a"))
FEBRUARY = ("470.00", "2024-02-29", ("2024-02-10", "-10.00", "b"))


def test_files_that_join_are_statements_that_are_closed(bank):
    bank.bring(*JANUARY)
    bank.bring(*FEBRUARY)
    assert bank.statements() == [
        ("2024-01-31", "480.00", "statement", True, "0.00"),
        ("2024-02-29", "470.00", "statement", True, "0.00"),
    ]
    rows = made(bank.caller.get("transactions/"))["results"]
    assert [row["settled"] for row in rows] == [True, True]
    changes = made(bank.caller.get("history/"))["results"]
    assert [change["cause"] for change in changes[:2]] == ["import", "import"]


def test_two_settled_sides_become_one_transfer_and_two_again(bank):
    bank.bring("480.00", "2024-01-31", ("2024-01-10", "-20.00", "a"))
    savings = Bank(bank.caller)
    text = ofx("520.00", "2024-01-31", ("2024-01-11", "20.00", "b"))
    committed(bank.caller, text, "savings.ofx", account=savings.account)
    rows = made(bank.caller.get("transactions/"))["results"]
    incoming, outgoing = (row["id"] for row in rows)
    pair = {"outgoing": outgoing, "incoming": incoming}
    made(bank.caller.post("transfer-suggestions/accept/", pair))
    (row,) = made(bank.caller.get("transactions/"))["results"]
    assert (row["type"], row["settled"]) == ("transfer", True)
    both = [(True, "0.00"), (True, "0.00")]
    assert [(closed, gap) for *_, closed, gap in bank.statements()] == both
    bank.undo(made(bank.caller.get("book/"))["last_change"])
    assert len(made(bank.caller.get("transactions/"))["results"]) == 2
    assert [(closed, gap) for *_, closed, gap in bank.statements()] == both


def test_an_undo_of_an_import_takes_its_statement_back(bank):
    bank.undo(bank.bring(*JANUARY)["change"])
    assert bank.statements() == []
    assert made(bank.caller.get("transactions/"))["results"] == []


def test_without_a_statement_before_a_balance_that_does_not_join_is_an_assertion(bank):
    bank.bring("450.00", *JANUARY[1:])
    assert bank.statements() == [("2024-01-31", "450.00", "assertion", False, "-30.00")]


def test_what_the_bank_does_not_have_is_left_over(bank):
    bank.caller.transaction(account=bank.account, date="2024-01-05", amount="30.00")
    bank.bring(*JANUARY)
    assert bank.statements() == [("2024-01-31", "480.00", "statement", True, "0.00")]
    (state,) = made(bank.caller.get("statements/accounts/"))["accounts"]
    assert state["unsettled_postings"] == 1


def test_who_reconciles_gets_an_open_statement_with_the_rows_settled(bank):
    bank.bring(*JANUARY)
    bank.bring("465.00", "2024-02-29", ("2024-02-10", "-10.00", "b"))
    assert bank.statements()[1:] == [("2024-02-29", "465.00", "statement", False, "-5.00")]
    newest = made(bank.caller.get("transactions/"))["results"][0]
    assert newest["settled"] is True


def test_a_file_that_overlaps_settles_what_is_new(bank):
    bank.bring(*JANUARY)
    balance, day, *rows = FEBRUARY
    bank.bring(balance, day, *JANUARY[2:], *rows)
    assert [closed for *_, closed, _ in bank.statements()] == [True, True]


def test_the_same_file_again_states_nothing_more(bank):
    bank.bring(*JANUARY)
    bank.bring(*JANUARY)
    assert len(bank.statements()) == 1


def test_two_balances_of_one_day_are_both_shown(bank):
    bank.bring(*JANUARY)
    bank.bring("479.00", "2024-01-31", ("2024-01-11", "-1.00", "c"))
    assert bank.statements() == [
        ("2024-01-31", "479.00", "assertion", False, "0.00"),
        ("2024-01-31", "480.00", "statement", True, "0.00"),
    ]


def test_of_two_balances_of_a_day_the_next_file_joins_the_closed_one(bank):
    other = {"account": bank.account, "date": "2024-01-31", "balance": "1.00"}
    bank.caller.add("statements/", **other)
    bank.bring(*JANUARY)
    bank.bring(*FEBRUARY)
    assert bank.statements()[-1] == ("2024-02-29", "470.00", "statement", True, "0.00")


def test_rows_that_were_entered_by_hand_are_settled_by_the_file(bank):
    row = bank.caller.transaction(
        account=bank.account, date="2024-01-10", amount="20.00", payee="Shop a", status="pending"
    )
    bank.bring(*JANUARY)
    rows = made(bank.caller.get("transactions/"))["results"]
    assert [(one["id"], one["settled"]) for one in rows] == [(row["id"], True)]


def test_an_earlier_file_becomes_part_of_the_first_statement(alice):
    text = ofx(*FEBRUARY)
    committed(alice, text, "bank.ofx", create_accounts="true")
    (statement,) = made(alice.get("statements/"))["results"]
    committed(alice, ofx(*JANUARY), "bank.ofx")
    found = made(alice.get(f"statements/{statement['id']}/comparison/"))
    assert (found["gap"], found["settled_postings"]) == ("0.00", 2)
    assert found["statement"]["closed"] is True
    account = made(alice.get(f"accounts/{statement['account']}/"))
    assert account["opening_balance"] == "500.00"


def test_a_balance_of_a_later_day_states_nothing(bank):
    bank.bring("480.00", "2199-01-31", ("2024-01-10", "-20.00", "a"))
    assert bank.statements() == []


def test_a_table_without_a_balance_states_nothing(bank):
    committed(bank.caller, table(("2024-01-10", "-20.00", "Shop")), account=bank.account)
    assert bank.statements() == []
