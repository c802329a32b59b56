"""A duplicate of a transaction: the form of a new one, filled with what the other says."""

import pytest
from django.utils import timezone

from web.tests.browsing import Browser, SentForm

pytestmark = pytest.mark.django_db

IDENTITY = ("id", "changed_in", "created_at", "date", "status", "links")


def rows(caller):
    return caller.get("transactions/?expand=postings").json()["results"]


def duplicate(caller, entry, *, status=303):
    """Open the form that the page of `entry` leads to, and add what it is filled with."""
    browser = Browser(caller)
    there = f"{browser.address('entry_new')}?copy={entry}"
    assert there in browser.see("entry", entry).content.decode()
    sent = {**SentForm(browser.get(there).content.decode(), "entry").fields, "do": "save"}
    assert browser.post(there, sent).status_code == status


def said(row):
    """What a transaction says of the money, apart from which one it is, and when."""
    lines = [
        {name: value for name, value in line.items() if name not in ("id", "links")}
        for line in row["postings"]
    ]
    return {**{k: v for k, v in row.items() if k not in IDENTITY}, "postings": lines}


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "expense", "refund": True, "tags": ["a, b"], "notes": "one\ntwo"},
        {"type": "income", "description": "x", "status": "pending"},
        {"postings": [{"amount": "-6.00", "description": "x"}, {"amount": "-4.00"}]},
    ],
)
def test_a_duplicate_says_the_same_of_today(alice, entry):
    first = alice.transaction(**entry)["id"]
    duplicate(alice, first)
    new, old = rows(alice)
    assert old["id"] == first
    assert said(new) == said(old)
    assert (new["date"], new["status"]) == (f"{timezone.now().date()}", "cleared")


def test_a_duplicate_of_a_transfer_has_both_amounts(alice):
    abroad = alice.account(currency="JPY")["id"]
    first = alice.transaction(type="transfer", amount="10.00", to_account=abroad, to_amount="1600")
    duplicate(alice, first["id"])
    new, old = rows(alice)
    assert said(new) == said(old)


def test_what_is_archived_is_not_used_anew(alice):
    account, category = alice.account()["id"], alice.category()["id"]
    first = alice.transaction(account=account, category=category)["id"]
    alice.patch(f"accounts/{account}/", {"archived": True})
    alice.patch(f"categories/{category}/", {"archived": True})
    duplicate(alice, first)
    new, _ = rows(alice)
    assert new["category"] is None
    assert new["account"] not in (None, account)


@pytest.mark.parametrize("entry", ["", "x", "9" * 5000])
def test_a_transaction_that_is_not_there_is_not_duplicated(alice, entry):
    browser = Browser(alice)
    browser.see("entry_new", copy=entry, status=404)


def test_a_transaction_of_another_book_is_not_there(alice, bob):
    theirs = bob.transaction()["id"]
    Browser(alice).see("entry_new", copy=theirs, status=404)


def test_a_transfer_with_further_postings_is_not_offered_as_a_duplicate(alice):
    other = alice.account()["id"]
    postings = [
        {"amount": "-10.00", "kind": "transfer"},
        {"amount": "9.00", "kind": "transfer", "account": other},
        {"amount": "1.00", "kind": "transfer", "account": other},
    ]
    first = alice.transaction(type="transfer", amount="10.00", postings=postings)["id"]
    browser = Browser(alice)
    assert "copy=" not in browser.see("entry", first).content.decode()
    browser.see("entry_new", copy=first, status=404)
