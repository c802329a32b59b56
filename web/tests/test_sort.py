"""The queue of what has no category, and likely transfers."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import joined, signed_up
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()
STATEMENTS_MAX = 13
"""What a page may send, whatever it shows: one more than others, for what is learned from."""


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


def text_of(browser, alice, name="sort", query=""):
    answer = browser.get(f"{address_of(name, book=alice.book.pk)}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def groups(text):
    return re.findall(r'<div class="raw"><b>(.*?)</b>', text)


def test_rows_stand_in_groups_of_one_payee_the_largest_first(alice, browser):
    for payee in ("Kiosk", "Bakery", "Bakery"):
        alice.transaction(payee=payee, amount="3.00")
    alice.transaction(payee="Filed", category=alice.category()["id"])
    text = text_of(browser, alice)
    assert groups(text) == ["Bakery", "Kiosk"]
    assert re.findall(r'<div class="amount"><data value="(.*?)"', text) == ["-6.00", "-3.00"]


def test_money_in_and_out_of_one_payee_are_two_groups(alice, browser):
    alice.transaction(payee="Shop")
    alice.transaction(payee="Shop", type="income")
    assert groups(text_of(browser, alice)) == ["Shop", "Shop"]


def test_a_group_has_the_category_that_fits_and_why(alice, browser):
    category = alice.category(name="Food")["id"]
    for _ in range(5):
        alice.transaction(payee="Bakery", category=category)
    alice.transaction(payee="Bakery")
    text = text_of(browser, alice)
    assert f'<option value="{category}" selected>' in text
    assert 'the last 5 payments to "Bakery" were under Food' in text


def form_of(text, number):
    """The form of a group as the browser sends it."""
    ids = re.findall(rf'name="id" value="(\d+)" form="f{number}" checked', text)
    return {"do": "category", "id": ids}


def test_a_group_is_filed_as_one_change_that_one_undo_takes_back(alice, browser):
    category = alice.category()["id"]
    for _ in range(3):
        alice.transaction(payee="Bakery")
    last = alice.get("book/").json()["last_change"]
    sent = {**form_of(text_of(browser, alice), 1), "category": category}
    there = address_of("sort", book=alice.book.pk)
    answer = browser.post(address_of("bulk", book=alice.book.pk), {**sent, "next": there})
    assert answer["Location"] == there
    assert "All is sorted" in text_of(browser, alice)
    assert alice.get("book/").json()["last_change"] == last + 1
    browser.post(address_of("undo", book=alice.book.pk, number=last + 1))
    assert groups(text_of(browser, alice)) == ["Bakery"]


def test_the_queue_is_narrowed_by_a_text(alice, browser):
    for payee in ("Kiosk", "Bakery"):
        alice.transaction(payee=payee)
    assert groups(text_of(browser, alice, query="?q=bak")) == ["Bakery"]
    assert "Nothing matches" in text_of(browser, alice, query="?q=zzz")


def test_a_split_is_counted_and_is_in_no_group(alice, browser):
    category = alice.category()["id"]
    alice.transaction(
        amount="3.00",
        payee="Market",
        postings=[{"amount": "-1.00", "category": category}, {"amount": "-2.00"}],
    )
    text = text_of(browser, alice)
    assert groups(text) == []
    assert "1 split has a line without a category" in text


@pytest.fixture
def pair(alice):
    """The ids of two transactions that look like one transfer."""
    other = alice.account(name="Savings")["id"]
    out = alice.transaction(amount="500.00", date=f"{TODAY}", payee="To Savings")["id"]
    into = alice.transaction(account=other, type="income", amount="500.00", date=f"{TODAY}")["id"]
    return {"outgoing": out, "incoming": into}


def test_a_likely_transfer_is_joined_and_can_be_undone(alice, browser, pair):
    text = text_of(browser, alice, "transfers")
    assert f'name="outgoing" value="{pair["outgoing"]}"' in text
    answer = browser.post(address_of("pair_join", book=alice.book.pk), pair)
    assert answer.status_code == 303
    rows = alice.get("transactions/").json()["results"]
    assert [(row["id"], row["type"]) for row in rows] == [(pair["outgoing"], "transfer")]
    assert "Joined two transactions" in text_of(browser, alice)
    last = alice.get("book/").json()["last_change"]
    browser.post(address_of("undo", book=alice.book.pk, number=last))
    assert len(alice.get("transactions/").json()["results"]) == 2


def test_what_is_not_a_transfer_is_not_suggested_again(alice, browser, pair):
    browser.post(address_of("pair_refuse", book=alice.book.pk), pair)
    assert "No likely transfers" in text_of(browser, alice, "transfers")


@pytest.mark.parametrize("name", ["pair_join", "pair_refuse"])
def test_a_pair_that_is_not_there_is_refused(alice, bob, browser, pair, name):
    foreign = bob.transaction()["id"]
    for incoming in ("", "x", "9" * 30, str(foreign)):
        there = address_of(name, book=alice.book.pk)
        assert browser.post(there, {**pair, "incoming": incoming}).status_code == 409


def test_two_that_cannot_be_one_transfer_are_refused_with_the_reason(alice, browser, pair):
    turned = {"outgoing": pair["incoming"], "incoming": pair["outgoing"]}
    answer = browser.post(address_of("pair_join", book=alice.book.pk), turned)
    assert answer.status_code == 409
    assert "Its money has to" in answer.content.decode()


@pytest.mark.parametrize("name", ["sort", "transfers"])
def test_a_page_sends_no_more_statements_for_more_rows(alice, browser, pair, name):
    category = alice.category()["id"]
    alice.transaction(payee="P", category=category)
    text_of(browser, alice, name)
    few = statements(browser, alice, name)
    items = [
        {"type": "expense", "amount": "1.00", "date": f"{TODAY}", "payee": f"P{n}"}
        for n in range(60)
    ]
    alice.post("transactions/bulk/", {"create": items})
    assert statements(browser, alice, name) == few <= STATEMENTS_MAX


def statements(browser, alice, name):
    headers = {"HX-Request": "true"} if name == "transfers" else {}
    with CaptureQueriesContext(connection) as sent:
        browser.get(address_of(name, book=alice.book.pk), headers=headers)
    return len(sent)


def test_a_viewer_sees_the_queue_and_files_nothing(alice, pair):
    other = signed_up("viewer")
    joined(other, alice.book, "viewer")
    text = text_of(browser_of(other.user), alice)
    assert groups(text)
    assert 'name="category"' not in text
