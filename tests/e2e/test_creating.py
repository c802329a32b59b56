"""A list of categories creates the one that it lacks, and the form around it keeps all of it."""

import re

import pytest
from playwright.sync_api import expect

from categories.models import Category
from tests.cast import joined, signed_up
from tests.e2e.conftest import BROWSER_ALONE, barriers, beyond

pytestmark = BROWSER_ALONE

CREATE = "**/categories/create/"


@pytest.fixture
def open_page(visitor, household):
    """Open a page of the book, as people with a mouse have it."""

    def open_page(path="transactions/new/", **window):
        visitor.sign_in_as(household.user)
        page = visitor.page(**window)
        page.goto(f"/b/{household.book.pk}/{path}")
        return page

    return open_page


def category(page):
    return page.get_by_label("Category").and_(page.locator("select:visible"))


def text_of(field):
    return field.evaluate("field => field.selectedOptions[0].text")


def offers(page):
    return page.locator("#picker-list [role=option]", has=page.locator("bdi"))


def stored(household, name):
    return Category.objects.filter(book_id=household.book.pk, name=name)


def search(page, text, field=None):
    (field or category(page)).focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.insert_text(text)


def test_by_keys_alone_what_was_typed_stays(open_page, household):
    page = open_page()
    page.keyboard.type("12,50")
    page.get_by_label("Payee").fill("Night train")
    category(page).focus()
    page.keyboard.type("co")
    expect(offers(page)).to_have_text(["Create “co”"])
    assert page.locator("#picker-list [role=option]").last.inner_text() == "Create “co”"
    page.keyboard.type("aches")
    expect(page.locator("#picker-list [aria-selected=true]")).to_have_text("Create “coaches”")
    page.keyboard.press("Enter")
    expect(category(page)).to_be_focused()
    assert text_of(category(page)) == "coaches"
    assert page.locator("#id_amount").input_value() == "12,50"
    assert page.get_by_label("Payee").input_value() == "Night train"
    expect(page.locator("#toasts")).to_contain_text("Added the category coaches")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#rows")).to_contain_text("coaches")
    assert stored(household, "coaches").get().type == "expense"
    assert page.evaluate("violations") == []


def test_arrows_lead_to_it_past_what_matches(open_page, household):
    page = open_page()
    search(page, "foo")
    page.keyboard.press("PageDown")
    expect(page.locator("#picker-list [aria-selected=true]")).to_have_text("Create “foo”")
    page.keyboard.press("Enter")
    expect(category(page)).to_be_focused()
    assert text_of(category(page)) == "foo"
    search(page, "FOO")
    expect(offers(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("key", "line", "beside"),
    [("Tab", 0, "[name=line_text]"), ("Shift+Tab", 1, "[value=drop-1]")],
)
def test_tab_creates_it_and_goes_on_or_back(open_page, household, key, line, beside):
    page = open_page()
    page.get_by_role("button", name="Split").click()
    lines = page.locator("[name=line_category]")
    search(page, "Coaches", lines.nth(line))
    page.keyboard.press(key)
    expect(page.locator(beside).first).to_be_focused()
    assert text_of(lines.nth(line)) == "Coaches"
    assert stored(household, "Coaches").get().type == "expense"
    # The other line can have it as well.
    assert [one.get_by_text("Coaches").count() for one in lines.all()] == [1, 1]


def test_a_form_of_income_creates_one_of_income(open_page, household):
    page = open_page("transactions/new/?type=income")
    search(page, "Royalties")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast")).to_be_visible()
    assert text_of(category(page)) == "Royalties"
    assert stored(household, "Royalties").get().type == "income"


def test_the_line_for_quick_entry_asks_which_kind(open_page, household):
    page = open_page("transactions/")
    quick = page.locator(".quick")
    quick.get_by_label("Payee").fill("Publisher")
    search(page, "Royalties", quick.get_by_label("Category"))
    expect(offers(page)).to_have_text(["Create “Royalties”Out", "Create “Royalties”In"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast")).to_be_visible()
    quick.get_by_label("Amount").fill("40")
    quick.get_by_label("Amount").press("Enter")
    expect(page.locator("#rows")).to_contain_text("Publisher")
    assert page.locator("#rows .row", has_text="Publisher").locator("data").first.get_attribute(
        "value"
    ) == "40.00"  # fmt: skip


def test_a_row_in_its_place_and_the_bar_create_one(open_page, household):
    page = open_page("transactions/")
    page.keyboard.press("j")
    page.keyboard.press("c")
    field = page.locator("#rows .edit .f-cat select")
    search(page, "Coaches", field)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#rows .edit")).to_have_count(0)
    expect(page.locator("#rows .row").first).to_contain_text("Coaches")
    page.locator("#rows .pick input").first.check()
    page.get_by_role("button", name="Category", exact=True).click()
    search(page, "Trams", page.locator("#b-category"))
    page.keyboard.press("Enter")
    expect(page.locator("#b-category")).to_be_focused()
    expect(page.locator("#bulk-category")).to_be_visible()
    page.locator("#bulk-category").get_by_role("button", name="Set").click()
    expect(page.locator("#rows .row").first).to_contain_text("Trams")


def test_the_queue_creates_one_of_the_kind_of_its_rows(open_page, household):
    household.caller.transaction(type="income", payee="Publisher", amount="40.00")
    page = open_page("sort/")
    field = page.get_by_label("Category of Publisher").and_(page.locator("select"))
    search(page, "Royalties", field)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.get_by_role("button", name="File Publisher").click()
    expect(page.locator("#toasts")).to_contain_text("Changed 1 transaction")
    assert stored(household, "Royalties").get().type == "income"


def test_undo_takes_it_out_of_the_lists_and_leaves_the_form(open_page, household):
    page = open_page()
    page.get_by_label("Payee").fill("Night train")
    search(page, "Coaches")
    page.keyboard.press("Enter")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_have_text(re.compile(r"^\s*Undone\s*$"))
    expect(category(page)).to_be_focused()
    assert text_of(category(page)) == "No category"
    assert page.get_by_label("Payee").input_value() == "Night train"
    assert not stored(household, "Coaches").exists()
    # The same name again is another change, not the first one sent twice.
    search(page, "Coaches")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Added the category Coaches")
    assert text_of(category(page)) == "Coaches"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x" * 200, "at most 100 characters"),
        ("a\0b", "Null characters are not allowed."),
        ("pAY", "There is a category “Pay” already, for money that comes in."),
    ],
    ids=["long", "NUL", "taken by income"],
)
def test_a_problem_stands_at_the_field_and_the_text_stays(
    open_page, household, visitor, name, says
):
    page = open_page()
    search(page, "")
    field = page.locator(".picker input")
    field.evaluate("(field, name) => { field.value = name }", name)
    field.dispatch_event("input")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(says)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_attribute("aria-describedby", "picker-fault")
    assert field.input_value() == name
    assert beyond(page) == 0
    assert barriers(page) == []
    page.keyboard.press("End")
    page.keyboard.type("y")
    expect(page.locator("#picker-fault")).to_be_empty()
    expect(field).to_have_attribute("aria-invalid", "false")
    visitor.complaints = [one for one in visitor.complaints if "422" not in one]


@pytest.mark.parametrize(
    "name", ["רכבת לילה", '"><script>', "Food \u203a Coffee", "Food / Coffeehouse", "日本 茶"]
)
def test_a_name_is_taken_as_it_is_typed(open_page, household, name):
    page = open_page()
    search(page, name)
    expect(offers(page)).to_have_text([f"Create “{name}”"])
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast")).to_be_visible()
    assert text_of(category(page)) == name
    assert stored(household, name).get().parent is None
    assert page.evaluate("violations") == []


@pytest.mark.parametrize("text", ["   ", "FOOD", " food ", "\uff26ood", "coffee"])
def test_nothing_is_offered_for_spaces_and_for_what_is_there(open_page, text):
    page = open_page()
    search(page, text)
    expect(page.locator("#picker-list [role=option]").first).to_be_visible()
    expect(offers(page)).to_have_count(0)


def test_without_network_it_says_so_and_a_second_try_goes_on(open_page, household, visitor):
    page = open_page()
    with page.expect_response("**/transactions/preview/**"):
        page.get_by_label("Payee").fill("Night train")
    search(page, "Coaches")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer. Try again")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(category(page)).to_be_focused()
    assert text_of(category(page)) == "Coaches"
    assert page.get_by_label("Payee").input_value() == "Night train"
    visitor.complaints = [one for one in visitor.complaints if "DISCONNECTED" not in one]


def test_an_answer_that_was_lost_creates_it_once(open_page, household, visitor):
    page = open_page()

    def lose(route):
        route.fetch()
        route.abort()

    page.route(CREATE, lose, times=1)
    search(page, "Coaches")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    page.keyboard.press("Enter")
    expect(category(page)).to_be_focused()
    assert text_of(category(page)) == "Coaches"
    assert stored(household, "Coaches").count() == 1
    visitor.complaints = [one for one in visitor.complaints if "FAILED" not in one]


def test_who_was_signed_out_meanwhile_is_told(open_page, household, visitor):
    page = open_page()
    page.context.clear_cookies(name=re.compile("session"))
    search(page, "Coaches")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was created.")
    assert not stored(household, "Coaches").exists()


def test_a_list_that_was_closed_opens_again_with_the_problem(open_page, visitor):
    page = open_page()
    page.route(CREATE, lambda route: (page.wait_for_timeout(300), route.abort()), times=1)
    search(page, "Coaches")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    assert page.locator(".picker input").input_value() == "Coaches"
    visitor.complaints = [one for one in visitor.complaints if "FAILED" not in one]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_list_with_the_offer_has_no_barriers(open_page, dark):
    page = open_page(dark=dark)
    search(page, "o")
    expect(offers(page)).to_have_count(1)
    assert barriers(page) == []


def test_a_viewer_is_offered_nothing(visitor, household):
    viewer = joined(signed_up("mia"), household.book, "viewer")
    visitor.sign_in_as(viewer.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    page.keyboard.press("f")
    search(page, "Coaches", page.locator("#f-category"))
    expect(page.locator("#picker-list")).to_be_empty()
