"""A statement on its way into the book by its pages: by a drop, and by forms without scripts."""

import pytest
from playwright.sync_api import expect

from imports.models import Import
from imports.worker.pipeline import take_further
from tests.e2e.conftest import SIZES, STORY

pytestmark = STORY

STATEMENT = (
    "Date,Amount,Description\n03/04/2024,-3.40,Mill\n05/06/2024,-2.00,Kiosk\n02/01/2024,-7,Mill\n"
)
DROP = """(text) => {
  const files = new DataTransfer();
  files.items.add(new File([text], "april.csv"));
  const how = { dataTransfer: files, bubbles: true, cancelable: true };
  const drop = (type) => new DragEvent(type, how);
  document.querySelector("#main").dispatchEvent(drop("dragover"));
  document.querySelector("#main").dispatchEvent(drop("drop"));
}"""


@pytest.mark.usefixtures("quick_imports")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("phone", SIZES)
def test_somebody_brings_a_statement_in(visitor, household, scripts, phone):
    visitor.sign_in_as(household.user)
    page = visitor.page(scripts=scripts, phone=phone)
    Import.objects.all().delete()
    if scripts:
        page.goto(f"/b/{household.book.pk}/transactions/")
        page.evaluate(DROP, STATEMENT)
    else:
        page.goto(f"/b/{household.book.pk}/imports/")
        file = {"name": "april.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()}
        page.get_by_label("Files", exact=True).set_input_files([file])
        page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="april.csv")).to_be_visible()
    work()
    # The page goes on by itself: htmx asks again, and without scripts the browser reloads.
    page.get_by_role("button", name="Month first").click()
    expect(page.get_by_role("heading", name="Waits for the worker")).to_be_visible()
    work()
    page.locator("#question").get_by_label("Account").select_option("Checking")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Waits for the worker")).to_be_visible()
    work()
    page.get_by_label("Record Kiosk").uncheck()
    page.get_by_role("button", name="Save choices").click()
    page.get_by_role("button", name="Record 2").click()
    expect(page.get_by_role("heading", name="Is being recorded")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="Recorded 2 transactions")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Recorded 2 transactions" if scripts else "")
    if scripts:
        page.keyboard.press("z")
    else:
        page.locator("#main").get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()


@pytest.mark.one_engine  # the keys move the focus and tick boxes: nothing is sent
def test_keys_decide_about_the_rows_of_a_plan(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/imports/{household.ids['imported']}/?verdict=new")
    boxes = page.locator("#plan [name^=add-]")
    page.keyboard.press("j")
    expect(boxes.nth(0)).to_be_focused()
    page.keyboard.press("x")
    expect(boxes.nth(0)).not_to_be_checked()
    page.keyboard.press("x")
    expect(boxes.nth(0)).not_to_be_checked()
    page.keyboard.press("a")
    expect(boxes.nth(0)).to_be_checked()
    page.keyboard.press("j")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("#plan [name^=category-]").nth(1)).to_be_focused()
    boxes.nth(0).focus()
    page.keyboard.press("p")
    expect(page.locator("#plan [name^=payee-]").nth(0)).to_be_focused()
    expect(page.locator("#plan details.raw").nth(0)).to_have_attribute("open", "")


def work():
    take_further(Import.objects.get().pk)
