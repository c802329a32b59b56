"""The menu of a row: by mouse, by keys alone, on a phone, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from books.models import Role
from tests.cast import joined, signed_up
from tests.e2e.conftest import BROWSER_ALONE, barriers, beyond

pytestmark = BROWSER_ALONE

OFFERED = [
    *("Edit", "Split s", "Duplicate y", "Make it a transfer", "Make it a schedule"),
    *("History", "Delete #"),
]


@pytest.fixture
def opened(visitor, household):
    """Open the register with two rows on top: an expense, and below it another one."""
    household.caller.transaction(payee="Below", amount="1.00", date="2099-01-30")
    household.caller.transaction(payee="Zum Anker", amount="7.50", date="2099-01-31")
    visitor.sign_in_as(household.user)

    def opened(**window):
        page = visitor.page(**window)
        page.goto(f"/b/{household.book.pk}/transactions/")
        return page

    return opened


def dots(page, name="Zum Anker"):
    return page.get_by_role("link", name=f"More: {name}")


def menu(page):
    return page.locator("#row-menu")


def item(page, name):
    return menu(page).locator("a, button").filter(has_text=name)


def test_keys_alone_delete_a_row_and_undo_it(opened):
    page = opened()
    dots(page).focus()
    page.keyboard.press("Enter")
    expect(item(page, "Edit")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    expect(item(page, "History")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Deleted Zum Anker")
    expect(menu(page)).to_be_hidden()
    expect(page.locator("#rows").get_by_role("link", name="Below", exact=True)).to_be_focused()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(dots(page)).to_be_visible()
    assert page.evaluate("violations") == []


def test_what_somebody_else_has_changed_is_not_deleted(opened, household):
    page = opened()
    row = household.caller.get("transactions/").json()["results"][0]["id"]
    household.caller.patch(f"transactions/{row}/", {"amount": "8.50"})
    dots(page).click()
    item(page, "Delete").click()
    expect(page.locator("#toasts")).to_contain_text("It was not deleted.")
    expect(page.locator("#rows")).to_contain_text("−8.50")
    dots(page).click()
    item(page, "Delete").click()
    expect(page.locator("#toasts")).to_contain_text("Deleted Zum Anker")


def test_escape_and_a_second_click_close_the_menu(opened):
    page = opened()
    dots(page).click()
    expect(menu(page).locator("a:visible, button:visible")).to_have_count(len(OFFERED))
    expect(dots(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(menu(page)).to_be_hidden()
    expect(dots(page)).to_be_focused()
    expect(dots(page)).not_to_have_attribute("aria-expanded", "true")
    dots(page).click()
    expect(menu(page)).to_be_visible()
    dots(page).click()
    expect(menu(page)).to_be_hidden()


def test_who_tabs_on_leaves_the_menu(opened):
    page = opened()
    dots(page).click()
    item(page, "Delete").focus()
    page.keyboard.press("Tab")
    expect(menu(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [
        ("Edit", r"/transactions/\d+/\?next="),
        ("Split", r"/transactions/\d+/\?split=1&next="),
        ("Duplicate", r"/transactions/new/\?copy=\d+&next="),
        ("Make it a schedule", r"/schedules/new/\?entry=\d+&next="),
        ("Make it a transfer", r"/transactions/\d+/\?type=transfer&next="),
        ("History", r"/transactions/\d+/history/"),
    ],
)
def test_an_entry_of_the_menu_leads_to_its_page(opened, name, leads_to):
    page = opened()
    dots(page).click()
    item(page, name).click()
    expect(page).to_have_url(re.compile(leads_to))


def test_what_is_edited_leads_back_to_the_list_with_its_filters(opened, household):
    page = opened()
    page.goto(f"/b/{household.book.pk}/transactions/?q=anker")
    dots(page).click()
    item(page, "Edit").click()
    page.get_by_label("Amount", exact=True).fill("8")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"\?q=anker$"))
    expect(page.locator("#rows")).to_contain_text("−8.00")


def test_a_transfer_is_not_offered_a_split(opened):
    page = opened()
    dots(page, "To 日本の口座").click()
    expect(item(page, "Duplicate")).to_be_visible()
    expect(item(page, "Split")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("/transactions/$"))


def test_the_key_s_splits_the_row_in_focus(opened):
    page = opened()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(r"\?split=1"))
    expect(page.get_by_label("Amount, line 1")).to_be_focused()


def test_keys_mean_the_row_of_the_open_menu(opened):
    page = opened()
    dots(page, "Below").click()
    page.keyboard.press("y")
    expect(page.get_by_label("Payee")).to_have_value("Below")


def test_a_row_of_the_overview_has_the_same_menu_and_keys(opened, household):
    page = opened()
    page.goto(f"/b/{household.book.pk}/")
    rows = page.locator("#rows .who a")
    first, second = rows.nth(0).inner_text(), rows.nth(1).get_attribute("id")
    page.keyboard.press("j")
    page.keyboard.press("#")
    expect(page.locator("#toasts")).to_contain_text(f"Deleted {first}")
    expect(rows.nth(0)).to_have_id(second)
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone")
    expect(rows.nth(1)).to_have_id(second)
    expect(page).to_have_url(re.compile(r"/b/\d+/$"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_open_menu_has_no_barriers_and_fits(opened, phone, dark):
    page = opened(phone=phone, dark=dark)
    dots(page).click()
    expect(item(page, "Delete")).to_be_visible()
    assert barriers(page) == []
    box = menu(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    assert beyond(page) == 0


def test_on_a_phone_dots_have_room_for_a_finger(opened):
    page = opened(phone=True)
    box = dots(page).bounding_box()
    assert (box["width"], box["height"]) == (44, 44)
    dots(page).tap()
    item(page, "Delete").tap()
    expect(page.locator("#toasts")).to_contain_text("Deleted Zum Anker")


def test_without_scripts_the_page_of_the_row_offers_the_same(opened):
    page = opened(scripts=False)
    dots(page).click()
    actions = page.locator("form.entry .actions.bottom")
    for name in ("Save", "Split", "Duplicate", "History", "Delete"):
        expect(actions.get_by_text(name, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Make it a schedule")).to_be_visible()
    actions.get_by_role("button", name="Delete").click()
    expect(page.locator("#toasts")).to_contain_text("Deleted Zum Anker")
    expect(page.locator("#toasts").get_by_role("button", name="Undo")).to_be_visible()


def test_a_viewer_reaches_the_history(opened, household, visitor):
    mia = signed_up("mia")
    joined(mia, household.book, Role.VIEWER)
    opened()
    visitor.sign_in_as(mia.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    dots(page).click()
    expect(menu(page).locator("a, button")).to_have_count(1)
    assert barriers(page) == []
    item(page, "History").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History of a transaction")
