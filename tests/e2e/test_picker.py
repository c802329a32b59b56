"""A long list to choose from is searched by typing; without scripts it is a plain list."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import BROWSER_ALONE, barriers

pytestmark = BROWSER_ALONE


@pytest.fixture
def open_form(visitor, household):
    """Open the form of a new entry, as people with a mouse have it."""

    def open_form(**window):
        visitor.sign_in_as(household.user)
        page = visitor.page(**window)
        page.goto(f"/b/{household.book.pk}/transactions/new/")
        return page

    return open_form


def category(page):
    return page.get_by_label("Category").and_(page.locator("select:visible"))


def chosen(page):
    return category(page).evaluate("field => field.selectedOptions[0].text")


def options(page):
    return page.get_by_role("option").and_(page.locator("[id^=picker-]"))


def test_typing_finds_a_category_by_any_part_of_its_path(open_form):
    page = open_form()
    category(page).focus()
    page.keyboard.type("food cof")
    found = ["Coffee & snacksFood & drink", "CoffeeFood", "Create “food cof”"]
    expect(options(page)).to_have_text(found)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert chosen(page) == "Coffee"
    expect(category(page)).to_be_focused()
    assert page.evaluate("violations") == []


def test_tab_takes_the_marked_one_and_goes_on(open_form):
    page = open_form()
    category(page).focus()
    page.keyboard.type("coffee")
    page.keyboard.press("Tab")
    assert chosen(page) == "Coffee"
    assert page.evaluate("document.activeElement !== document.body")
    expect(category(page)).not_to_be_focused()


def test_escape_gives_back_what_was_chosen(open_form):
    page = open_form()
    category(page).select_option("Food")
    category(page).focus()
    page.keyboard.type("coffee")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(category(page)).to_be_focused()
    assert chosen(page) == "Food"


def test_recent_ones_stand_first_and_once_while_somebody_types(open_form):
    page = open_form()
    category(page).focus()
    page.keyboard.press("Alt+ArrowDown")
    recent = page.get_by_role("group", name="Recent").get_by_role("option")
    expect(recent).to_have_text(["Food", "CoffeeFood"])
    page.keyboard.type("coffee")
    expect(recent).to_have_count(0)
    expect(options(page)).to_have_text(["CoffeeFood", "Coffee & snacksFood & drink"])


def test_a_recent_one_is_taken_as_it_stands_in_its_branch(open_form):
    page = open_form()
    category(page).click()
    page.get_by_role("group", name="Recent").get_by_text("Coffee").click()
    assert chosen(page) == "Coffee"
    category(page).click()
    marked = page.locator("#picker-list [aria-selected=true]")
    expect(marked).to_have_text("CoffeeFood")
    page.keyboard.press("ArrowUp")
    expect(marked).to_have_text("Food")


def test_a_mouse_opens_the_list_and_takes_one(open_form):
    page = open_form()
    category(page).click()
    expect(page.locator(".picker input")).to_be_focused()
    options(page).filter(has_text="Groceries").click()
    assert chosen(page) == "Groceries"
    category(page).click()
    page.get_by_role("heading", level=1).click()
    expect(options(page)).to_have_count(0)
    assert chosen(page) == "Groceries"


def test_arrows_move_the_mark_from_what_is_chosen(open_form):
    page = open_form()
    category(page).select_option("Food")
    category(page).focus()
    page.keyboard.press("Alt+ArrowDown")
    marked = page.locator("#picker-list [aria-selected=true]")
    expect(marked).to_have_text("Food")
    page.keyboard.press("ArrowDown")
    expect(marked).not_to_have_text("Food")
    page.keyboard.press("ArrowUp")
    expect(marked).to_have_text("Food")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_open_list_has_no_barriers(open_form, dark):
    page = open_form(dark=dark)
    category(page).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("group", name="Recent")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.type("o")
    expect(options(page).first).to_be_visible()
    assert barriers(page) == []


def test_a_list_in_a_sheet_leaves_the_sheet_open(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    page.keyboard.press("f")
    page.locator("#f-category").click()
    page.keyboard.type("coffee")
    page.keyboard.press("Enter")
    expect(page.locator("#filter")).to_be_visible()
    page.locator("#filter").get_by_role("button", name="Show").click()
    expect(page.locator(".chip.on")).to_contain_text("Coffee")


def test_escape_in_the_list_leaves_the_row_open(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("#rows .edit select:focus")).to_have_count(1)
    page.keyboard.type("coffee")
    page.keyboard.press("Escape")
    expect(page.locator("#rows .edit")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#rows .edit")).to_have_count(0)


def test_a_phone_keeps_the_list_of_its_own(open_form):
    page = open_form(phone=True)
    category(page).tap()
    expect(options(page)).to_have_count(0)


def test_a_filter_that_finds_nothing_says_so_and_keeps_what_is_chosen(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    page.keyboard.press("f")
    page.locator("#f-category").click()
    page.keyboard.type("zzz")
    expect(page.locator("#picker-list")).to_be_empty()
    expect(page.locator("#picker-list")).to_have_attribute("data-nothing", "Nothing matches.")
    page.keyboard.press("Enter")
    expect(page.locator("#f-category")).to_have_value("")


def test_without_scripts_a_recent_one_is_chosen_and_saved(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page(scripts=False)
    page.goto(f"/b/{household.book.pk}/transactions/new/")
    page.locator("#id_amount").fill("4.20")
    page.get_by_label("Payee").fill("Espresso bar")
    field = page.locator("#id_category_out")
    recent = field.locator("optgroup").first
    assert recent.get_attribute("label") == "Recent"
    field.select_option(recent.locator("option", has_text="Food / Coffee").get_attribute("value"))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".row", has_text="Espresso bar")).to_contain_text("Coffee")


def test_a_list_in_the_bar_of_chosen_rows_keeps_the_focus(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    page.locator("#rows .pick input").nth(1).check()
    page.get_by_role("button", name="Category", exact=True).click()
    page.locator("#b-category").click()
    page.keyboard.type("coffee", delay=50)
    expect(page.locator(".picker input")).to_be_focused()
    assert page.locator(".picker input").input_value() == "coffee"
