"""Fields of payees on the register offer the names of the book."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import BROWSER_ALONE

pytestmark = BROWSER_ALONE

NAMES = "**/payees/names/"


@pytest.fixture
def page(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    return page


def offered(field):
    return field.evaluate("field => [...field.list.options].map((option) => option.value)")


def test_they_are_fetched_once_for_all_fields(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#search").focus()
    assert not [url for url in asked if "names" in url]
    quick = page.locator(".quick [name=payee]")
    with page.expect_response(NAMES):
        quick.focus()
    expect(page.locator("datalist#payees option")).not_to_have_count(0)
    assert "Shop 1" in offered(quick)
    page.locator("#rows .row .who a").first.click()
    field = page.locator("#rows .edit [name=payee]")
    field.focus()
    assert offered(field) == offered(quick)
    assert offered(page.locator("#b-payee")) == offered(quick)
    assert len([url for url in asked if "names" in url]) == 1
    assert page.evaluate("violations") == []


def test_after_a_failure_the_next_field_asks_again(page, visitor):
    page.route(NAMES, lambda route: route.abort(), times=1)
    quick = page.locator(".quick [name=payee]")
    with page.expect_event("requestfailed"):
        quick.focus()
    page.locator("#search").focus()
    with page.expect_response(NAMES):
        quick.focus()
    expect(page.locator("datalist#payees option")).not_to_have_count(0)
    visitor.complaints = [one for one in visitor.complaints if "FAILED" not in one]


def test_the_form_of_an_entry_brings_its_own(page, household):
    page.goto(f"/b/{household.book.pk}/transactions/new/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#id_payee").focus()
    assert "Shop 1" in offered(page.locator("#id_payee"))
    assert asked == []
