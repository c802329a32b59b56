"""A row that is the payment which a schedule has recorded, later than payments are otherwise."""

from datetime import date

import pytest

from books.models import Book
from imports.tests.sending import committed
from schedules.posting import record_due
from tests.cast import made

RENT = "Hillside Properties"


def file(day, text=f"{RENT} rent", amount="-800.00"):
    return f"Date,Payee,Amount\n{day},{text},{amount}\n"


@pytest.fixture(params=[None, ["700.00", "100.00"]], ids=["whole", "split"])
def rent(request, alice, cash):
    """A schedule whose payment of 1 February was recorded, and waits for the bank."""
    payee = alice.add("payees/", name=RENT)["id"]
    phase = {"account": cash, "starts": "2024-02-01", "unit": "month", "amount": "800.00"}
    if request.param:
        phase["split"] = [{"amount": amount} for amount in request.param]
    said = {"name": "Rent", "type": "expense", "payee": payee, "records_from": "2024-02-01"}
    schedule = alice.add("schedules/", **said, phases=[phase])["id"]
    record_due(Book.objects.get(pk=alice.book.pk), date(2024, 2, 1))
    return schedule


def rows(caller):
    shown = made(caller.get("transactions/"))["results"]
    return [(row["date"], row["status"]) for row in shown]


@pytest.mark.parametrize("day", ["2024-01-27", "2024-02-09", "2024-02-11"])
def test_it_is_that_payment_within_the_days_of_the_schedule(alice, cash, rent, day):
    done = committed(alice, file(day), account=cash)
    assert rows(alice) == [(day, "cleared")]
    (occurrence,) = made(alice.get(f"occurrences/?schedule={rent}"))["results"]
    assert occurrence["state"] == "recorded"
    made(alice.post(f"history/{done['change']}/undo/"))
    assert rows(alice) == [("2024-02-01", "pending")]


@pytest.mark.parametrize("day", ["2024-02-01", "2024-02-03"])
def test_on_the_day_and_near_it_there_is_one_payment(alice, cash, rent, day):
    committed(alice, file(day), account=cash)
    assert rows(alice) == [(day, "cleared")]


def test_the_reason_says_that_a_schedule_expects_it(alice, cash, rent):
    done = committed(alice, file("2024-02-09"), account=cash)
    (row,) = made(alice.get(f"imports/{done['id']}/rows/"))["results"]
    assert row["verdict"] == "probable"
    assert row["score"] >= 75
    assert row["reasons"][0] == (
        'The same amount, 8 days apart; both say "properties hillside"; a schedule expects it.'
    )


@pytest.mark.parametrize(
    "row",
    [
        file("2024-02-12"),
        file("2024-01-26"),
        file("2024-02-09", "Somebody else"),
        file("2024-02-09", amount="-800.01"),
    ],
    ids=["too late", "too early", "no word in common", "another amount"],
)
def test_what_the_schedule_does_not_expect_is_new(alice, cash, rent, row):
    committed(alice, row, account=cash)
    assert len(rows(alice)) == 2


def test_of_two_rows_the_schedule_expects_one(alice, cash, rent):
    both = file("2024-02-08") + f"2024-02-09,{RENT} rent,-800.00\n"
    committed(alice, both, account=cash)
    assert sorted(rows(alice)) == [("2024-02-08", "cleared"), ("2024-02-09", "cleared")]


def test_what_is_not_pending_any_more_is_not_taken(alice, cash, rent):
    (row,) = made(alice.get("transactions/"))["results"]
    made(alice.patch(f"transactions/{row['id']}/", {"status": "cleared"}))
    committed(alice, file("2024-02-09"), account=cash)
    assert len(rows(alice)) == 2
