"""How many statements each use case sends: a pinned number, however many rows there are.

One of them looks up the caller's token.
"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from transactions.account_movements import pending_sums
from transactions.models import Posting, Transaction
from transactions.tests.example_book import add_rate

BULK = "transactions/bulk/"
BATCHES = 3
"""SQLite takes fewer values in one statement, so a change of two hundred rows goes in a few."""


def statements(work):
    """Run `work` and return how many statements it sent, savepoints of the test aside."""
    with CaptureQueriesContext(connection) as captured:
        response = work()
        sent = [query["sql"] for query in captured.captured_queries]
    assert response.status_code in (200, 201, 204), response.content
    return len([sql for sql in sent if "SAVEPOINT" not in sql])


def items(count, **fields):
    return [
        {"type": "expense", "amount": "1", "date": f"2024-01-{n % 28 + 1:02d}", **fields}
        for n in range(count)
    ]


@pytest.fixture
def fifty(alice, own):
    add_rate(alice, "0.9", day="2024-01-10")
    labelled = {"payee": "Mill", "tags": ["a", "b"], "category": own.food}
    create = items(40, **labelled) + items(10, account=own.dollars)
    response = alice.post(BULK, {"create": create})
    return [entry["id"] for entry in response.json()["create"]]


def test_recording_one(alice, own):
    simple = items(1)[0]
    alice.post("transactions/", simple)
    assert statements(lambda: alice.post("transactions/", simple)) == 10
    labelled = {**simple, "payee": "Mill", "tags": ["a", "b"], "category": own.food}
    alice.post("transactions/", labelled)
    assert statements(lambda: alice.post("transactions/", labelled)) == 14


def test_a_strict_account_costs_one_more(alice, own):
    account = alice.account(strict=True)["id"]
    simple = items(1, account=account)[0]
    alice.post("transactions/", simple)
    assert statements(lambda: alice.post("transactions/", simple)) == 11
    many = {"create": items(50, account=account)}
    usual = statements(lambda: alice.post(BULK, {"create": items(50)}))
    assert statements(lambda: alice.post(BULK, many)) == usual + 1


def test_recording_one_costs_the_same_beside_many(alice, fifty):
    before = statements(lambda: alice.post("transactions/", items(1)[0]))
    alice.post(BULK, {"create": items(500)})
    assert statements(lambda: alice.post("transactions/", items(1)[0])) == before


@pytest.mark.parametrize("limit", [1, 50])
def test_listing(alice, fifty, limit):
    assert statements(lambda: alice.get("transactions/", {"limit": limit})) == 4
    assert (
        statements(lambda: alice.get("transactions/", {"limit": limit, "expand": "postings"})) == 4
    )


@pytest.mark.parametrize("limit", [1, 50])
def test_listing_by_a_category_and_those_below_it(alice, own, fifty, limit):
    assert (
        statements(lambda: alice.get("transactions/", {"limit": limit, "category": own.food})) == 6
    )


def test_reading_one(alice, fifty):
    assert statements(lambda: alice.get(f"transactions/{fifty[0]}/")) == 4


def test_changing_one(alice, own, fifty):
    def changed(**values):
        return statements(lambda: alice.patch(f"transactions/{fifty[0]}/", values))

    assert changed(amount="2") == 14
    assert changed(notes="What it was") == 12
    assert changed(amount="3", payee="Mill", tags=["a", "b"]) == 14


def test_deleting_one(alice, fifty):
    assert statements(lambda: alice.delete(f"transactions/{fifty[0]}/")) == 15


@pytest.mark.parametrize("count", [10, 200])
def test_recording_many(alice, own, fifty, count):
    assert statements(lambda: alice.post(BULK, {"create": items(count, account=own.dollars)})) == 13


def test_changing_many_takes_few_statements_more_than_changing_one(alice, fifty):
    def changed(ids):
        return statements(
            lambda: alice.post(BULK, {"update": [{"id": row_id, "notes": "new"} for row_id in ids]})
        )

    assert changed(fifty) <= changed(fifty[:1]) + BATCHES


def test_deleting_many(alice, fifty):
    few = statements(lambda: alice.post(BULK, {"delete": fifty[:5]}))
    assert statements(lambda: alice.post(BULK, {"delete": fifty[5:39]})) == few


def test_a_rate_re_values_many_postings_in_few_statements(alice, own, fifty):
    def rated(day):
        rate = {"date": day, "base": "USD", "quote": "EUR", "rate": "0.7"}
        return statements(lambda: alice.post("rates/", rate))

    few = rated("2024-01-09")
    alice.post(BULK, {"create": items(200, account=own.dollars, date="2024-01-08")})
    assert rated("2024-01-08") <= few + 2 * BATCHES


def test_what_is_pending_is_found_by_an_index(alice, own):
    for status, count in (("cleared", 300), ("pending", 2)):
        alice.post(BULK, {"create": items(count, status=status)})
    found = pending_sums(book=alice.book.pk, day=date(2024, 12, 31))
    assert dict(found) == {own.cash: -200}
    assert "transaction_by_status" in found.explain()


@pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="the other engines keep statistics, and know that a book has more rows than that",
)
def test_rows_of_some_ids_are_looked_up_by_id_however_large_the_book(alice):
    for rows in (
        Transaction.objects.with_ids(alice.book, range(1000)),
        Posting.objects.of_transactions(alice.book, range(1000)),
    ):
        assert "book_id=?" not in rows.explain()
