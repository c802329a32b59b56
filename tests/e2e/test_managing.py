"""What people do to a book besides entering: undo that is refused, merging, inviting."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import BROWSER_ALONE, barriers

pytestmark = BROWSER_ALONE
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@SCRIPTS
def test_somebody_undoes_what_stands_in_the_way_first(visitor, household, scripts):
    caller = household.caller
    entry = caller.transaction(payee="Bakery", amount="8.35")
    caller.patch(f"transactions/{entry['id']}/", {"amount": "9.35"})
    visitor.sign_in_as(household.user)
    page = visitor.page(scripts=scripts)
    page.goto(f"/b/{household.book.pk}/history/")
    added = page.locator(".change", has_text="Added Bakery −8.35")
    added.locator("summary").click()
    expect(added.locator(".diff").last).to_contain_text("8.35")
    added.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not undone")
    if scripts:
        assert barriers(page) == []
    page.get_by_role("button", name="Undo change").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Added Bakery")
    page.locator("main").get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("undone by")
    # A refusal is answered with 409, which a browser says of the page.
    visitor.complaints = [one for one in visitor.complaints if "409" not in one]


def test_the_link_of_an_invitation_has_no_barriers(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page(phone=True)
    page.goto(f"/b/{household.book.pk}/members/invite/")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_label("Link")).to_be_focused()
    assert barriers(page) == []


@SCRIPTS
def test_a_category_gets_a_colour_and_a_symbol(visitor, household, scripts):
    visitor.sign_in_as(household.user)
    page = visitor.page(scripts=scripts)
    page.goto(f"/b/{household.book.pk}/categories/")
    page.get_by_role("link", name="Edit Food", exact=True).click()
    page.get_by_label("A colour of its own").check()
    page.get_by_label("Colour", exact=True).fill("#7a4b2a")
    page.get_by_role("radio", name="coffee").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("Saved the category Food")
    row = page.locator("li", has=page.get_by_role("link", name="Edit Food", exact=True))
    expect(row.locator(".sym")).to_have_attribute("color", "#7a4b2a")
