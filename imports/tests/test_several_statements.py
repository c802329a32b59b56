"""A file with several statements: each closing balance becomes a statement of its day."""

import pytest

from imports.tests.banks import Bank, mt940
from imports.tests.sending import committed
from readers.tests import ofx_samples
from readers.tests.camt_files import balance, entry, message, statement
from tests.cast import made

CLOSED = ("statement", True, "0.00")


@pytest.fixture
def bank(alice):
    return Bank(alice)


MONTHS = mt940(500, ("240131", [20], 480), ("240229", [5, 5], 470), ("240331", [70], 400))


def settled_by_statement(bank):
    rows = made(bank.caller.get("statements/"))["results"]
    found = [made(bank.caller.get(f"statements/{row['id']}/comparison/")) for row in rows]
    return sorted((one["statement"]["date"], one["settled_postings"]) for one in found)


def test_each_statement_of_mt940_settles_its_rows_and_is_closed(bank):
    change = bank.send(MONTHS, "bank.sta")["change"]
    assert bank.statements() == [
        ("2024-01-31", "480.00", *CLOSED),
        ("2024-02-29", "470.00", *CLOSED),
        ("2024-03-31", "400.00", *CLOSED),
    ]
    assert settled_by_statement(bank) == [("2024-01-31", 1), ("2024-02-29", 2), ("2024-03-31", 1)]
    bank.undo(change)
    assert bank.statements() == []


def test_each_statement_of_camt_is_one(bank):
    days = [("2024-01-30", "500", "498"), ("2024-01-31", "498", "497")]
    parts = [
        statement(
            balance("OPBD", before, day),
            balance("CLBD", after, day),
            entry(str(int(before) - int(after)), "DBIT", day=day),
        )
        for day, before, after in days
    ]
    bank.send(message(*parts), "bank.xml")
    assert bank.statements() == [
        ("2024-01-30", "498.00", *CLOSED),
        ("2024-01-31", "497.00", *CLOSED),
    ]


def test_each_account_of_an_ofx_file_has_its_own(alice):
    def of(number, day, end, amount):
        named = ofx_samples.CHECKING.replace("123", number)
        closing = f"<LEDGERBAL><BALAMT>{end}<DTASOF>{day}</LEDGERBAL>"
        row = ofx_samples.transaction(amount, day=day, fitid=f"{number}{day}")
        return ofx_samples.statement(row, account=named, after=closing)

    parts = [
        of("1", "20240131", "480.00", "-20.00"), of("1", "20240229", "470.00", "-10.00"),
        of("2", "20240131", "90.00", "-9.00"),
    ]  # fmt: skip
    committed(alice, ofx_samples.document(*parts), "bank.ofx", create_accounts="true")
    rows = made(alice.get("statements/"))["results"]
    found = sorted((row["account"], row["date"], row["balance"], row["closed"]) for row in rows)
    first, second = sorted({row["account"] for row in rows})
    assert found == [
        (first, "2024-01-31", "480.00", True),
        (first, "2024-02-29", "470.00", True),
        (second, "2024-01-31", "90.00", True),
    ]


def test_where_a_statement_is_missing_the_next_one_has_the_gap(bank):
    text = mt940(500, ("240131", [20], 480))
    text += mt940(450, ("240331", [50], 400), ("240430", [1], 399))
    committed(bank.caller, text, "bank.sta", account=bank.account, accept="unproved")
    assert bank.statements() == [
        ("2024-01-31", "480.00", *CLOSED),
        ("2024-03-31", "400.00", "statement", False, "-30.00"),
        ("2024-04-30", "399.00", "statement", False, "0.00"),
    ]


def test_a_file_that_overlaps_states_what_is_new(bank):
    bank.send(mt940(500, ("240131", [20], 480), ("240229", [5, 5], 470)), "bank.sta")
    bank.send(MONTHS, "bank.sta")
    assert [said for _, _, *said in bank.statements()] == [list(CLOSED)] * 3


def test_statements_before_one_that_is_closed_state_nothing(bank):
    january, february = ("2024-01-31", "-20.00", "a"), ("2024-02-29", "-5.00", "b")
    bank.bring("470.00", "2024-02-29", january, february, (*february[:2], "c"))
    bank.send(MONTHS, "bank.sta")
    assert [(day, closed) for day, _, _, closed, _ in bank.statements()] == [
        ("2024-02-29", True), ("2024-03-31", True)
    ]  # fmt: skip


def test_of_those_that_join_nothing_the_newest_is_an_assertion(bank):
    bank.send(
        mt940(400, ("240131", [20], 380), ("240229", [5, 5], 370), ("240331", [70], 300)),
        "bank.sta",
    )
    assert bank.statements() == [("2024-03-31", "300.00", "assertion", False, "-100.00")]
