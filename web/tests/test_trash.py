"""The trash: what was deleted, and bringing it back."""

import pytest

from books.models import Role
from tests.cast import joined
from web.tests.browsing import Browser, words_of


@pytest.fixture
def browser(alice):
    return Browser(alice)


def deleted(alice, **values):
    row = alice.transaction(payee="Bakery", **values)
    alice.delete(f"transactions/{row['id']}/")
    return row


def test_what_was_deleted_can_be_restored(alice, browser):
    row = deleted(alice, amount="8.35", date="2024-01-15")
    page = browser.see("trash")
    assert "Bakery transaction 15 Jan 2024 · 8.35" in words_of(page)
    (gone,) = page.context["deletions"]
    browser.send("restore", gone.id)
    assert alice.get(f"transactions/{row['id']}/").json()["amount"] == "8.35"
    assert "Restored Bakery" in words_of(browser.see("trash"))


def test_an_empty_trash_says_so(browser):
    assert "The trash is empty" in words_of(browser.see("trash"))


def test_a_row_whose_name_is_taken_is_not_restored(alice, browser):
    row = alice.category(name="Coffee")
    alice.delete(f"categories/{row['id']}/")
    alice.category(name="Coffee")
    (gone,) = browser.see("trash").context["deletions"]
    answer = browser.send("restore", gone.id, status=409)
    assert "The deletion cannot be undone as it is" in words_of(answer)
    assert "Added category Coffee" in words_of(answer)


def test_what_is_not_in_the_trash_cannot_be_restored(browser):
    browser.send("restore", 10**17, status=404)


def test_a_viewer_may_not_restore(alice, bob):
    deleted(alice)
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    page = viewer.see("trash")
    (gone,) = page.context["deletions"]
    assert "/restore/" not in page.content.decode()
    viewer.send("restore", gone.id, status=403)
