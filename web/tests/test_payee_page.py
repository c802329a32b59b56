"""The page of one payee: what its months came to, and its last entries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from books.models import Role
from tests.cast import joined, signed_up
from transactions.models import Payee
from web.tests.browsing import Browser, words_of
from web.tests.figures import agrees, links_of

STATEMENTS = 11


@pytest.fixture
def browser(alice):
    return Browser(alice)


@pytest.fixture
def today():
    return timezone.now().date()


def page_of(browser, name):
    return browser.see("payee", Payee.objects.get(book=browser.book, name=name).pk)


def test_each_figure_is_the_sum_of_the_rows_that_it_leads_to(alice, browser, today):
    for days in (0, 40, 400):
        alice.transaction(payee="Bakery", amount="12.50", date=f"{today - timedelta(days=days)}")
    alice.transaction(payee="Bakery", amount="2.50", refund=True, date=f"{today}")
    alice.transaction(payee="Bakery", type="income", amount="7.00", date=f"{today}")
    alice.transaction(payee="Inn", amount="100.00", date=f"{today}")
    links = links_of(page_of(browser, "Bakery"))
    assert {link.value for link in links} >= {"35.00", "7.00"}
    assert [link for link in links if not agrees(link, alice.book)] == []


def test_a_payee_of_one_kind_has_a_chart_and_a_table_of_that_kind_alone(alice, browser, today):
    alice.transaction(payee="Bakery", amount="48.00", date=f"{today}")
    page = page_of(browser, "Bakery")
    assert page.context["kinds"] == ["Out"]
    assert "a month on average 2.00" in words_of(page)
    assert len(page.context["lines"]) == 24


def test_what_is_older_than_two_years_is_among_the_last_entries_alone(alice, browser, today):
    alice.transaction(payee="Bakery", amount="48.00", date=f"{today - timedelta(days=800)}")
    page = page_of(browser, "Bakery")
    assert "Nothing booked with this payee in the last 24 months." in words_of(page)
    assert [row.amount.text for row in page.context["rows"]] == ["\N{MINUS SIGN}48.00"]


def test_the_list_of_payees_leads_to_it_and_it_leads_to_the_form(alice, browser, today):
    alice.transaction(payee="Bakery", date=f"{today}")
    payee = Payee.objects.get(name="Bakery").pk
    assert f'href="{browser.address("payee", payee)}"' in browser.see("payees").content.decode()
    page = page_of(browser, "Bakery").content.decode()
    assert f'href="{browser.address("payee_edit", payee)}"' in page


def test_a_viewer_sees_it_without_the_way_to_change_it(alice, bob, today):
    alice.transaction(payee="Bakery", date=f"{today}")
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    assert "/edit/" not in page_of(viewer, "Bakery").content.decode()


def test_a_payee_of_another_book_is_not_there(alice, browser, today):
    stranger = signed_up("mallory")
    stranger.transaction(payee="Bakery", date=f"{today}")
    payee = Payee.objects.get(book=stranger.book).pk
    browser.see("payee", payee, status=404)


def test_the_number_of_statements_does_not_grow(
    alice, browser, today, django_assert_max_num_queries
):
    for number in range(30):
        alice.transaction(payee="Bakery", tags=[f"t{number % 3}"], date=f"{today}")
    page_of(browser, "Bakery")
    payee = Payee.objects.get(name="Bakery").pk
    with django_assert_max_num_queries(STATEMENTS):
        browser.see("payee", payee)
