"""What people do, from signing up to undoing: by keyboard alone, and without scripts."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "Dark-Blue-Teapot-7"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
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

    page.locator("#rows").get_by_role("link", name="Bakery").click()
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
