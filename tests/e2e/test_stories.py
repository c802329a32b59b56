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
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transactions")

    page.goto(page.url + "../../b/" + page.url.rstrip("/").rsplit("/", 1)[1] + "/transactions/new/")
    page.get_by_label("Amount", exact=True).fill("12+3.50")
    page.get_by_label("Payee").fill("Bakery")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Added Bakery, 15.50 EUR")
    expect(page.locator("#rows")).to_contain_text("−15.50")

    page.locator("#rows").get_by_role("link", name="Bakery").click()
    page.get_by_label("Amount", exact=True).fill("16")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#rows")).to_contain_text("−16.00")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#rows")).to_contain_text("−15.50")
