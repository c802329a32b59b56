"""A page that somebody comes back to shows the book as it is now."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import BROWSER_ALONE
from users.models import Session

pytestmark = BROWSER_ALONE


@pytest.fixture
def page(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    expect(page.locator("#sums")).to_contain_text("Net")
    return page


def come_back(page):
    """Do what a browser does when its tab is shown again, and wait for what the page asks."""
    with page.expect_response("**/history/newest/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_list_shows_what_somebody_else_added_meanwhile(page, household):
    household.caller.transaction(payee="Zum Anker", amount="7.50", date="2099-01-31")
    come_back(page)
    expect(page.locator("#rows")).to_contain_text("Zum Anker")
    # It is up to date now: coming back again asks, and reads no list.
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    come_back(page)
    page.wait_for_load_state("networkidle")
    assert [url.rpartition("/history/")[2] for url in asked] == ["newest/"]
    assert page.evaluate("violations") == []


def test_what_somebody_is_typing_stays(page, household):
    household.caller.transaction(payee="Zum Anker", amount="7.50", date="2099-01-31")
    field = page.locator(".quick [name=payee]")
    field.fill("Bake")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_load_state("networkidle")
    expect(field).to_have_value("Bake")
    assert asked == []


def test_what_somebody_has_chosen_from_a_list_stays(page, household):
    household.caller.transaction(payee="Zum Anker", amount="7.50", date="2099-01-31")
    field = page.locator(".quick [name=category]")
    field.select_option("Food")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_load_state("networkidle")
    assert field.evaluate("field => field.selectedOptions[0].text") == "Food"
    assert asked == []


def test_who_was_signed_out_meanwhile_sees_nothing_any_more(page, household):
    Session.objects.all().delete()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#rows")).to_have_count(0)
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
