"""The menu of a row: what it offers to whom, and where its dots lead by themselves."""

import re

import pytest
from django.utils import timezone

from books.models import Role
from tests.cast import joined
from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db


def dots_of(text):
    """The link to the page, the version, and what the menu lacks, of each row."""
    found = re.findall(
        r'class="act"><a [^>]*href="([^"]*)" data-version="(\d+)"(?: data-lacks="(.*?)")?', text
    )
    return [(href, int(version), lacks) for href, version, lacks in found]


def offered(text):
    """What the menu of the list offers."""
    menu = text[text.index('id="row-menu"') : text.index("</div>", text.index('id="row-menu"'))]
    return re.findall(r'data-does="(\w+)"', menu)


@pytest.mark.parametrize("page", ["transactions", "account"])
def test_the_dots_of_a_row_lead_to_its_page(alice, page):
    row = alice.transaction(payee="A & <b>")
    browser = Browser(alice)
    text = browser.see(page, *([row["account"]] if page == "account" else [])).content.decode()
    assert dots_of(text) == [(browser.address("entry", row["id"]), row["changed_in"], "")]
    assert 'aria-label="More: A &amp; &lt;b&gt;, Mon 15 Jan"' in text


def test_what_a_transaction_cannot_be_is_not_offered_for_it(alice):
    one, two = alice.account()["id"], alice.account()["id"]
    transfer = alice.transaction(type="transfer", account=one, to_account=two)["id"]
    split = alice.transaction(postings=[{"amount": "-6.00"}, {"amount": "-4.00"}])["id"]
    with_fee = alice.transaction(type="transfer", amount="10.00", postings=[
        {"amount": "-10.00", "account": one, "kind": "transfer"},
        {"amount": "10.00", "account": two, "kind": "transfer"},
        {"amount": "-1.00", "account": one, "kind": "expense"},
    ])["id"]  # fmt: skip
    text = Browser(alice).see("transactions").content.decode()
    lacks = {int(href.split("/")[-2]): what for href, _, what in dots_of(text)}
    assert lacks == {
        transfer: "split transfer", split: "transfer", with_fee: "split transfer copy"
    }  # fmt: skip


@pytest.mark.parametrize("page", ["transactions", "overview"])
def test_who_may_write_is_offered_all_and_a_viewer_the_history(alice, bob, page):
    alice.account()
    alice.transaction(date=f"{timezone.now().date()}")
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    everything = ["edit", "split", "copy", "transfer", "schedule", "history", "delete"]
    assert offered(Browser(alice).see(page).content.decode()) == everything
    text = viewer.see(page).content.decode()
    assert offered(text) == ["history"]
    assert "/delete/" not in text


def test_a_book_of_one_account_has_no_transfer_to_offer(alice):
    alice.transaction()
    assert "transfer" not in offered(Browser(alice).see("transactions").content.decode())
