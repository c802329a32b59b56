"""The number of the newest change of a book, which a page asks for when somebody comes back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db

PAGES = ["overview", "transactions", "accounts", "history", "trash", "report_month"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_the_change_that_it_shows(alice, page):
    browser = Browser(alice)
    alice.transaction()
    text = browser.see(page).content.decode()
    shown, newest = re.search(r'data-change="(\d+)" data-newest="([^"]+)"', text).groups()
    assert browser.get(newest).json() == {"number": int(shown)}
    alice.transaction()
    assert browser.get(newest).json() == {"number": int(shown) + 1}


def test_asking_costs_three_statements_at_most(alice):
    browser = Browser(alice)
    browser.see("newest_change")
    with CaptureQueriesContext(
        connection,
    ) as sent:
        browser.see("newest_change")
    assert len(sent) <= 3  # the session with its person, and their place in the book
