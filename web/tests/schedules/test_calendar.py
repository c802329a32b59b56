"""What is due in a month, day by day."""

import pytest

from books.models import Role
from tests.cast import joined, made, signed_up
from web.tests.browsing import Browser, words_of
from web.tests.schedules.conftest import state


@pytest.fixture
def month(browser):
    """The page of a month."""

    def see(month="2026-11"):
        return browser.get(f"{browser.address('schedule_calendar')}?month={month}")

    return see


def days_of(page):
    """The days of the calendar by their date."""
    return {day.iso: day for week in page.context["weeks"] for day in week if day}


def due_in(page):
    """What is due, as day, name, amount and status."""
    return [
        (iso, row.name, row.amount.text, row.status)
        for iso, day in days_of(page).items()
        for row in day.rows
    ]


def test_a_month_shows_what_is_settled_skipped_late_and_to_come(alice, bank, add, browser, month):
    rent = add("Rent", starts="2026-10-20")
    add("Weekly", amount="10.00", starts="2026-11-03", phase={"unit": "week"})
    state(browser, rent, "2026-10-20", "skipped")
    state(browser, rent, "2026-11-20")
    assert due_in(month("2026-10")) == [("2026-10-20", "Rent", "−800.00", "skipped")]
    assert due_in(month()) == [
        ("2026-11-03", "Weekly", "−10.00", "missed"),
        ("2026-11-10", "Weekly", "−10.00", "missed"),
        ("2026-11-17", "Weekly", "−10.00", "overdue"),
        ("2026-11-20", "Rent", "−800.00", "recorded"),
        ("2026-11-24", "Weekly", "−10.00", "due today"),
    ]
    assert ("2200-12-20", "Rent", "−800.00", "") in due_in(month("2200-12"))
    assert due_in(month("1900-01")) == []


def test_the_sums_count_what_was_paid_and_neither_transfers_nor_what_is_skipped(
    alice, bank, add, browser, month
):
    rent = add("Rent", starts="2026-11-20")
    gym = add("Gym", amount="30.00", starts="2026-11-20")
    add("Pay", amount="2000.00", starts="2026-11-20", kind="income")
    savings = alice.account(name="Savings", opening_date="2015-01-01")["id"]
    add("Saved", starts="2026-11-20", kind="transfer", phase={"to_account": savings})
    state(browser, gym, "2026-11-20", "skipped")
    browser.send("occurrence", rent, "2026-11-20", do="recorded", date="2026-11-19", amount="810")
    page = month()
    assert [one.text for one in days_of(page)["2026-11-20"].sums] == ["+1,190.00"]
    assert [one.text for one in page.context["sums"]] == ["+1,190.00"]


def test_what_is_moved_stands_on_its_new_day(add, browser, month):
    rent = add("Rent", starts="2026-11-28")
    browser.send("occurrence", rent, "2026-11-28", do="moved", date="2026-12-02", amount="800")
    assert due_in(month()) == []
    assert [row[0] for row in due_in(month("2026-12"))] == ["2026-12-02", "2026-12-28"]


def test_a_paused_schedule_shows_only_what_is_over(alice, add, browser, month):
    rent = add("Rent", starts="2026-10-20")
    state(browser, rent, "2026-10-20")
    alice.patch(f"schedules/{rent}/", {"paused": True})
    assert [row[3] for row in due_in(month("2026-10"))] == ["recorded"]
    assert due_in(month()) == due_in(month("2026-12")) == []


def test_weeks_begin_on_the_persons_first_day(alice, browser, month):
    def first_week(page):
        return [day and day.number for day in page.context["weeks"][0]]

    assert first_week(month()) == [None, None, None, None, None, None, 1]
    alice.patch("me/preferences/", {"first_weekday": 7})
    page = month()
    assert first_week(page) == [1, 2, 3, 4, 5, 6, 7]
    assert page.context["weekdays"][0] == ("Sun", "Sunday")
    assert [len(week) for week in page.context["weeks"]] == [7] * 5


def test_today_weekends_and_the_holidays_of_the_books_calendar_are_marked(alice, month):
    page = month()
    assert 'aria-current="date"' in page.content.decode()
    assert [iso for iso, day in days_of(page).items() if day.is_today] == ["2026-11-24"]
    assert days_of(page)["2026-11-28"].is_free
    made(alice.patch("book/", {"calendar": "ECB"}))
    christmas = days_of(month("2026-12"))["2026-12-25"]
    assert christmas.is_holiday
    assert not days_of(month("2026-12"))["2026-12-26"].is_holiday  # a Saturday


def test_each_leads_to_its_transaction_or_to_what_can_be_done(alice, add, browser, month):
    rent = add("Rent", starts="2026-10-20")
    state(browser, rent, "2026-10-20")
    (paid,) = made(alice.get("transactions/"))["results"]
    assert f'href="{browser.address("entry", paid["id"])}"' in month("2026-10").content.decode()
    page = month()
    assert f'href="{browser.address("occurrence", rent, "2026-11-20")}?' in page.content.decode()
    mia = signed_up("mia")
    joined(mia, alice.book, Role.VIEWER)
    viewed = Browser(mia, alice.book).see("schedule_calendar").content.decode()
    assert f'href="{browser.address("schedule", rent)}"' in viewed
    assert "/2026-11-20/" not in viewed


def test_the_list_and_the_calendar_lead_to_each_other(add, browser):
    add()
    names = ["schedules", "schedule_calendar"]
    for name in names:
        text = browser.see(name).content.decode()
        assert all(f'href="{browser.address(other)}"' in text for other in names)


@pytest.mark.parametrize("stated", ["", "2026-13", "1899-12", "2201-01", "soon"])
def test_a_month_that_is_not_there_is_that_of_today(month, stated):
    assert month(stated).context["month_name"] == "November 2026"


def test_an_empty_month_says_so(month):
    assert "Nothing is due in this month." in words_of(month())


@pytest.mark.parametrize("count", [1, 20])
def test_a_month_takes_as_many_statements_however_many_schedules(
    add, browser, month, django_assert_num_queries, count
):
    for number in range(count):
        add(f"S{number}", starts="2026-11-20", phase={"amount_rule": "last"})
    month()
    with django_assert_num_queries(12):
        month()
