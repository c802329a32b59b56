"""A form that takes something away or back is sent twice, and done once."""

import re

import pytest

from web.tests.browsing import Browser, SentForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice):
    return Browser(alice)


def newest(caller):
    return caller.get("book/").json()["last_change"]


def send_twice(caller, browser, page, form, address):
    """Send the form of a page to an address, twice: both are answered, one change is made."""
    before = newest(caller)
    sent = SentForm(page.content.decode(), form).fields
    assert [browser.post(address, sent).status_code for _ in range(2)] == [303, 303]
    assert newest(caller) == before + 1


@pytest.mark.parametrize("page", ["history", "change"])
def test_an_undo(alice, browser, page):
    alice.transaction()
    number = newest(alice)
    shown = browser.see(page, *([number] if page == "change" else []))
    send_twice(alice, browser, shown, "undo", browser.address("undo", number))
    # What it undid is undone anew by the form of another page.
    browser.send("undo", number + 1)
    shown = browser.see("change", number)
    send_twice(alice, browser, shown, "undo", browser.address("undo", number))


def test_the_undo_of_a_toast(alice, browser):
    row = alice.transaction()["id"]
    shown = browser.get(browser.send("entry_status", pending=row)["Location"]).content.decode()
    (toast,) = re.findall(r'<div class="toast">.*?</form>', shown, re.DOTALL)
    key = re.search(r'name="key" value="(.+?)"', toast)[1]
    before = newest(alice)
    for _ in range(2):
        browser.send("undo", before, key=key)
    assert newest(alice) == before + 1


def test_a_restore(alice, browser):
    row = alice.transaction()["id"]
    alice.delete(f"transactions/{row}/")
    shown = browser.see("trash")
    (address,) = re.findall(r'formaction="([^"]*restore[^"]*)"', shown.content.decode())
    send_twice(alice, browser, shown, "restore", address)


@pytest.mark.parametrize(
    ("page", "form"), [("entry", "delete"), ("entry_row", "delete-row"), ("account_edit", "delete")]
)
def test_a_deletion(alice, browser, page, form):
    row = (alice.account() if page == "account_edit" else alice.transaction())["id"]
    address = browser.address("account_delete" if page == "account_edit" else "entry_delete", row)
    send_twice(alice, browser, browser.see(page, row), form, address)
