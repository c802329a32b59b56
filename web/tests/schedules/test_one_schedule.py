"""The page of a schedule, and what is done to one of its occurrences."""

import pytest

from tests.cast import made
from web.tests.browsing import words_of
from web.tests.schedules.conftest import calendar, form_of, state, stored, transactions


def test_it_shows_what_was_what_is_open_and_what_is_to_come(alice, add, browser):
    rent = add(starts="2026-08-20")
    state(browser, rent, "2026-08-20", "skipped")
    state(browser, rent, "2026-09-20")
    page = browser.see("schedule", rent)
    (entry,) = made(alice.get("transactions/"))["results"]
    assert [(row.day, row.status) for row in page.context["over"]] == [
        ("Sun 20 Sep", "recorded"), ("Thu 20 Aug", "skipped"),
    ]  # fmt: skip
    assert page.context["over"][0].transaction == browser.address("entry", entry["id"])
    waiting = [(row.day, row.status) for row in page.context["waiting"]]
    assert waiting[:3] == [("Tue 20 Oct", "missed"), ("Fri 20 Nov", "overdue"), ("Sun 20 Dec", "")]
    assert waiting[-1] == ("Thu 20 May 2027", "")
    assert "Every month on the 20th" in words_of(page)


def test_a_schedule_of_every_day_shows_some_rows_and_counts_the_others(add, browser):
    daily = add(starts="2026-01-01", phase={"unit": "day"})
    page = browser.see("schedule", daily)
    assert len(page.context["waiting"]) == 60
    assert f"and {328 + 183 - 60} more" in words_of(page)


def test_what_was_recorded_is_opened_again_and_its_transaction_stays(alice, add, browser):
    rent = add(starts="2026-11-20")
    state(browser, rent, "2026-11-20")
    browser.send("occurrence_reopen", rent, "2026-11-20")
    assert calendar(alice, rent)["2026-11-20"]["status"] == "overdue"
    assert len(transactions(alice)) == 1
    browser.send("occurrence_reopen", rent, "2026-11-20")


def test_a_deleted_transaction_is_told(alice, add, browser):
    rent = add(starts="2026-11-20")
    state(browser, rent, "2026-11-20")
    (entry,) = made(alice.get("transactions/"))["results"]
    alice.delete(f"transactions/{entry['id']}/")
    text = words_of(browser.see("schedule", rent))
    assert "recorded its transaction is deleted" in text


def test_it_is_paused_and_goes_on(alice, add, browser):
    rent = add(starts="2026-11-20", records_from="2026-01-01")
    browser.send("schedule_pause", rent, paused="on")
    assert stored(alice, rent)["paused"]
    assert "paused" in words_of(browser.see("schedule", rent))
    assert browser.see("schedules").context["late"] == []
    browser.send("schedule_pause", rent)
    assert not stored(alice, rent)["paused"]
    assert stored(alice, rent)["records_from"] == "2026-11-24"


def test_it_is_deleted_with_an_undo(alice, add, browser):
    rent = add()
    there = browser.send("schedule_delete", rent)["Location"]
    assert "Deleted the schedule Rent Undo" in words_of(browser.get(there))
    browser.see("schedule", rent, status=404)


def test_it_is_recorded_on_another_day_with_another_amount(alice, add, browser):
    rent = add(starts="2026-11-20")
    page = browser.see("occurrence", rent, "2026-11-20")
    assert form_of(page) == {"date": "20 Nov 2026", "amount": "800.00"}
    sent = {"date": "yesterday", "amount": "=800+12,50", "do": "recorded"}
    browser.send("occurrence", rent, "2026-11-20", **sent)
    assert transactions(alice) == [("2026-11-23", "812.50", "pending")]


def test_it_is_moved_and_moved_back(alice, add, browser):
    rent = add(starts="2026-11-28")
    sent = {"date": "1 Dec 2026", "amount": "800.00", "do": "moved"}
    browser.send("occurrence", rent, "2026-11-28", **sent)
    found = calendar(alice, rent)["2026-11-28"]
    assert (found["due"], found["expected"], found["status"]) == (
        "2026-12-01", "800.00", "upcoming",
    )  # fmt: skip
    assert "moved from 28 Nov 2026" in words_of(browser.see("schedules"))
    page = browser.see("occurrence", rent, "2026-11-28")
    assert "As usual again" in words_of(page)
    sent = {**form_of(page), "amount": "7", "do": "moved"}
    browser.send("occurrence", rent, "2026-11-28", **sent)
    found = calendar(alice, rent)["2026-11-28"]
    assert (found["due"], found["expected"]) == ("2026-12-01", "7.00")
    browser.send("occurrence_reopen", rent, "2026-11-28")
    assert calendar(alice, rent)["2026-11-28"]["due"] == "2026-11-28"


def test_what_is_moved_nowhere_is_told_so(add, browser):
    rent = add(starts="2026-11-28")
    sent = {"date": "28 Nov 2026", "amount": "800.00", "do": "moved"}
    answer = browser.send("occurrence", rent, "2026-11-28", status=422, **sent)
    errors = answer.context["form"].errors
    assert errors == {"date": ["State another day, another amount, or both."]}


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"date": "x"}, "date"), ({"amount": "0"}, "amount"), ({"amount": "1,234,5"}, "amount")],
)
def test_what_is_not_valid_is_refused_at_its_field(alice, add, browser, typed, field):
    rent = add(starts="2026-11-28")
    sent = {"date": "28 Nov 2026", "amount": "800.00", **typed}
    answer = browser.send("occurrence", rent, "2026-11-28", status=422, **sent)
    assert list(answer.context["form"].errors) == [field]
    assert transactions(alice) == []


def test_payments_are_offered_the_likeliest_first(alice, bank, add, browser):
    rent = add(starts="2026-11-20", phase={"amount_rule": "about"})
    other = alice.account(name="Other", opening_date="2015-01-01")["id"]
    common = {"account": bank, "date": "2026-11-20"}
    alice.transaction(**common, amount="5.00", payee="Far off")
    alice.transaction(**{**common, "date": "2026-11-23"}, amount="815.00", payee="Near")
    alice.transaction(**common, amount="805.00", payee="Nearest")
    alice.transaction(**{**common, "date": "2026-11-22"}, amount="805.00", payee="Later")
    alice.transaction(**common, amount="800.00", payee="Money back", refund=True)
    alice.transaction(**{**common, "account": other}, amount="800.00", payee="Elsewhere")
    alice.transaction(**{**common, "date": "2026-11-14"}, amount="800.00", payee="Too early")
    settled = add("Other", starts="2026-11-20")
    state(browser, settled, "2026-11-20")
    page = browser.see("occurrence", rent, "2026-11-20")
    assert [one.who for one in page.context["payments"]] == ["Nearest", "Later", "Near", "Far off"]
    chosen = page.context["payments"][0].id
    browser.send("occurrence_state", rent, "2026-11-20", transaction=chosen)
    found = calendar(alice, rent)["2026-11-20"]
    assert (found["status"], found["transaction"]) == ("matched", chosen)
    text = words_of(browser.see("schedule", rent))
    assert "Fri 20 Nov Bank matched −805.00" in text


def test_a_transaction_of_another_book_is_not_there(alice, bob, add, browser):
    rent = add(starts="2026-11-20")
    foreign = bob.transaction(date="2026-11-20")["id"]
    for one in (foreign, "x", ""):
        browser.send("occurrence_state", rent, "2026-11-20", transaction=one, status=404)


def test_a_transaction_that_settles_another_is_refused_in_words(alice, add, browser):
    rent, other = add(starts="2026-11-20"), add("Other", starts="2026-11-20")
    state(browser, other, "2026-11-20")
    (entry,) = made(alice.get("transactions/"))["results"]
    there = browser.send("occurrence_state", rent, "2026-11-20", transaction=entry["id"])
    assert "It settles Other of 2026-11-20 already." in words_of(browser.get(there["Location"]))


def test_a_settled_occurrence_offers_to_be_opened_and_nothing_else(add, browser):
    rent = add(starts="2026-11-20")
    state(browser, rent, "2026-11-20")
    text = words_of(browser.see("occurrence", rent, "2026-11-20"))
    assert "Reopen" in text
    assert "Is it one of these?" not in text


def test_after_a_button_one_is_where_one_was(add, browser):
    rent = add(starts="2026-11-20")
    here = browser.address("schedules")
    assert state(browser, rent, "2026-11-20", next=here)["Location"] == here
    there = browser.send("occurrence_reopen", rent, "2026-11-20", next="https://example.com/")
    assert there["Location"] == browser.address("schedule", rent)


@pytest.fixture
def paid(alice, bank, add):
    """Adds a monthly schedule whose last payment is at another price; returns its id."""

    def paid(**phase):
        schedule = add("Films", "9.99", "2026-09-15", phase=phase)
        for nominal, amount in (
            ("2026-09-15", "9.99"),
            ("2026-10-15", "9.99"),
            ("2026-11-15", "12.99"),
        ):
            said = {"account": bank, "date": nominal, "amount": amount}
            transaction = alice.transaction(**said)["id"]
            said = {"schedule": schedule, "nominal": nominal, "state": "matched"}
            alice.add("occurrences/", **said, transaction=transaction)
        return schedule

    return paid


def test_a_price_that_changed_is_shown_and_becomes_a_phase(alice, browser, paid):
    schedule = paid()
    page = browser.see("schedule", schedule)
    assert "9.99 → 12.99 since 15 Nov 2026: +3.00 (30 %), +36.00 a year" in words_of(page)
    browser.send("schedule_price", schedule)
    said = [(one["starts"], one["amount"]) for one in stored(alice, schedule)["phases"]]
    assert said == [("2026-09-15", "9.99"), ("2026-11-15", "12.99")]
    assert "Expect it" not in words_of(browser.see("schedule", schedule))
    browser.send("undo", alice.get("book/").json()["last_change"])
    assert len(stored(alice, schedule)["phases"]) == 1


def test_a_schedule_that_follows_its_payments_needs_no_phase_for_another_price(browser, paid):
    page = browser.see("schedule", paid(amount_rule="last"))
    assert "9.99 → 12.99" in words_of(page)
    assert "Expect it" not in words_of(page)


def test_a_price_that_changed_is_listed_with_what_is_due(browser, paid):
    schedule = paid()
    page = browser.see("schedules")
    said = "Films since 15 Nov 2026: +3.00 (30 %), +36.00 a year 9.99 → 12.99 Expect it"
    assert said in words_of(page)
    here = browser.address("schedules")
    assert browser.send("schedule_price", schedule, next=here)["Location"] == here
    text = words_of(browser.get(here))
    assert "Expects the new price of Films Undo" in text
    assert "−12.99" in text
    again = browser.send("schedule_price", schedule)["Location"]
    assert "No payment is at another price" in words_of(browser.get(again))


def test_a_price_that_is_expected_by_now_is_listed_for_a_month(browser, paid):
    paid(amount_rule="last")
    assert [one.name for one in browser.see("schedules").context["changes"]] == ["Films"]


def test_a_price_in_another_currency_leads_to_the_form(alice, bank, add, browser):
    abroad = alice.account(name="Abroad", currency="USD", opening_date="2015-01-01")["id"]
    phase = {"to_account": abroad, "to_amount": "11.00"}
    schedule = add("Send", "10.00", "2026-10-15", kind="transfer", phase=phase)
    for nominal, amount in (("2026-10-15", "10.00"), ("2026-11-15", "12.00")):
        said = {"type": "transfer", "account": bank, "to_account": abroad, "to_amount": "11.00"}
        transaction = alice.transaction(**said, date=nominal, amount=amount)["id"]
        said = {"schedule": schedule, "nominal": nominal, "state": "matched"}
        alice.add("occurrences/", **said, transaction=transaction)
    page = browser.see("schedule", schedule)
    assert "10.00 → 12.00" in words_of(page)
    assert browser.address("schedule_price", schedule) not in page.content.decode()


def test_what_a_strict_account_refuses_is_said_and_stays_open(alice, bank, add, browser):
    row = add("Rent", starts="2026-11-20")
    said = {"account": bank, "date": "2026-11-22", "balance": "0.00"}
    statement = alice.add("statements/", **said)
    alice.post(f"statements/{statement['id']}/close/")
    alice.patch(f"accounts/{bank}/", {"strict": True})
    browser.send("occurrence_state", row, "2026-11-20", do="recorded")
    words = words_of(browser.see("schedule", row))
    assert "its statement of 2026-11-22 is closed" in words
    assert "overdue" in words
