"""The pages of exchange rates: what counts today, what has none, entering by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from books.models import Role
from currencies.models import BookRate
from tests.cast import joined, made
from web.formats import NUMBER_FORMS
from web.reading.rates import read_rate
from web.reading.refusals import NotRead
from web.tests.browsing import Browser, words_of

STATEMENTS = 12


@pytest.fixture
def browser(alice):
    return Browser(alice)


@pytest.fixture
def dollars(alice):
    return alice.account(name="Dollars", currency="USD")


def stated(**fields):
    today = f"{timezone.now().date()}"
    return {"base": "USD", "quote": "EUR", "rate": "0.9231", "date": today, **fields}


def entered(alice, **fields):
    return alice.add("rates/", **stated(**fields))


@pytest.mark.parametrize(
    ("form", "text", "rate"),
    [
        ("1,234.56", "0.9231", "0.9231"),
        ("1,234.56", "0,9231", "0.9231"),
        ("1.234,56", "0,9231", "0.9231"),
        ("1.234,56", "1.234,5", "1234.5"),
        ("1,234.56", "1,234.50", "1234.50"),
        ("1,234.56", " 161 ", "161"),
        ("1,234.56", ".5", "0.5"),
    ],
)
def test_a_rate_is_read_exactly(form, text, rate):
    assert read_rate(text, NUMBER_FORMS[form]) == Decimal(rate)


@pytest.mark.parametrize("text", ["", "-1", "abc", "1e5", "1/2", "1,2,3", "0.9 USD", "=1"])
def test_what_is_not_one_number_is_refused(text):
    with pytest.raises(NotRead):
        read_rate(text, NUMBER_FORMS["1,234.56"])


def test_a_book_of_one_currency_needs_no_rate(browser):
    assert "All accounts are in EUR, so that no rate is needed." in words_of(browser.see("rates"))


def test_a_currency_in_use_shows_the_rate_that_counts_today(alice, browser, dollars):
    assert "USD US Dollar no rate of the last seven days" in words_of(browser.see("rates"))
    entered(alice)
    page = words_of(browser.see("rates"))
    assert "entered by hand 1 USD = 0.9231 EUR" in page
    assert "no rate" not in page


def test_a_rate_of_last_month_counts_no_more(alice, browser, dollars):
    entered(alice, date=f"{timezone.now().date() - timedelta(days=31)}")
    page = words_of(browser.see("rates"))
    assert "no rate of the last seven days" in page
    assert "1 USD = 0.9231 EUR" in page


def test_amounts_without_a_rate_are_shown_by_month_and_currency(alice, browser, dollars):
    for day in ("2024-01-15", "2024-01-20", "2024-03-01"):
        alice.transaction(account=dollars["id"], date=day)
    page = browser.see("rates")
    assert "USD, March 2024 1 amount Enter USD, March 2024 USD, January 2024 2 amounts" in (
        words_of(page)
    )
    missing = page.context["missing"][1]
    found = browser.get(missing.href)
    assert len(found.context["rows"]) == missing.postings
    assert 'value="2024-01-01"' in browser.get(missing.enter).content.decode()


def test_a_rate_is_entered_and_values_what_had_none(alice, browser, dollars):
    alice.transaction(account=dollars["id"], date="2024-01-15")
    answer = browser.send("rate_new", **stated(date="2024-01-14"))
    page = words_of(browser.get(answer["Location"]))
    assert "Added 1 USD = 0.9231 EUR, 14 Jan 2024" in page
    assert "Amounts without a rate" not in page


def test_a_rate_is_read_and_shown_in_the_form_of_the_person(alice, browser, dollars):
    made(alice.patch("me/preferences/", {"number_form": "1.234,56"}))
    browser.send("rate_new", **stated(rate="0,9231"))
    assert BookRate.objects.get(book=alice.book).rate == "0.9231"
    assert "1 USD = 0,9231 EUR" in words_of(browser.see("rates"))
    alice.transaction(account=dollars["id"], date=stated()["date"])
    assert "at 0,9231 of" in words_of(browser.see("accounts"))
    assert "at 0,9231" in words_of(browser.see("report_month"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"rate": "much"}, "Type a number above zero"),
        ({"rate": "0"}, "A rate is from"),
        ({"quote": "USD"}, "A rate is between two currencies"),
        ({"date": "soon"}, "errorlist"),
        ({"base": "XXX"}, "Select a valid choice"),
    ],
)
def test_faults_stand_at_their_fields(browser, fields, says):
    answer = browser.send("rate_new", **stated(**fields), status=422)
    assert says in answer.content.decode()
    assert not BookRate.objects.exists()


def test_a_day_has_one_rate_of_a_pair(alice, browser):
    entered(alice)
    answer = browser.send("rate_new", **stated(), status=422)
    assert "There is a rate between these two currencies on that day already." in words_of(answer)


def test_a_rate_is_changed_and_deleted(alice, browser):
    row = entered(alice)
    version = BookRate.objects.get().changed_in
    assert 'value="0.9231"' in browser.see("rate_edit", row["id"]).content.decode()
    browser.send("rate_edit", row["id"], **stated(rate="0.95", version=version))
    assert BookRate.objects.get().rate == "0.95"
    browser.send("rate_edit", row["id"], **stated(rate="0.99", version=version), status=409)
    answer = browser.send("rate_delete", row["id"])
    assert "Deleted 1 USD = 0.95 EUR" in words_of(browser.get(answer["Location"]))
    assert not BookRate.objects.exists()


def test_rates_come_a_page_at_a_time(alice, browser, monkeypatch):
    monkeypatch.setattr("web.views.rates.PAGE_SIZE", 2)
    for day in range(1, 4):
        entered(alice, date=f"2024-01-0{day}")
    first = browser.see("rates")
    assert "3 Jan 2024" in words_of(first)
    rest = browser.get(browser.address("rates") + first.context["older"])
    assert "1 Jan 2024" in words_of(rest)
    assert "3 Jan 2024" not in words_of(rest)


def test_a_viewer_sees_rates_and_no_control(alice, bob, dollars):
    row = entered(alice)
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    page = viewer.see("rates")
    assert "1 USD = 0.9231 EUR" in words_of(page)
    assert "rates/new/" not in page.content.decode()
    assert "/edit/" not in page.content.decode()
    viewer.send("rate_new", **stated(), status=403)
    viewer.send("rate_edit", row["id"], **stated(), status=403)
    viewer.send("rate_delete", row["id"], status=403)


def test_a_stranger_finds_nothing(alice, bob):
    row = entered(alice)
    Browser(bob, alice.book).see("rates", status=404)
    Browser(bob).see("rate_edit", row["id"], status=404)


def test_the_statements_do_not_grow(alice, browser, dollars, django_assert_max_num_queries):
    for day in range(1, 9):
        entered(alice, date=f"2024-01-0{day}")
        alice.transaction(account=dollars["id"], date=f"2023-0{day}-01")
    with django_assert_max_num_queries(STATEMENTS):
        browser.see("rates")
