"""What schedules expect, above the newest transactions of the register."""

import pytest

from books.models import Role
from tests.cast import joined, signed_up
from web.tests.browsing import Browser, words_of
from web.tests.schedules.conftest import TODAY, state, transactions


@pytest.fixture
def other(alice):
    return alice.account(name="Savings", opening_date="2015-01-01")["id"]


def names_in(page):
    expected = page.context["expected"]
    return expected and [row.name for row in expected.rows]


def test_the_register_begins_with_what_is_overdue_and_what_is_due_within_the_days(add, browser):
    add("Late", starts="2026-11-20")
    add("Far", starts="2026-12-26")
    add("Soon", starts="2026-12-25")
    add("Paused", starts="2026-11-25", paused=True)
    page = browser.see("transactions")
    assert names_in(page) == ["Late", "Late", "Soon"]
    assert "Expected 3 within 31 days 1 overdue" in words_of(page)


def test_an_account_shows_what_is_expected_on_it_and_both_ends_a_transfer(
    add, bank, other, browser
):
    add("Rent", starts="2026-11-25")
    add("Saved", starts="2026-11-26", kind="transfer", phase={"to_account": other})
    moves = {"account": other, "starts": "2026-12-01"}
    add("Moves", starts="2026-11-01", phases=[moves], phase={"unit": "day", "every": 10})
    assert names_in(browser.see("account", other)) == ["Saved", "Moves", "Moves", "Moves"]
    path = browser.address("transactions")
    assert names_in(browser.get(f"{path}?account={other}")) == ["Saved", *["Moves"] * 3]
    assert "Rent" in names_in(browser.get(f"{path}?account={other},{bank}"))


def test_five_are_shown_and_the_schedules_have_the_others(add, browser):
    add("Daily", starts=TODAY, phase={"unit": "day"})
    page = browser.see("transactions")
    assert len(names_in(page)) == 5
    assert f'href="{browser.address("schedules")}">27 more in the schedules' in (
        page.content.decode()
    )


@pytest.mark.parametrize(
    "query", ["q=a", "month=2026-11", "start_date=2026-01-01", "category=none", "cursor={older}"]
)
def test_a_list_that_is_narrowed_and_a_later_page_have_transactions_alone(
    alice, bank, add, browser, query
):
    add()
    items = [
        {"type": "expense", "account": bank, "amount": "1.00", "date": "2026-11-02"}
        for _ in range(51)
    ]
    alice.post("transactions/bulk/", {"create": items})
    older = browser.see("transactions").context["older"]
    query = older if "{older}" in query else f"?{query}"
    for name, ids in (("transactions", []), ("account", [bank])):
        if name == "transactions" or "cursor" not in query:
            page = browser.get(f"{browser.address(name, *ids)}{query}")
            assert page.context["expected"] is None
            assert "Expected" not in words_of(page)


def test_what_is_expected_counts_in_no_balance_and_cannot_be_chosen(alice, bank, add, browser):
    add("Rent", starts=TODAY)
    alice.transaction(account=bank, date="2026-11-20", amount="1.00")
    for page in (browser.see("transactions"), browser.see("account", bank)):
        assert page.content.decode().count('name="id"') == 1
    assert page.context["held"]["now"].text == "−1.00"


def test_recording_from_the_register_leads_back_with_the_others_unfolded(alice, add, browser):
    rent = add("Rent", starts="2026-11-20")
    page = browser.see("transactions")
    assert '<details class="fold expected">' in page.content.decode()
    there = f"{browser.address('transactions')}?expected=1"
    assert f'name="next" value="{there}"' in page.content.decode()
    page = browser.get(state(browser, rent, "2026-11-20", next=there)["Location"])
    assert transactions(alice) == [("2026-11-20", "800.00", "pending")]
    assert "Recorded Rent, Fri 20 Nov 2026 Undo" in words_of(page)
    assert '<details class="fold expected" open>' in page.content.decode()
    assert len(names_in(page)) == 1


def test_a_viewer_sees_what_is_expected_and_nothing_to_write_with(alice, bank, add):
    add("Rent", starts="2026-11-20")
    mia = signed_up("mia")
    joined(mia, alice.book, Role.VIEWER)
    viewer = Browser(mia, alice.book)
    for page in (viewer.see("transactions"), viewer.see("account", bank)):
        assert "Rent Fri 20 Nov · Bank overdue −800.00" in words_of(page)
        assert "Record " not in words_of(page)


@pytest.mark.parametrize(("page", "plain"), [("transactions", 13), ("account", 14)])
def test_schedules_take_four_more_statements_however_many(
    alice, bank, add, browser, django_assert_num_queries, page, plain
):
    alice.transaction(account=bank, date="2026-11-20")
    ids = [bank] if page == "account" else []
    browser.see(page, *ids)
    with django_assert_num_queries(plain):
        browser.see(page, *ids)
    for count in (1, 20):
        for number in range(count):
            add(f"S{count}-{number}", starts="2026-11-20", phase={"amount_rule": "last"})
        with django_assert_num_queries(plain + 4):
            browser.see(page, *ids)
