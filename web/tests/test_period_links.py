"""The periods that the register offers: weeks by the person's first weekday, months, the year."""

import datetime
import html
import re

import pytest

from users.choices import Weekday
from users.models import Preference
from web.tests.browsing import Browser
from web.tests.test_register import listed

WEDNESDAY = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
WEEKS = {
    Weekday.MONDAY: [("2026-11-23", "2026-11-29"), ("2026-11-16", "2026-11-22")],
    Weekday.SATURDAY: [("2026-11-21", "2026-11-27"), ("2026-11-14", "2026-11-20")],
    Weekday.SUNDAY: [("2026-11-22", "2026-11-28"), ("2026-11-15", "2026-11-21")],
}


@pytest.fixture
def browser(alice, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: WEDNESDAY)
    return Browser(alice)


def prefer(alice, **values):
    Preference.objects.update_or_create(user=alice.user, defaults=values)


def offered(page):
    """The links by what they say, and what says that it is shown."""
    text = page.content.decode()
    links = re.findall(
        r'<a class="chip( on)?" href="([^"]*)"( aria-current="true")?>([^<]+)</a>', text
    )
    assert all(bool(on) == bool(current) for on, _, current, _ in links)
    found = {name: html.unescape(href) for _, href, _, name in links}
    return found, [name for on, _, _, name in links if on]


@pytest.mark.parametrize("first", WEEKS)
def test_a_week_begins_on_the_weekday_of_the_person(alice, browser, first):
    prefer(alice, first_weekday=first)
    links, _ = offered(browser.see("transactions"))
    this, last = (f"?start_date={start}&end_date={end}" for start, end in WEEKS[first])
    assert (links["This week"], links["Last week"]) == (this, last)


def test_without_a_preference_it_begins_on_monday_and_months_are_months(browser):
    links, _ = offered(browser.see("transactions"))
    assert links["This week"] == "?start_date=2026-11-23&end_date=2026-11-29"
    assert (links["This month"], links["Last month"]) == ("?month=2026-11", "?month=2026-10")
    assert links["This year"] == "?start_date=2026-01-01&end_date=2026-12-31"


def test_today_is_that_of_the_person(alice, monkeypatch):
    new_year = datetime.datetime(2026, 12, 31, 23, tzinfo=datetime.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: new_year)
    prefer(alice, time_zone="Asia/Tokyo")
    links, _ = offered(Browser(alice).see("transactions"))
    assert links["This year"] == "?start_date=2027-01-01&end_date=2027-12-31"
    assert links["Last month"] == "?month=2026-12"
    assert links["This week"] == "?start_date=2026-12-28&end_date=2027-01-03"


def test_a_link_keeps_the_other_filters_and_drops_the_period_of_before(browser):
    links, _ = offered(browser.see("transactions", q="tea", month="2025-03", type="expense"))
    assert links["Last week"] == "?start_date=2026-11-16&end_date=2026-11-22&type=expense&q=tea"
    assert links["This month"] == "?month=2026-11&type=expense&q=tea"


def test_a_link_lists_the_rows_of_its_days(alice, browser):
    for day in ("2026-11-22", "2026-11-23", "2026-11-29", "2026-11-30"):
        alice.transaction(payee=day, date=day)
    links, _ = offered(browser.see("transactions"))
    page = browser.get(browser.address("transactions") + links["This week"])
    assert listed(page.content.decode()) == ["2026-11-29", "2026-11-23"]


@pytest.mark.parametrize(
    ("query", "shown", "name"),
    [
        ({}, [], "All time"),
        ({"month": "2026-11"}, ["This month"], "November 2026"),
        ({"start_date": "2026-11-01", "end_date": "2026-11-30"}, ["This month"], "This month"),
        ({"start_date": "2026-11-16", "end_date": "2026-11-22"}, ["Last week"], "Last week"),
        ({"start_date": "2026-11-16"}, [], "Chosen days"),
        ({"start_date": "x"}, [], "All time"),
    ],
)
def test_what_is_shown_is_marked_and_named(browser, query, shown, name):
    page = browser.see("transactions", **query)
    assert offered(page)[1] == shown
    assert f"<strong>{name}</strong>" in page.content.decode()
