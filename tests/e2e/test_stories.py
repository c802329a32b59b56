"""What people do, from signing up to undoing: by keyboard alone, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SIZES, STORY

pytestmark = STORY

PASSWORD = "Dark-Blue-Teapot-7"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("phone", SIZES)
def test_somebody_signs_up_spends_corrects_and_undoes(visitor, scripts, phone):
    page = visitor.page(scripts=scripts, phone=phone)
    page.goto("/")
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Name").fill("ida")
    page.get_by_label("E-mail").fill("ida@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, ida")
    overview = page.url
    page.locator("a[href$='/transactions/new/']:visible").first.click()
    page.get_by_label("Amount", exact=True).fill("12+3.50")
    page.get_by_label("Payee").fill("Bakery")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Added Bakery, 15.50 EUR")
    expect(page.locator("#rows")).to_contain_text("−15.50")

    page.locator("#rows").get_by_role("link", name="Bakery", exact=True).click()
    # On a wide window a script opens the row in its place; else it has a page of its own.
    form = page.locator("#rows .edit form, form.entry").first
    form.locator("[name=amount]").fill("16")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#rows")).to_contain_text("−16.00")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#rows")).to_contain_text("−15.50")

    page.goto(overview)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("region", name="Spent so far").locator("a.fig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transactions")
    expect(page.locator("#rows")).to_contain_text("−15.50")


def test_keys_alone_do_it_all(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    page.keyboard.press("n")
    expect(page.get_by_label("Amount", exact=True)).to_be_focused()
    page.keyboard.type("7.50")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("7.50 EUR")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .edit")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#rows .edit")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_visible()
    page.keyboard.press("#")
    expect(page.locator("#toasts")).to_contain_text("Deleted 1 transaction")
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone")
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(f"{visitor.address}/b/{household.book.pk}/accounts/")
    assert page.evaluate("violations") == []


def test_keys_change_the_row_in_focus(visitor, household):
    household.caller.transaction(payee="Zum Anker", amount="7.50", date="2099-01-31")
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    row = page.locator("#rows").get_by_role("link", name="Zum Anker", exact=True)
    fields = {"c": "Category", "p": "Payee", "d": "Date", "t": "Tags", "a": "Account"}
    for key, name in fields.items():
        row.focus()
        page.keyboard.press(key)
        expect(page.locator("#rows .edit").get_by_label(name, exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#rows .edit")).to_have_count(0)
        expect(row).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("#toasts")).to_contain_text("Zum Anker is pending")
    expect(page.get_by_role("button", name="Zum Anker: pending")).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("#toasts")).to_contain_text("Zum Anker is cleared")
    page.keyboard.press("y")
    expect(page.get_by_label("Amount", exact=True)).to_have_value("7.50")
    page.go_back()
    row.focus()
    page.keyboard.press("x")
    page.keyboard.press("d")
    expect(page.locator("#bulk-date").get_by_label("Date")).to_be_focused()
    page.keyboard.press("Escape")
    row.focus()
    page.keyboard.press("#")
    expect(page.locator("#toasts")).to_contain_text("Deleted 1 transaction")
    expect(page.locator("#rows")).not_to_contain_text("Zum Anker")
    assert page.evaluate("violations") == []


def test_keys_undo_and_redo(visitor, household):
    household.caller.transaction(payee="Zum Anker", amount="7.50", date="2099-01-31")
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    row = page.locator("#rows").get_by_role("link", name="Zum Anker", exact=True)
    row.focus()
    page.keyboard.press("#")
    expect(row).to_have_count(0)
    for _ in range(2):
        page.keyboard.press("z")
        expect(page.locator("#toasts")).to_have_text(re.compile(r"^\s*Undone\s*Redo\s*$"))
        expect(row).to_have_count(1)
        page.keyboard.press("z")  # there is no change to undo: the undo is not one
        page.keyboard.press("Shift+Z")
        expect(page.locator("#toasts")).to_have_text(re.compile(r"^\s*Redone\s*Undo\s*$"))
        expect(row).to_have_count(0)
    page.goto(f"/b/{household.book.pk}/")
    page.keyboard.press("z")  # nothing on this page says what it would undo
    expect(page).to_have_url(re.compile("/history/$"))
    page.wait_for_load_state()  # keys work once the scripts have run
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone")
    page.keyboard.press("Shift+Z")
    expect(page.locator("#toasts")).to_contain_text("Redone")
    assert page.evaluate("violations") == []


def test_keys_choose_all_rows_and_clear_the_filters(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/?type=expense")
    page.keyboard.press("*")
    page.keyboard.press("a")
    expect(page.locator("#pick-all")).to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("type="))


def test_all_that_match_are_not_meant_once_the_bar_is_gone(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    before = household.caller.get("transactions/summary/").json()["count"]
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_label("all that match").check()
    page.locator("#rows .pick input:checked").first.uncheck()
    expect(page.locator("#bulk")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("#")
    expect(page.locator("#toasts")).to_contain_text("Deleted 1 transaction")
    assert household.caller.get("transactions/summary/").json()["count"] == before - 1
