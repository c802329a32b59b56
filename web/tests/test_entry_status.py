"""The symbol of the status in a row of a list: a button that marks the row."""

import re

import pytest

from tests.cast import joined
from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice):
    return Browser(alice)


def buttons(browser, name="transactions", *args):
    """The fields that the buttons of a page send."""
    text = browser.see(name, *args).content.decode()
    return re.findall(r'form="status" name="(\w+)" value="(\d+)"', text)


def status_of(caller, row_id):
    return caller.get(f"transactions/{row_id}/").json()["status"]


@pytest.mark.parametrize("status", ["pending", "cleared"])
@pytest.mark.parametrize("page", ["transactions", "account"])
def test_the_symbol_of_a_row_marks_it_as_the_other(alice, browser, status, page):
    row = alice.transaction(status=status)
    args = [row["account"]] if page == "account" else []
    other = {"pending": "cleared", "cleared": "pending"}[status]
    assert buttons(browser, page, *args) == [(other, f"{row['id']}")]
    browser.send("entry_status", **{other: row["id"]})
    assert status_of(alice, row["id"]) == other
    assert buttons(browser) == [(status, f"{row['id']}")]


def test_a_form_that_is_sent_twice_marks_once(alice, browser):
    row = alice.transaction()["id"]
    before = alice.get("book/").json()["last_change"]
    for _ in range(2):
        browser.send("entry_status", pending=row, key="k")
    assert alice.get("book/").json()["last_change"] == before + 1


def test_one_undo_takes_the_mark_back(alice, browser):
    row = alice.transaction()["id"]
    browser.send("entry_status", pending=row)
    browser.send("undo", alice.get("book/").json()["last_change"])
    assert status_of(alice, row) == "cleared"


def test_what_is_reconciled_stays_so(alice, browser):
    row = alice.transaction(status="reconciled")["id"]
    assert buttons(browser) == []
    for status in ("pending", "cleared"):
        browser.send("entry_status", status=409, **{status: row})
    assert status_of(alice, row) == "reconciled"


@pytest.mark.parametrize("sent", [{"pending": "x"}, {"cleared": ""}, {"cleared": "9" * 5000}])
def test_a_button_of_no_row_marks_nothing(alice, browser, sent):
    alice.transaction()
    browser.send("entry_status", status=404, **sent)


def test_a_split_and_a_transfer_keep_all_else(alice, browser):
    other = alice.account()["id"]
    lines = [{"amount": "-6.00", "description": "x"}, {"amount": "-4.00"}]
    for entry in ({"postings": lines}, {"type": "transfer", "to_account": other}):
        row = alice.transaction(**entry, tags=["a, b"], notes="one\ntwo")
        before = alice.get(f"transactions/{row['id']}/").json()
        browser.send("entry_status", pending=row["id"])
        after = alice.get(f"transactions/{row['id']}/").json()
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"status", "changed_in"}


def test_a_viewer_sees_the_status_and_no_button(alice, bob):
    alice.transaction()
    viewer = joined(bob, alice.book, "viewer")
    assert buttons(Browser(viewer, alice.book)) == []
