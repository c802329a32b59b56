"""Payments that recur on their page, and the form that they fill."""

import pytest

from books.models import Role
from tests.cast import joined
from web.tests.browsing import Browser, words_of
from web.tests.schedules.conftest import calendar, form_of, stored


@pytest.fixture
def films(alice, bank):
    """Payments every two weeks, of which one is missing; returns the ids."""
    said = {"amount": "9.99", "payee": "Films", "account": bank}
    days = ("2026-09-11", "2026-09-25", "2026-10-09", "2026-11-06", "2026-11-20")
    return [alice.transaction(**said, date=day)["id"] for day in days]


def test_a_series_is_listed_with_what_speaks_for_it(browser, films):
    words = words_of(browser.see("schedules_found"))
    for text in (
        "Films",
        "every 2 weeks on Friday · Bank",
        "5 payments, 11 Sep 2026 to 20 Nov 2026; 1 is missing",
        "−9.99",
    ):
        assert text in words


def test_the_other_payees_of_a_series_are_named(alice, browser, bank):
    for day, payee in (("2026-09-11", "Films A123"), ("2026-10-11", "Films A456")):
        alice.transaction(amount="9.99", payee=payee, account=bank, date=day)
    alice.transaction(amount="9.99", payee="Films A789", account=bank, date="2026-11-11")
    words = words_of(browser.see("schedules_found"))
    assert "Films A789" in words
    assert "With Films A456, Films A123" in words


def made_of(browser, **changed):
    """Send the form of the series, with some fields changed; returns the id of the schedule."""
    (row,) = browser.see("schedules_found").context["found"]
    fields = {**form_of(browser.get(row.form)), "key": "k", **changed}
    sent = {name: value for name, value in fields.items() if value}
    answer = browser.post(row.form, sent)
    assert answer.status_code == 303, words_of(answer)
    # Sent twice, it is done once.
    assert browser.post(row.form, sent)["Location"] == answer["Location"]
    return int(answer["Location"].rstrip("/").rpartition("/")[2])


def matched(alice, schedule):
    """The nominal dates that a transaction settles."""
    found = calendar(alice, schedule)
    return [day for day, one in found.items() if one["status"] == "matched"]


def test_the_form_that_it_fills_can_be_sent_as_it_is(alice, browser, bank, films):
    (row,) = browser.see("schedules_found").context["found"]
    assert "5 payments, 11 Sep 2026 to 20 Nov 2026." in words_of(browser.get(row.form))
    schedule = made_of(browser)
    said = stored(alice, schedule)
    (phase,) = said["phases"]
    shown = {name: phase[name] for name in ("starts", "unit", "every", "on", "amount_rule")}
    assert shown == {
        "starts": "2026-09-11", "unit": "week", "every": 2, "on": ["FR"], "amount_rule": "last"
    }  # fmt: skip
    assert (said["name"], phase["amount"], phase["account"]) == ("Films", "9.99", bank)
    assert matched(alice, schedule) == [
        "2026-09-11", "2026-09-25", "2026-10-09", "2026-11-06", "2026-11-20"
    ]  # fmt: skip
    assert calendar(alice, schedule)["2026-12-04"]["status"] == "upcoming"
    assert "Nothing that recurs was found" in words_of(browser.see("schedules_found"))


def test_without_the_box_it_begins_with_the_next_payment(alice, browser, films):
    schedule = made_of(browser, match="")
    assert stored(alice, schedule)["phases"][0]["starts"] == "2026-12-04"
    assert matched(alice, schedule) == []


def test_another_recurrence_from_now_on_leaves_the_payments_a_phase_of_their_own(
    alice, browser, films
):
    schedule = made_of(browser, every="4", starts="2026-12-11")
    said = [(one["starts"], one["every"]) for one in stored(alice, schedule)["phases"]]
    assert said == [("2026-09-11", 2), ("2026-12-11", 4)]
    assert len(matched(alice, schedule)) == 5


def test_a_fault_is_said_at_its_field_and_the_box_stays_as_it_was(browser, films):
    (row,) = browser.see("schedules_found").context["found"]
    fields = {**form_of(browser.get(row.form)), "every": "0"}
    page = browser.post(row.form, fields)
    assert (page.status_code, page.context["form"]["match"].value()) == (422, True)
    assert "every" in page.context["form"].errors
    fields |= {"every": "2", "type": "income"}
    page = browser.post(row.form, fields)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["type"])


def test_payments_that_are_gone_are_said_at_the_box(alice, browser, films):
    (row,) = browser.see("schedules_found").context["found"]
    fields = form_of(browser.get(row.form))
    for row_id in films[1:]:
        alice.delete(f"transactions/{row_id}/")
    page = browser.post(row.form, fields)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["match"])


@pytest.mark.parametrize("found", ["1", "0", "x", "-1", "9" * 30])
def test_what_was_not_found_fills_no_form(browser, films, found):
    browser.see("schedule_new", status=404, found=found)


def test_the_page_takes_as_many_statements_whatever_is_found(
    alice, bank, browser, films, django_assert_num_queries
):
    with django_assert_num_queries(10):
        browser.see("schedules_found")
    for number in range(3):
        for month in (9, 10, 11):
            said = {"payee": f"Payee {number}", "amount": "5.00", "account": bank}
            alice.transaction(**said, date=f"2026-{month:02}-1{number}")
    with django_assert_num_queries(10):
        browser.see("schedules_found")


def test_what_is_no_recurring_payment_is_listed_apart_and_can_be_suggested_again(browser, films):
    (row,) = browser.see("schedules_found").context["found"]
    says = "Not a recurring payment : Films"
    assert says in words_of(browser.see("schedules_found"))
    answer = browser.send("found_refuse", key=row.key)
    page = browser.get(answer["Location"])
    assert "Films is not suggested any more" in words_of(page)
    assert (page.context["found"], [one.key for one in page.context["refused"]]) == ([], [row.key])
    assert says not in words_of(page)
    answer = browser.send("found_take_back", key=row.key)
    assert "Films is suggested again" in words_of(browser.get(answer["Location"]))
    assert browser.see("schedules_found").context["refused"] == []


def test_payments_that_have_changed_since_are_neither_refused_nor_suggested(browser, films):
    for step in ("found_refuse", "found_take_back"):
        answer = browser.send(step, key="expense-EUR-1-1-month-1", status=409)
        assert "These payments have changed" in words_of(answer)


def test_a_viewer_reads_what_was_refused(alice, bob, browser, films):
    (row,) = browser.see("schedules_found").context["found"]
    browser.send("found_refuse", key=row.key)
    joined(bob, alice.book, Role.VIEWER)
    viewer = Browser(bob, alice.book)
    words = words_of(viewer.see("schedules_found"))
    assert "Films" in words
    assert "Suggest again" not in words
    viewer.send("found_take_back", key=row.key, status=403)
