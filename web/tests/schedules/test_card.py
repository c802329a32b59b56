"""What is due soon, on the overview."""

import pytest

from web.tests.browsing import words_of
from web.tests.schedules.conftest import TODAY


@pytest.fixture(autouse=True)
def _entry(alice, bank):
    alice.transaction(account=bank, date=TODAY)


def card_of(browser, **query):
    return browser.see("overview", **query).context["upcoming"]


def test_it_shows_all_that_is_overdue_and_the_next_five(alice, add, browser):
    assert card_of(browser) is None
    add("Rent", starts="2026-11-20")
    add("Water", starts="2026-11-21", amount="30.00")
    for number in range(7):
        add(f"Next {number}", starts=f"2026-11-{25 + number // 2}", amount="1.00")
    add("Later", starts="2026-12-09")
    card = card_of(browser)
    assert [row.name for row in card.rows] == ["Rent", "Water", *(f"Next {n}" for n in range(5))]
    assert [row.is_late for row in card.rows[:3]] == [True, True, False]
    assert (card.further, [one.text for one in card.sums]) == (2, ["−837.00"])
    assert "Upcoming within 14 days, in all −837.00 All" in words_of(browser.see("overview"))


def test_each_currency_has_its_sum_and_transfers_have_none(alice, bank, add, browser):
    dollars = alice.account(name="NY", currency="USD", opening_date="2015-01-01")["id"]
    cash = alice.account(name="Till", opening_date="2015-01-01")["id"]
    add("Bill", starts="2026-11-25", amount="20.00", phase={"account": dollars})
    add("Pay", starts="2026-11-25", amount="50.00", kind="income")
    add("Save", starts="2026-11-25", amount="7.00", kind="transfer", phase={"to_account": cash})
    sums = card_of(browser).sums
    assert [(one.code, one.text) for one in sums] == [("", "+50.00"), ("USD", "−20.00")]


def test_another_month_and_paused_schedules_show_nothing(add, browser):
    add("Rent", starts="2026-11-25", paused=True)
    assert card_of(browser).rows == []
    assert "Nothing is due." in words_of(browser.see("overview"))
    assert card_of(browser, month="2026-10") is None


@pytest.mark.parametrize("count", [1, 20])
def test_it_takes_as_many_statements_however_many_schedules(
    add, browser, django_assert_num_queries, count
):
    for number in range(count):
        add(f"S{number}", starts="2026-11-20")
    browser.see("overview")
    with django_assert_num_queries(15):
        browser.see("overview")
