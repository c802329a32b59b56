"""Pages that write a transaction read it once under the lock, for the change and the history."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import made
from transactions.models import Transaction
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db


def readings(browser, there, sent):
    """How often a form has transactions read, before the lock of the book and under it."""
    with CaptureQueriesContext(connection) as statements:
        assert browser.post(there, sent).status_code == 303
    table = connection.ops.quote_name(Transaction._meta.db_table)
    texts = [one["sql"] for one in statements]
    (locked,) = [n for n, text in enumerate(texts) if "last_change" in text and "UPDATE" in text]
    found = [n for n, text in enumerate(texts) if f"FROM {table}" in text and "SELECT" in text]
    return sum(n < locked for n in found), sum(n > locked for n in found)


def test_an_edit_of_the_fields_reads_the_row_before_the_lock_and_once_under_it(alice):
    row = alice.transaction(payee="Bakery", amount="12.00")
    there = address_of("entry", book=alice.book.pk, entry=row["id"])
    sent = {
        "type": "expense", "amount": "13.00", "payee": "Bakery", "date": row["date"],
        "account": row["account"], "status": "cleared", "do": "save",
        "version": row["changed_in"],
    }  # fmt: skip
    assert readings(browser_of(alice.user), there, sent) == (1, 1)
    undone(alice)
    assert alice.get(f"transactions/{row['id']}/").json()["amount"] == "12.00"


def test_a_deletion_reads_the_row_once(alice):
    row = alice.transaction(payee="Bakery", tags=["b", "a"])
    there = address_of("entry_delete", book=alice.book.pk, entry=row["id"])
    assert readings(browser_of(alice.user), there, {}) == (0, 1)
    undone(alice)
    back = alice.get(f"transactions/{row['id']}/").json()
    assert (back["payee"], back["tags"]) == ("Bakery", ["b", "a"])


@pytest.mark.parametrize("sent", [{"do": "status", "status": "pending"}, {"do": "delete"}])
def test_a_change_of_many_reads_them_once(alice, sent):
    ids = [alice.transaction(payee=f"Shop {n}")["id"] for n in range(3)]
    there = address_of("bulk", book=alice.book.pk)
    assert readings(browser_of(alice.user), there, {"id": ids, **sent}) == (0, 1)
    undone(alice)
    rows = alice.get("transactions/").json()["results"]
    assert {(row["id"], row["status"]) for row in rows} == {(row_id, "cleared") for row_id in ids}


def undone(alice):
    """Undo the newest change."""
    newest = alice.get("history/").json()["results"][0]["number"]
    made(alice.post(f"history/{newest}/undo/"))
