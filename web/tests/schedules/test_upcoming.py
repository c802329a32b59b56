"""What is due: the list of the next days, its buttons, and all schedules."""

from datetime import date

import pytest

from books.models import Role
from tests.cast import joined, signed_up
from web.tests.browsing import Browser, words_of
from web.tests.schedules.conftest import (
    calendar,
    state,
    transactions,
    work,
)

STATEMENTS = {"schedules": 14, "schedule": 13, "schedule_edit": 12, "occurrence": 14}


def rows_of(answer):
    """The rows of the page, as day and name: first those that are overdue."""
    found = [("overdue", row.name) for row in answer.context["late"]]
    return found + [(day.day, row.name) for day in answer.context["days"] for row in day.rows]


def test_what_is_overdue_comes_first_then_the_next_days(add, browser):
    add("Rent", starts="2026-11-20")
    add("Phone", starts="2026-11-24", amount="19.90")
    add("Pay", starts="2026-11-27", kind="income", amount="2000.00")
    add("Far", starts="2026-12-26")
    add("Paused", starts="2026-11-25", paused=True)
    page = browser.see("schedules")
    assert rows_of(page) == [
        ("overdue", "Rent"), ("Tue 24 Nov", "Phone"), ("Fri 27 Nov", "Pay"),
        ("Sun 20 Dec", "Rent"), ("Thu 24 Dec", "Phone"),
    ]  # fmt: skip
    assert [one.text for one in page.context["sums"]] == ["+1,160.20"]
    said = "Rent Fri 20 Nov · Bank overdue Why? Rent, Fri 20 Nov Stated by the schedule −800.00 "
    assert f"{said}−800.00 Record" in words_of(page)


def test_all_schedules_say_when_they_are_due_next(alice, add, browser):
    add("Rent", starts="2026-11-20")
    yearly = add("Fee", starts="2025-03-15", phase={"unit": "year"})
    add("Over", starts="2026-01-01", phase={"until": "2026-05-01"})
    add("Paused", paused=True)
    state(browser, yearly, "2027-03-15", "skipped")
    listed = {one.name: one for one in browser.see("schedules").context["schedules"]}
    assert {name: one.next for name, one in listed.items()} == {
        "Rent": "Fri 20 Nov", "Fee": "Wed 15 Mar 2028", "Over": "", "Paused": "",
    }  # fmt: skip
    assert listed["Fee"].phase.when == "every year on 15 March"
    assert listed["Paused"].is_paused


def test_all_schedules_show_the_amount_that_the_next_days_show(alice, add, browser):
    phone = add("Phone", "20.00", "2026-10-24", phase={"amount_rule": "average", "of_last": 2})
    add("Power", "40.00", "2026-11-25", phase={"amount_rule": "range", "highest": "60.00"})
    add("Fee", "90.00", "2027-05-01")
    state(browser, phone, "2026-10-24")
    browser.send(
        "occurrence", phone, "2026-11-24", do="recorded", date="2026-11-24", amount="26.00"
    )
    page = browser.see("schedules")
    (due,) = (row for day in page.context["days"] for row in day.rows if row.name == "Phone")
    assert (due.amount.text, due.is_about) == ("−23.00", True)
    words = words_of(page)
    listed = words[words.index("All New schedule") :]
    assert "next Thu 24 Dec ≈ about −23.00" in listed
    assert "next Wed 25 Nov −40.00 to −60.00" in listed
    assert "next Sat 1 May 2027 −90.00" in listed


def test_a_far_occurrence_that_was_moved_is_next_on_its_new_day(add, browser):
    yearly = add("Fee", starts="2026-03-15", phase={"unit": "year"})
    for sent in ({"date": "2027-03-20", "amount": "800"}, {"date": "2027-03-20", "amount": "9"}):
        browser.send("occurrence", yearly, "2027-03-15", do="moved", **sent)
        (listed,) = browser.see("schedules").context["schedules"]
        assert listed.next == "Sat 20 Mar 2027"


def test_what_is_moved_beyond_the_days_that_are_shown_is_next(add, browser):
    yearly = add("Fee", starts="2026-12-15", phase={"unit": "year"})
    sent = {"date": "2027-01-05", "amount": "800", "do": "moved"}
    browser.send("occurrence", yearly, "2026-12-15", **sent)
    (listed,) = browser.see("schedules").context["schedules"]
    assert listed.next == "Tue 5 Jan 2027"


def test_one_click_records_what_is_expected_and_undo_takes_it_back(alice, add, browser):
    rent = add(starts="2026-11-20")
    page = browser.get(state(browser, rent, "2026-11-20")["Location"])
    assert "Recorded Rent, Fri 20 Nov 2026 Undo" in words_of(page)
    assert transactions(alice) == [("2026-11-20", "800.00", "pending")]
    assert calendar(alice, rent)["2026-11-20"]["status"] == "recorded"
    last = alice.get("book/").json()["last_change"]
    browser.send("undo", last)
    assert transactions(alice) == []
    assert "recording undone" in words_of(browser.see("schedules"))


def test_one_click_skips(alice, add, browser):
    rent = add(starts="2026-11-20")
    state(browser, rent, "2026-11-20", "skipped", next="/b/1/schedules/")
    assert calendar(alice, rent)["2026-11-20"]["status"] == "skipped"
    assert rows_of(browser.see("schedules")) == [("Sun 20 Dec", "Rent")]


def test_what_is_recorded_already_is_not_recorded_twice(alice, add, browser):
    rent = add(starts="2026-11-20")
    state(browser, rent, "2026-11-20")
    page = browser.get(state(browser, rent, "2026-11-20")["Location"])
    assert "A transaction settles this occurrence" in words_of(page)
    assert len(transactions(alice)) == 1


def test_a_button_that_says_nothing_does_nothing(alice, add, browser):
    rent = add(starts="2026-11-20")
    page = browser.get(state(browser, rent, "2026-11-20", "x")["Location"])
    assert "Say what became of it." in words_of(page)
    assert calendar(alice, rent)["2026-11-20"]["status"] == "overdue"


def test_an_archived_account_is_named_where_recording_is_refused(alice, add, bank, browser):
    other = alice.account(name="Old", opening_date="2015-01-01")["id"]
    rent = add(starts="2026-11-20", phase={"account": other})
    alice.patch(f"accounts/{other}/", {"archived": True})
    page = browser.get(state(browser, rent, "2026-11-20")["Location"])
    assert "Its schedule cannot be recorded" in words_of(page)


@pytest.mark.parametrize("nominal", ["2026-11-21", "2026-02-30", "0000-01-01", "2026-13-01"])
def test_a_day_without_an_occurrence_is_not_there(add, browser, nominal):
    rent = add(starts="2026-11-20")
    path = browser.address("schedule", rent)
    assert browser.get(f"{path}{nominal}/").status_code == 404
    assert browser.post(f"{path}{nominal}/reopen/").status_code in (303, 404)


def test_amounts_are_marked_where_others_meet_them_too(add, browser):
    add("Power", starts="2026-11-27", phase={"amount_rule": "range", "highest": "900.00"})
    text = words_of(browser.see("schedules"))
    assert "≈ about −850.00" in text
    assert "−800.00 to −900.00" in text


def test_what_records_itself_says_so(alice, add, browser):
    add(starts="2026-11-27", records_from="2026-11-24")
    assert "recorded automatically" in words_of(browser.see("schedules"))
    assert work(alice, date(2026, 11, 27)) == 1
    assert transactions(alice) == [("2026-11-27", "800.00", "pending")]


def test_hidden_amounts_are_in_none_of_the_pages(add, browser):
    rent = add(starts="2026-11-20", amount="812.34", phases=[{"starts": "2026-12-01"}])
    state(browser, add("Pay", starts="2026-11-19", amount="913.13"), "2026-11-19")
    browser.cookies["hide_amounts"] = "1"
    lists = [(name, []) for name in ("schedules", "schedule_calendar", "transactions", "overview")]
    for name, ids in [*lists, ("schedule", [rent])]:
        text = browser.see(name, *ids).content.decode()
        assert "•••" in text
        # The whole amounts: a key of a form may have three digits of one.
        assert "812.34" not in text
        assert "913.13" not in text


def test_an_empty_book_is_told_what_schedules_are(browser):
    text = words_of(browser.see("schedules"))
    assert "A schedule is a payment that recurs" in text
    assert "New schedule" in text


def test_a_viewer_sees_what_is_due_and_nothing_to_write_with(alice, add):
    rent = add(starts="2026-11-20")
    mia = signed_up("mia")
    joined(mia, alice.book, Role.VIEWER)
    viewer = Browser(mia, alice.book)
    for page in (viewer.see("schedules"), viewer.see("schedule", rent)):
        assert "−800.00" in words_of(page)
        assert "/edit/" not in page.content.decode()
        assert "Record " not in words_of(page)
    assert viewer.get(viewer.address("occurrence", rent, "2026-11-20")).status_code == 403


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("name", STATEMENTS)
def test_a_page_takes_as_many_statements_however_many_schedules(
    alice, bank, add, browser, django_assert_num_queries, count, name
):
    alice.transaction(account=bank, date="2026-11-21")
    category = alice.category()["id"]
    ids = [add(f"S{n}", starts="2026-11-20", phase={"category": category}) for n in range(count)]
    add("Yearly", starts="2026-03-15", phase={"unit": "year", "amount_rule": "last"})
    place = {"schedules": [], "occurrence": [ids[0], "2026-11-20"]}.get(name, [ids[0]])
    browser.see(name, *place)
    with django_assert_num_queries(STATEMENTS[name]):
        browser.see(name, *place)
