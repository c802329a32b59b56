"""The form of a split says while one types what its lines leave open, and when they add up."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import BROWSER_ALONE, barriers

pytestmark = BROWSER_ALONE


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_rest_is_said_as_open_until_the_lines_add_up(visitor, household, dark):
    visitor.sign_in_as(household.user)
    page = visitor.page(dark=dark)
    page.goto(f"/b/{household.book.pk}/transactions/new/")
    page.locator("#id_amount").fill("50")
    page.get_by_role("button", name="Split").click()
    rest, amounts = page.locator(".rest [role=status]"), page.locator("[name=line_amount]")
    amounts.nth(0).fill("30")
    expect(rest).to_contain_text("20.00")
    expect(rest.locator(".warn")).to_be_visible()
    amounts.nth(1).fill("15+5")
    expect(rest.locator(".good")).to_be_visible()
    expect(rest).to_contain_text("0.00")
    expect(rest.locator(".warn")).to_be_hidden()
    assert barriers(page) == []
