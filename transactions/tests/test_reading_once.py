"""A change reads a transaction once: for itself, for the history, and for the answer."""

import pytest

from books import snapshots
from books.models import Cause
from books.unit_of_work import Actor, change
from transactions.models import Transaction
from transactions.resource import TRANSACTION
from transactions.services import transactions_to_change
from transactions.tests.example_book import add_rate

SPLIT = [{"amount": "-3.00", "description": "Milk"}, {"amount": "-4.50"}]


@pytest.fixture
def some(alice, own):
    """Return the ids of transactions that differ in all that a row and its parts can say."""
    add_rate(alice, "0.9", day="2024-01-10")
    made = [
        alice.transaction(amount="1.00", payee="Zoë", notes="One\n“two” 💶", description="Ä"),
        alice.transaction(amount="2.00", category=own.food, tags=["b", "a"], refund=True),
        alice.transaction(amount="3.00", account=own.dollars, date="2024-01-11"),
        alice.transaction(type="transfer", amount="4.00", account=own.cash, to_account=own.bank),
        alice.transaction(amount="7.50", postings=SPLIT, status="pending"),
    ]
    return [row["id"] for row in made]


def test_what_was_read_to_be_changed_is_kept_as_the_history_would_read_it(alice, some):
    with change(alice.book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
        rows = transactions_to_change(uow, some)
        noted = [snapshots.taken(TRANSACTION, row) for row in rows]
    assert noted == list(snapshots.take(TRANSACTION, some))


@pytest.mark.parametrize(
    "values",
    [
        {"amount": "9.99"},
        {"payee": "zoë"},
        {"payee": "Mill"},
        {"payee": ""},
        {"tags": ["c", "a"]},
        {"tags": []},
        {"notes": "Other", "description": "Other", "status": "pending"},
        {"date": "2024-02-01"},
        {"postings": SPLIT},
    ],
)
def test_the_answer_to_a_change_is_what_is_read_afterwards(alice, some, values):
    for row_id in some:
        address = f"transactions/{row_id}/?expand=postings"
        answer = alice.patch(address, values)
        if answer.status_code != 200:  # a transfer takes no such postings, and a split no amount
            assert answer.status_code == 400
            continue
        read = alice.get(address)
        assert (answer.json(), answer["ETag"]) == (read.json(), read["ETag"])


def test_a_row_that_a_change_deletes_is_not_kept_as_a_former_change_left_it(alice, some):
    alice.patch(f"transactions/{some[0]}/", {"notes": "Between"})
    alice.delete(f"transactions/{some[0]}/")
    assert not Transaction.objects.filter(pk=some[0]).exists()
    newest = alice.get("history/").json()["results"][0]["number"]
    alice.post(f"history/{newest}/undo/")
    assert alice.get(f"transactions/{some[0]}/").json()["notes"] == "Between"
