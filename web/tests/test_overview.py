"""The overview: figures that are links, the same days of last month, and an empty book."""

import datetime
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from books.models import Role
from common.periods import Month
from tests.cast import joined, signed_up
from web.tests.figures import agrees, links_of, main_of, sum_behind
from web.tests.pages import browser_of

pytestmark = pytest.mark.django_db


def overview(alice, query=""):
    answer = browser_of(alice.user).get(reverse("web:overview", args=[alice.book.pk]) + query)
    assert answer.status_code == 200
    return answer


def test_the_month_counts_up_to_today_and_compares_the_same_days(alice, mixed):
    text = main_of(overview(alice))
    # 700 + 86.40 - 12 + 52.80 + 9.99 + 10 CHF at 1.05; the 28th is still to come.
    assert 'value="847.69"' in text
    assert "147.69 €</b> more than by 24 October" in text


def test_a_month_that_is_over_counts_as_a_whole(alice, mixed):
    text = main_of(overview(alice, "?month=2026-10"))
    assert 'value="733.33"' in text
    assert "more than in September" in text
    assert "Spent in October" in text


def test_every_figure_is_the_sum_of_its_list(alice, mixed):
    for query in ("", "?month=2026-10", "?month=2026-12"):
        links = links_of(overview(alice, query))
        lists = [link for link in links if sum_behind(link.href, alice.book) is not None]
        assert len(lists) >= 8
        assert [link for link in lists if not agrees(link, alice.book)] == []


def test_the_chart_leads_to_what_was_spent_up_to_each_day(alice, mixed):
    text = main_of(overview(alice))
    marks = re.findall(r'<a href="([^"]+)"><title>([^<]+): ([\d.,]+) €</title>', text)
    assert len(marks) == 24
    for href, _, amount in marks:
        spent = Decimal(amount.replace(",", ""))
        assert -sum_behind(href.replace("&amp;", "&"), alice.book) == spent


def test_what_waits_is_said_with_its_sum(alice, mixed):
    text = " ".join(main_of(overview(alice)).split())
    assert re.search(r'<span class="badge">2</span><span class="label">without a category', text)
    assert re.search(r'<span class="badge">1</span><span class="label">out without a rate', text)
    assert '<span class="cur">USD</span>−20.00' in text


def test_the_smallest_categories_are_one_bar(alice, mixed):
    for number in range(12):
        category = alice.category(name=f"Few {number}")["id"]
        alice.transaction(date="2026-11-02", amount=f"{number + 1}.00", category=category)
    bars = re.search('<ol class="bars">.*?</ol>', main_of(overview(alice)), re.DOTALL).group()
    assert bars.count("<li>") == 9
    amounts = [Decimal(value) for value in re.findall('value="([^"]+)"', bars)]
    assert sum(amounts) == Decimal("847.69") + 78


def test_it_takes_fourteen_statements_for_any_book(alice, mixed, django_assert_num_queries):
    browser = browser_of(alice.user)
    address = reverse("web:overview", args=[alice.book.pk])
    browser.get(address)
    # Two for who looks, one for the book; accounts, categories, the side, two of rates; two months
    # by day and category; the last entries, their postings; the first budget; a schedule, if
    # any; whether the book changed meanwhile.
    with django_assert_num_queries(14):
        browser.get(address)


def test_hidden_amounts_are_in_no_figure_and_no_chart(alice, mixed):
    browser = browser_of(alice.user)
    browser.cookies["hide_amounts"] = "1"
    text = main_of(browser.get(reverse("web:overview", args=[alice.book.pk])))
    assert "•••" in text
    assert (
        re.findall(
            r"\d[.,]\d\d\b", re.sub(r'(points|d|offset|stop-opacity|[a-z]+)="[^"]*"', "", text)
        )
        == []
    )
    assert 'data value="' not in re.sub('data value=""', "", text)
    assert " €</title>" not in text


def test_an_empty_book_shows_the_first_steps(alice):
    text = main_of(overview(alice))
    assert '<svg class="plot"' not in text
    assert reverse("web:account_new", args=[alice.book.pk]) in text
    assert re.search(r"1 of \d done", text)
    alice.account(name="Bank", opening_balance="5.00")
    assert re.search(r"2 of \d done", main_of(overview(alice)))


def test_a_viewer_of_an_empty_book_is_not_told_to_write(alice):
    bob = signed_up("viewer")
    joined(bob, alice.book, Role.VIEWER)
    text = main_of(overview(type("Seen", (), {"user": bob.user, "book": alice.book})))
    assert "Nothing has been entered yet." in text
    assert reverse("web:account_new", args=[alice.book.pk]) not in text


def test_a_book_in_yen_and_amounts_of_twelve_digits(alice):
    yen = signed_up("yen", home_currency="JPY")
    account = yen.account(name="口座", currency="JPY")["id"]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    yen.transaction(date=f"{today}", amount="123456789012", account=account)
    text = main_of(overview(yen))
    assert "123,456,789,012" in text
    assert "¥" in text


@pytest.mark.parametrize("month", ["1900-01", "2200-12", "2026-13", "x", "1899-12"])
def test_any_month_of_the_tracker_can_be_shown(alice, month):
    alice.transaction(date="2026-11-24")
    text = overview(alice, f"?month={month}").content.decode()
    assert 'href="?month=1899' not in text
    assert "month=2201" not in text


def test_the_steps_keep_to_months(alice):
    today = datetime.datetime.now(tz=datetime.UTC).date()
    alice.transaction(date=f"{today - timedelta(days=1)}")
    text = overview(alice, "?month=2020-02").content.decode()
    for month in ("2020-01", "2020-03", str(Month.of(today))):
        assert f'href="?month={month}"' in text
