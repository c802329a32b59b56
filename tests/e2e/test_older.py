"""Older rows are appended in their place, and the list stays as long as it has become."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import BROWSER_ALONE, barriers
from users.models import Session

pytestmark = BROWSER_ALONE

ROWS = 330
PAGE = 50
A_DAY = 3  # rows: no divisor of a page, so that a day goes on on the next one
NEWEST = date(2024, 12, 31)


@pytest.fixture
def register(visitor, household):
    """Open the register of a year that has more rows than are appended without a click."""
    items = [
        {
            "type": "expense", "amount": f"{n + 1}.00", "payee": f"P{n}",
            "date": f"{NEWEST - timedelta(days=n // A_DAY)}", "account": household.ids["account"],
        }
        for n in reversed(range(ROWS))
    ]  # fmt: skip
    household.caller.post("transactions/bulk/", {"create": items})
    visitor.sign_in_as(household.user)

    def register(query="?start_date=2024-01-01&end_date=2024-12-31", **window):
        page = visitor.page(**window)
        page.goto(f"/b/{household.book.pk}/transactions/{query}")
        expect(rows(page)).to_have_count(PAGE)
        return page

    return register


def rows(page):
    return page.locator("#rows .row")


def expect_payees(page, numbers):
    """Wait for the rows: a page that a link led to may still be on its way."""
    payees = page.locator("#rows .row .who a")
    expect(payees).to_have_text([f"P{n}" for n in numbers])


def to_the_end(page):
    page.evaluate("scrollTo(0, document.body.scrollHeight)")


def press(page):
    """Press the link without going near it, which might append rows by itself."""
    page.locator("#older").evaluate("link => link.click()")


def grow(page, count):
    """Press the link until the list has some number of rows."""
    for length in range(2 * PAGE, count + 1, PAGE):
        press(page)
        expect(rows(page)).to_have_count(length)


def scroll(page, count):
    """Scroll to the end, again and again, until the list has so many rows.

    What is in view is found out as the page is drawn, which a picture has the browser do: on a busy
    machine it may draw nothing for ten seconds.
    """
    for _ in range(200):
        if rows(page).count() >= count:
            return
        page.evaluate("scrollTo(0, 0)")
        to_the_end(page)
        page.screenshot()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_rows_come_by_themselves_four_times_and_then_by_a_click(register, phone):
    page = register(phone=phone)
    scroll(page, 5 * PAGE)
    to_the_end(page)
    page.wait_for_load_state("networkidle")
    expect(rows(page)).to_have_count(5 * PAGE)
    page.get_by_role("link", name="Older").click()
    expect(rows(page)).to_have_count(6 * PAGE)
    expect(page.locator("#rows").get_by_role("link", name="P250", exact=True)).to_be_focused()
    page.get_by_role("link", name="Older").click()
    expect(rows(page)).to_have_count(ROWS)
    expect(page.get_by_role("link", name="Older")).to_have_count(0)
    expect_payees(page, range(ROWS))
    days = page.locator("#rows .day th").all_inner_texts()
    assert len(days) == len(set(days)) == ROWS / A_DAY
    assert page.evaluate("violations") == []


def test_a_day_that_goes_on_has_one_heading_over_all_its_rows(register):
    page = register()
    grow(page, 2 * PAGE)
    day = page.locator("#rows tbody", has=page.get_by_role("link", name="P50", exact=True))
    expect(day.locator(".who a")).to_have_text(["P48", "P49", "P50"])
    expect(day.locator(".day .sum")).to_have_text("−150.00")
    # Of the shortest list that has grown: the look takes as long as the list is.
    assert barriers(page) == []


def test_the_list_is_busy_while_rows_are_on_their_way(register):
    page = register()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/transactions/?*cursor=*", hold)
    press(page)
    expect(page.locator("#rows")).to_have_attribute("aria-busy", "true")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(rows(page)).to_have_count(2 * PAGE)
    expect(page.locator("#rows")).not_to_have_attribute("aria-busy", "true")


def test_after_a_failure_the_link_is_a_link(register, visitor):
    page = register()
    page.route("**/transactions/?*cursor=*", lambda route: route.abort())
    with page.expect_event("requestfailed", timeout=60_000):
        to_the_end(page)
        page.screenshot()
    expect(page.locator("#older:not([data-max])")).to_be_visible()
    expect(page.locator("#rows")).not_to_have_attribute("aria-busy", "true")
    page.unroute_all()
    page.get_by_role("link", name="Older").click()
    expect(page).to_have_url(re.compile("cursor="))
    expect_payees(page, range(PAGE, 2 * PAGE))
    visitor.complaints = [one for one in visitor.complaints if "Failed to load" not in one]


def test_who_was_signed_out_meanwhile_is_led_to_sign_in(register):
    page = register()
    Session.objects.all().delete()
    press(page)
    expect(page.get_by_label("Password", exact=True)).to_be_visible()


def test_the_back_button_leads_to_the_same_rows(register):
    """Without the cache that browsers keep whole pages in: Playwright has it off."""
    page = register()
    grow(page, 3 * PAGE)
    page.get_by_role("link", name="More: P120").click()
    page.locator("#row-menu").get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History of a transaction")
    page.go_back()
    expect(rows(page)).to_have_count(3 * PAGE)
    expect_payees(page, range(3 * PAGE))


def test_appended_rows_are_chosen_changed_and_undone_like_others(register):
    page = register()
    grow(page, 2 * PAGE)
    page.get_by_role("link", name="P49", exact=True).focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="P50", exact=True)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#bulk output")).to_have_text("1")
    page.keyboard.press("#")
    expect(page.locator("#toasts")).to_contain_text("Deleted 1 transaction")
    expect(page.get_by_role("link", name="P50", exact=True)).to_have_count(0)
    expect(rows(page)).to_have_count(2 * PAGE)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="P50", exact=True)).to_have_count(1)
    expect(rows(page)).to_have_count(2 * PAGE)


def test_a_box_for_all_means_the_appended_rows_too(register):
    page = register()
    page.locator("#pick-all").check()
    expect(page.locator("#bulk output")).to_have_text(f"{PAGE}")
    grow(page, 2 * PAGE)
    expect(page.locator("#pick-all")).to_have_js_property("indeterminate", value=True)
    page.locator("#pick-all").check()
    expect(page.locator("#bulk output")).to_have_text(f"{2 * PAGE}")


def test_an_appended_row_is_edited_in_its_place(register):
    page = register()
    grow(page, 2 * PAGE)
    page.get_by_role("link", name="P80", exact=True).click()
    field = page.locator("#rows .edit").get_by_label("Payee")
    field.fill("Anchor")
    field.press("Enter")
    expect(page.get_by_role("link", name="Anchor", exact=True)).to_be_visible()
    expect(rows(page)).to_have_count(2 * PAGE)


def test_who_comes_back_sees_the_long_list_as_it_is_now(register, household):
    page = register()
    grow(page, 2 * PAGE)
    household.caller.transaction(payee="Zum Anker", amount="7.50", date="2024-12-31")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("link", name="Zum Anker", exact=True)).to_have_count(1)
    expect(rows(page)).to_have_count(2 * PAGE)
    press(page)
    expect(rows(page)).to_have_count(3 * PAGE)


def test_a_list_without_days_grows_with_its_balances(register, household):
    page = register()
    page.goto(f"/b/{household.book.pk}/accounts/{household.ids['account']}/?start_date=2024-01-01")
    expect(rows(page)).to_have_count(PAGE)
    grow(page, 2 * PAGE)
    expect(page.locator("#rows tbody")).to_have_count(1)
    expect(page.locator("#rows .bal data")).to_have_count(2 * PAGE)


def test_without_scripts_the_link_leads_to_the_next_page(register):
    page = register(scripts=False)
    page.get_by_role("link", name="Older").click()
    expect_payees(page, range(PAGE, 2 * PAGE))
    page.get_by_role("link", name="Newer").click()
    expect_payees(page, range(PAGE))
