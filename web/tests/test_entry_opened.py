"""The form of a transaction, opened to split it or to make it a transfer."""

import pytest

from books.models import Role
from tests.cast import joined
from web.tests.browsing import Browser, SentForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice):
    return Browser(alice)


def opened(browser, entry, **query):
    """The page of a transaction, and what its form sends as it stands."""
    text = browser.see("entry", entry, **query).content.decode()
    return text, SentForm(text, "entry").fields


def saved(browser, entry, sent):
    return browser.post(browser.address("entry", entry), sent)


def test_a_split_begins_with_the_category_so_far(alice, browser):
    food, home = alice.category()["id"], alice.category()["id"]
    entry = alice.transaction(amount="10.00", category=food)["id"]
    text, sent = opened(browser, entry, split="1")
    assert sent["line_category"] == [f"{food}", ""]
    assert text.count(" autofocus") == 1
    assert "State the amount." not in text
    sent |= {"line_category": [food, home], "line_amount": ["7", "3"], "do": "save"}
    assert saved(browser, entry, sent).status_code == 303
    split = alice.get(f"transactions/{entry}/?expand=postings").json()["postings"]
    assert [(one["category"], one["amount"]) for one in split] == [(food, "-7.00"), (home, "-3.00")]


def test_the_button_of_the_form_keeps_the_category_too(alice, browser):
    pay = alice.category(type="income")["id"]
    entry = alice.transaction(type="income", category=pay)["id"]
    _, sent = opened(browser, entry)
    text = saved(browser, entry, {**sent, "do": "lines"}).content.decode()
    sent = SentForm(text, "entry").fields
    assert sent["line_category"] == [f"{pay}", ""]
    text = saved(browser, entry, {**sent, "do": "lines"}).content.decode()
    assert SentForm(text, "entry").fields["line_category"] == [f"{pay}", "", ""]
    assert "State the amount." not in text
    assert "State the amount." in saved(browser, entry, {**sent, "do": "save"}).content.decode()


def test_a_stored_split_is_shown_as_it_is(alice, browser):
    entry = alice.transaction(postings=[{"amount": "-6.00"}, {"amount": "-4.00"}])["id"]
    text, sent = opened(browser, entry, split="1")
    assert sent["line_amount"] == ["6.00", "4.00"]
    assert text.count(" autofocus") == 1


def test_a_transfer_is_not_split(alice, browser):
    entry = alice.transaction(type="transfer", to_account=alice.account()["id"])["id"]
    _, sent = opened(browser, entry, split="1")
    assert "line_amount" not in sent


@pytest.mark.parametrize("kind", ["expense", "income"])
def test_a_transaction_becomes_a_transfer_from_or_to_its_account(alice, browser, kind):
    savings = alice.account()["id"]
    row = alice.transaction(type=kind, amount="50.00")
    _, sent = opened(browser, row["id"], type="transfer")
    own = [f"{row['account']}"]
    assert sent["to_account" if kind == "income" else "account"] == own
    other = "account" if kind == "income" else "to_account"
    assert saved(browser, row["id"], {**sent, other: savings, "do": "save"}).status_code == 303
    changed = alice.get(f"transactions/{row['id']}/").json()
    ends = (row["account"], savings)
    assert (changed["account"], changed["to_account"]) == (
        ends if kind == "expense" else ends[::-1]
    )
    assert (changed["type"], changed["amount"]) == ("transfer", "50.00")


def test_a_split_is_not_made_a_transfer(alice, browser):
    entry = alice.transaction(postings=[{"amount": "-6.00"}, {"amount": "-4.00"}])["id"]
    _, sent = opened(browser, entry, type="transfer")
    assert sent["line_amount"] == ["6.00", "4.00"]


def test_a_viewer_goes_from_a_transaction_to_its_history(alice, bob):
    entry = alice.transaction()["id"]
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    page = viewer.see("entry", entry).content.decode()
    assert f'href="{viewer.address("entry_history", entry)}"' in page
