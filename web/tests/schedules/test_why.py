"""Why an amount is expected: its terms on the pages of schedules, with the way to their rows."""

import pytest

from tests.cast import made
from web.tests.browsing import words_of


def why(page, name):
    """The terms of the first open occurrence of a schedule on the page of all, and the last row."""
    context = page.context
    rows = [*context["late"], *(row for day in context["days"] for row in day.rows)]
    found = next(row for row in rows if row.name == name).why
    return [(term.word, term.amount.text) for term in found.terms], found.comes_to


@pytest.fixture
def paid(add, alice, bank):
    """Adds a schedule with two payments; returns its id and those of the transactions."""

    def paid(**phase):
        row = add("Power", starts="2026-09-28", amount="80.00", phase=phase)
        ids = []
        for month, amount in (("09", "70.00"), ("10", "75.01")):
            said = {"account": bank, "date": f"2026-{month}-28", "amount": amount}
            ids.append(alice.transaction(**said)["id"])
            state = {"schedule": row, "nominal": f"2026-{month}-28", "state": "matched"}
            made(alice.post("occurrences/", {**state, "transaction": ids[-1]}), 201)
        return row, ids

    return paid


def test_an_average_names_its_payments_and_leads_to_them(browser, paid):
    _, ids = paid(amount_rule="average", of_last=2)
    page = browser.see("schedules")
    terms = [("28 Oct 2026", "−75.01"), ("28 Sep 2026", "−70.00")]
    assert why(page, "Power") == (terms, "On average")
    assert "Why? Power, Sat 28 Nov 28 Oct 2026 −75.01 28 Sep 2026 −70.00 On average −72.50" in (
        words_of(page)
    )
    for row_id in ids:
        assert f'<a href="{browser.address("entry", row_id)}">' in page.content.decode()


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ({}, ([("Stated by the schedule", "−80.00")], "")),
        (
            {"amount_rule": "range", "highest": "90.00"},
            ([("At least", "−80.00"), ("At most", "−90.00")], "In the middle"),
        ),
        (
            {"amount_rule": "last"},
            ([("28 Oct 2026", "−75.01")], "As much as the last payment"),
        ),
    ],
)
def test_each_rule_says_what_its_amount_is_made_of(browser, paid, phase, expected):
    paid(**phase)
    assert why(browser.see("schedules"), "Power") == expected


def test_what_somebody_stated_for_a_day_is_said_to_be_that(alice, add, browser):
    row = add("Rent", amount="800.00")
    said = {"schedule": row, "nominal": "2026-11-28", "state": "moved", "amount": "810.00"}
    made(alice.post("occurrences/", said), 201)
    assert why(browser.see("schedules"), "Rent") == ([("Stated for this day", "−810.00")], "")


def test_a_rule_that_learns_says_that_it_has_no_payment_yet(add, browser):
    add("Power", phase={"amount_rule": "average"})
    terms = [("Stated by the schedule, until it has a payment", "−800.00")]
    assert why(browser.see("schedules"), "Power") == (terms, "")


def test_what_a_card_owes_is_the_sum_of_its_terms_with_the_way_to_its_rows(alice, add, browser):
    said = {"type": "credit_card", "opening_date": "2026-01-01", "opening_balance": "-100.00"}
    card = alice.account(name="Visa", **said)["id"]
    alice.transaction(account=card, date="2026-11-02", amount="12.40")
    add("Pay Visa", kind="transfer", phase={"to_account": card, "amount_rule": "owed"}, amount=None)
    page = browser.see("schedules")
    terms = [("Balance at the start", "+100.00"), ("Moved on the account since", "+12.40")]
    assert why(page, "Pay Visa") == (terms, "Owed")
    rows = [row for day in page.context["days"] for row in day.rows]
    (moved,) = [term for term in rows[0].why.terms if term.href]
    assert "−12.40" in words_of(browser.get(moved.href.replace("&amp;", "&")))


def test_the_page_of_a_schedule_and_that_of_an_occurrence_say_it_too(browser, add):
    row = add("Rent")
    for page in (browser.see("schedule", row), browser.see("occurrence", row, "2026-11-28")):
        assert "Why? Rent, Sat 28 Nov Stated by the schedule −800.00" in words_of(page)


def test_neither_what_was_paid_nor_the_register_is_explained(browser, paid):
    row, _ = paid()
    page = browser.see("schedule", row)
    assert all(one.why is None for one in page.context["over"])
    assert "Why?" not in words_of(browser.see("transactions"))
